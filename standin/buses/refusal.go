package buses

// Error is a refusal in EventBridge's words.
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Message }

func invalid(message string) error {
	return &Error{Status: 400, Code: "ValidationException", Message: message}
}

func notFound(message string) error {
	return &Error{Status: 400, Code: "ResourceNotFoundException", Message: message}
}

// notBuilt is no answer of AWS: it marks what squall does not do.
func notBuilt(what string) error {
	return &Error{Status: 501, Code: "NotImplementedException", Message: what + " not built in squall."}
}

// violation is AWS's sentence about a value that its model does not allow.
func violation(value, member, constraint string) string {
	return "1 validation error detected: Value '" + value + "' at '" + member + "' failed to satisfy constraint: " + constraint
}
