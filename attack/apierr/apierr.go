// Package apierr tells what AWS calls an error.
//
// It knows no service and no code.
package apierr

import (
	"errors"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Refused says whether an API took a call for one that will never do: for who
// made it or what it asked for, and not for its rate or a trouble of its own.
func Refused(err error) bool {
	var answer *smithyhttp.ResponseError
	if !errors.As(err, &answer) || answer.Response == nil {
		return false
	}
	status := answer.HTTPStatusCode()
	return status >= 400 && status < 500 && status != http.StatusTooManyRequests && Code(err) != ""
}

// Code is the API's word for an error, or "" when no API gave it.
func Code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// Said is the text of an error, and of what an API said in it the operation, the
// word and the message alone.
func Said(err error) string {
	var op *smithy.OperationError
	var api smithy.APIError
	if !errors.As(err, &op) || !errors.As(err, &api) {
		return err.Error()
	}
	return strings.Replace(err.Error(), op.Error(), op.OperationName+": "+api.ErrorCode()+": "+api.ErrorMessage(), 1)
}
