package kms

import (
	"errors"
	"net/http"

	"squall/standin/keys"
)

// wires is how each kind of refusal looks to a client.
// https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html
var wires = [keys.Kinds]struct {
	status int
	code   string
}{
	keys.Validation:        {400, "ValidationException"},
	keys.NotFound:          {400, "NotFoundException"},
	keys.IsDisabled:        {400, "DisabledException"},
	keys.InvalidState:      {400, "KMSInvalidStateException"},
	keys.InvalidCiphertext: {400, "InvalidCiphertextException"},
	keys.InvalidGrant:      {400, "InvalidGrantTokenException"},
	keys.InvalidARN:        {400, "InvalidArnException"},
	keys.InvalidAlias:      {400, "InvalidAliasNameException"},
	keys.AlreadyExists:     {400, "AlreadyExistsException"},
	keys.IncorrectKey:      {400, "IncorrectKeyException"},
	keys.MalformedPolicy:   {400, "MalformedPolicyDocumentException"},
	keys.AccessDenied:      {400, "AccessDeniedException"},
	keys.NotBuilt:          {501, "NotImplementedException"},
	keys.Internal:          {500, "KMSInternalException"},
}

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
		status, code = wires[refused.Kind].status, wires[refused.Kind].code
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
