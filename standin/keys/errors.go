package keys

import "fmt"

// Kind sorts refusals; the API's folder knows how each looks on the wire.
type Kind uint8

// Kinds of refusals, by AWS's names.
// https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html and the
// pages of the operations.
const (
	Validation Kind = iota
	NotFound
	IsDisabled
	InvalidState
	InvalidCiphertext
	InvalidGrant
	InvalidARN
	InvalidAlias
	AlreadyExists
	IncorrectKey
	MalformedPolicy
	AccessDenied
	NotBuilt
	Internal
	Kinds // number of kinds
)

// Error is a refusal.
type Error struct {
	Kind    Kind
	Message string
}

func (e *Error) Error() string { return e.Message }

func refuse(k Kind, format string, args ...any) error {
	return &Error{Kind: k, Message: fmt.Sprintf(format, args...)}
}

func tooLong(member string, most int) error {
	return refuse(Validation, "1 validation error detected: Value at '%s' failed to satisfy constraint: "+
		"Member must have length less than or equal to %d", member, most)
}
