// Package refuse words the refusals of the Lambda API: status, code and message
// as AWS sends them. It decides nothing and writes nothing.
package refuse

import (
	"fmt"
	"strconv"
	"strings"

	"squall/standin/identity/policy"
)

// Error is a refusal as the Lambda API words it.
type Error struct {
	Status         int
	Code           string // X-Amzn-ErrorType
	Type           string // User, Service, or "" where AWS leaves the member out
	Message        string
	CapitalMessage bool // the body's member is Message, not message
}

// Error is the code and the message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// The casing of the message member is spelt per exception by the service
// model: https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html

// Invalid refuses a parameter.
func Invalid(format string, args ...any) *Error {
	return &Error{Status: 400, Code: "InvalidParameterValueException", Type: "User", Message: text(format, args)}
}

// NotFound refuses what names nothing.
func NotFound(message string) *Error {
	return &Error{Status: 404, Code: "ResourceNotFoundException", Type: "User", Message: message, CapitalMessage: true}
}

// Conflict refuses what contradicts the state of a resource.
func Conflict(format string, args ...any) *Error {
	return &Error{Status: 409, Code: "ResourceConflictException", Type: "User", Message: text(format, args)}
}

// Stale refuses a revision that is not the latest, pointing at the API that
// tells it.
func Stale(api string) *Error {
	return &Error{Status: 412, Code: "PreconditionFailedException", Type: "User",
		Message: "The Revision Id provided does not match the latest Revision Id. Call the " + api +
			" API to retrieve the latest Revision Id"}
}

// Forbidden refuses what no policy allows.
// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
func Forbidden(caller policy.Caller, action, resource string) *Error {
	kind := "resource"
	if caller.Account() == (policy.Caller{ARN: resource}).Account() {
		kind = "identity"
	}
	return &Error{Status: 403, Code: "AccessDeniedException", CapitalMessage: true, Message: "User: " + caller.ARN + " is not authorized to perform: " +
		action + " on resource: " + resource + " because no " + kind + "-based policy allows the " + action + " action"}
}

// Violation is a broken constraint of the service model, which AWS answers
// before it looks at anything else, without a Type.
func Violation(value, field, constraint string) *Error {
	return Violations(Broken(value, field, constraint))
}

// Broken words one broken constraint.
func Broken(value, field, constraint string) string {
	return "Value '" + value + "' at '" + field + "' failed to satisfy constraint: " + constraint
}

// Violations are several broken constraints in one answer.
func Violations(broken ...string) *Error {
	head := "1 validation error detected: "
	if len(broken) > 1 {
		head = strconv.Itoa(len(broken)) + " validation errors detected: "
	}
	return &Error{Status: 400, Code: "ValidationException", Message: head + strings.Join(broken, "; ")}
}

// Unbuilt refuses what AWS can do and the stand-in cannot.
func Unbuilt(what string) *Error {
	return &Error{Status: 501, Code: "NotImplementedException", Type: "User",
		Message: "NotImplementedException: " + what + " is not built in squall"}
}

func text(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// TooLow refuses a number below the least AWS takes.
func TooLow(v int, field string, least int) *Error {
	return Violation(fmt.Sprint(v), field, fmt.Sprintf("Member must have value greater than or equal to %d", least))
}

// TooHigh refuses a number above the most AWS takes.
func TooHigh(v int, field string, most int) *Error {
	return Violation(fmt.Sprint(v), field, fmt.Sprintf("Member must have value less than or equal to %d", most))
}

// TooLong refuses a text longer than AWS takes.
func TooLong(v, field string, most int) *Error {
	return Violation(v, field, fmt.Sprintf("Member must have length less than or equal to %d", most))
}

// NoMember refuses a text that is none of those AWS takes.
func NoMember(v, field, members string) *Error {
	return Violation(v, field, "Member must satisfy enum value set: ["+members+"]")
}

// Mismatch refuses a text that does not have the form of the service model.
func Mismatch(v, field, pattern string) *Error {
	return Violation(v, field, "Member must satisfy regular expression pattern: "+pattern)
}

// Missing refuses a request without a required member.
func Missing(field string) *Error {
	return &Error{Status: 400, Code: "ValidationException", Message: "1 validation error detected: Value null at '" +
		field + "' failed to satisfy constraint: Member must not be null"}
}
