package kms

import (
	"errors"
	"net/http"

	"squall/standin/keys"
)

var errStopped = errors.New("the stand-in has stopped; start it again")

// badRequest is a body that can't be read.
type badRequest struct{ error }

func writeError(w http.ResponseWriter, err error) {
	status, code, message := http.StatusInternalServerError, "KMSInternalException", err.Error()
	var bad badRequest
	var refused *keys.Error
	switch {
	case errors.As(err, &bad):
		status, code = http.StatusBadRequest, "SerializationException"
	case errors.As(err, &refused):
		status, code = statusOf(refused.Kind), keys.Code(refused.Kind)
	}
	body := map[string]string{"__type": code}
	if message != "" { // AWS says nothing more of a ciphertext that it cannot read
		body["message"] = message
	}
	write(w, status, body)
}

func notBuilt(what string) error {
	return &keys.Error{Kind: keys.NotBuilt, Message: what + " is not built in squall."}
}

func invalid(text string) error { return &keys.Error{Kind: keys.Validation, Message: text} }

// statusOf is 400 for everything that is the caller's.
// https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
func statusOf(k keys.Kind) int {
	switch k {
	case keys.NotBuilt:
		return http.StatusNotImplemented
	case keys.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusBadRequest
}
