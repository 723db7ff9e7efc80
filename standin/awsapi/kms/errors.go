package kms

import (
	"errors"
	"net/http"

	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

var errStopped = errors.New("the stand-in has stopped; start it again")

// refusal is an error of the keys on the wire. AWS has no word for a ciphertext
// that it cannot read but the code, and 400 for everything that is the
// caller's. https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
func refusal(err error) error {
	var written *wire.Error
	if err == nil || errors.As(err, &written) {
		return err
	}
	out := &wire.Error{Status: http.StatusInternalServerError, Code: keys.Code(keys.Internal), Message: err.Error()}
	var refused *keys.Error
	if errors.As(err, &refused) {
		out.Code = keys.Code(refused.Kind)
		if refused.Kind != keys.Internal {
			out.Status = http.StatusBadRequest
		}
	}
	return out
}

func invalid(message string) error { return wire.Refuse("ValidationException", message) }
