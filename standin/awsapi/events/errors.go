package events

import (
	"errors"
	"net/http"

	"squall/standin/buses"
)

var errStopped = errors.New("the stand-in has stopped; start it again")

// badRequest is a body that can't be read.
type badRequest struct{ error }

// writeError answers a refusal.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/CommonErrors.html
func writeError(w http.ResponseWriter, err error) {
	status, code, message := http.StatusInternalServerError, "InternalException", err.Error()
	var bad badRequest
	var refused *buses.Error
	switch {
	case errors.As(err, &bad):
		status, code = http.StatusBadRequest, "SerializationException"
	case errors.As(err, &refused):
		status, code = refused.Status, refused.Code
	}
	write(w, status, map[string]string{"__type": code, "message": message})
}

func notBuilt(what string) error {
	return &buses.Error{Status: http.StatusNotImplemented, Code: "NotImplementedException", Message: what + " is not built in squall."}
}

func invalid(message string) error {
	return &buses.Error{Status: http.StatusBadRequest, Code: "ValidationException", Message: message}
}
