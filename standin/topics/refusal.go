package topics

import "strconv"

// Error is a refusal in SNS's words.
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Message }

// invalid is SNS's usual refusal of a parameter.
// https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html
func invalid(what string) error {
	return &Error{Status: 400, Code: "InvalidParameter", Message: "Invalid parameter: " + what}
}

// notBuilt is no answer of AWS: it marks what squall does not do.
func notBuilt(what string) error {
	return &Error{Status: 501, Code: "NotImplementedException", Message: what + " not built in squall."}
}

func itoa(n int) string { return strconv.Itoa(n) }
