package keys

import "fmt"

// Kind sorts refusals.
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
	Internal
	Kinds // number of kinds
)

var codes = [Kinds]string{
	Validation: "ValidationException", NotFound: "NotFoundException", IsDisabled: "DisabledException",
	InvalidState: "KMSInvalidStateException", InvalidCiphertext: "InvalidCiphertextException",
	InvalidGrant: "InvalidGrantTokenException", InvalidARN: "InvalidArnException", InvalidAlias: "InvalidAliasNameException",
	AlreadyExists: "AlreadyExistsException", IncorrectKey: "IncorrectKeyException",
	MalformedPolicy: "MalformedPolicyDocumentException", AccessDenied: "AccessDeniedException",
	Internal: "KMSInternalException",
}

// Code is AWS's name of a kind of refusal.
func Code(k Kind) string { return codes[k] }

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
