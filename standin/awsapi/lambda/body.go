package lambda

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"squall/standin/catalog"
)

// controlLimit is how long bodies of control-plane calls may be: 50 MB of zip
// as base64, with room for the rest. The number is in AWS's refusal.
const controlLimit = 70167211

// readJSON reads a body. Members the API does not know are ignored, as AWS
// does; those that are known and not built are members of the request types.
func (h *handler) readJSON(r *http.Request, in any) *catalog.Error {
	body, err := io.ReadAll(io.LimitReader(r.Body, controlLimit+1))
	switch {
	case err != nil:
		return invalidContent(err.Error())
	case len(body) > controlLimit:
		return tooLarge(controlLimit, h.operations[r.Pattern])
	case len(body) == 0:
		return nil
	}
	err = json.Unmarshal(body, in)
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind):
		return wrongType(kind)
	case err != nil:
		return invalidContent(err.Error())
	}
	return nil
}

// wrongType is the answer to a member of another type. It was captured for a
// string where a number belongs
// (https://github.com/aarondfrancis/sidecar/issues/28); words for other types
// are taken from AWS services of the same kind.
func wrongType(e *json.UnmarshalTypeError) *catalog.Error {
	text := ""
	switch value, _, _ := strings.Cut(e.Value, " "); { // "number 1.5"
	case value == "object":
		text = "Start of structure or map found where not expected."
	case value == "array":
		text = "Start of list found where not expected."
	case e.Type.Kind() == reflect.Int:
		text = strings.ToUpper(value) + "_VALUE can not be converted to an Integer"
	case e.Type.Kind() == reflect.String:
		text = strings.ToUpper(value) + "_VALUE can not be converted to a String"
	default:
		text = "Unexpected " + value + " in " + e.Field
	}
	return &catalog.Error{Status: http.StatusBadRequest, Code: "SerializationException", Message: text, CapitalMessage: true}
}

func invalidContent(detail string) *catalog.Error {
	return &catalog.Error{Status: http.StatusBadRequest, Code: "InvalidRequestContentException", Type: "User",
		Message: "Could not parse request body into json: Could not parse payload into json: " + detail}
}

// tooLarge is not the modelled RequestTooLargeException: captured answers have
// this name, and neither Type nor lower case.
func tooLarge(limit int, operation string) *catalog.Error {
	return &catalog.Error{Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLargeException", CapitalMessage: true,
		Message: "Request must be smaller than " + strconv.Itoa(limit) + " bytes for the " + operation + " operation"}
}
