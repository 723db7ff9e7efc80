package modelled

import (
	"strconv"

	"squall/standin/core"
	"squall/standin/core/fault"
)

// ErrorType is the Invoke API's X-Amz-Function-Error: "" for an answer.
func ErrorType(e *core.Effect) string {
	switch {
	case e.Outcome == core.Done:
		return ""
	case fault.Kind(e.Fault) == fault.ErrorHandled:
		return "Handled"
	}
	return "Unhandled"
}

// errors are the messages of functions that a fault made fail; the request id
// stands before those that Lambda itself writes.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html, words recorded 2025.
var errors = map[fault.Kind]struct{ kind, message string }{
	fault.ErrorHandled:     {"InjectedHandledError", "injected by a fault"},
	fault.ErrorUnhandled:   {"InjectedError", "injected by a fault"},
	fault.Exit:             {"Runtime.ExitError", "Error: Runtime exited with error: exit status 1"},
	fault.OutOfMemory:      {"Runtime.OutOfMemory", "Error: Runtime exited with error: signal: killed"},
	fault.DependencyDenied: {"AccessDeniedException", "the execution role is not authorized to perform this action: no identity-based policy allows it"},
	fault.ResponseOversize: {"Function.ResponseSizeTooLarge", "Response payload size exceeded maximum allowed payload size (6291556 bytes)."},
}

// failure is the payload of a function that failed.
func failure(id string, e *core.Effect) []byte {
	said, ok := errors[fault.Kind(e.Fault)]
	switch {
	case !ok:
		return []byte(`{"errorMessage":"modelled error","errorType":"ModelledError","requestId":"` + id + `","stackTrace":[]}`)
	case fault.Kind(e.Fault) == fault.Exit, fault.Kind(e.Fault) == fault.OutOfMemory:
		said.message = "RequestId: " + id + " " + said.message
	}
	return []byte(`{"errorMessage":` + strconv.Quote(said.message) + `,"errorType":"` + said.kind + `","requestId":"` + id + `"}`)
}

// spoilt is an answer as a fault leaves it.
func spoilt(b []byte, k fault.Kind) []byte {
	switch k {
	case fault.ResponseCorrupt:
		for i := 3; i < len(b); i += 7 {
			b[i] ^= 0x15
		}
	case fault.ResponseTruncate:
		b = b[:len(b)/2]
	case fault.ResponseShape:
		b = []byte(`{"statusCode":"two hundred","body":["not","a","proxy","response"]}`)
	}
	return b
}
