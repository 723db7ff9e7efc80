package modelled

import (
	"slices"
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

// Instead says whether a fault answers in a function's place.
func Instead(e *core.Effect) bool {
	_, failed := errors[fault.Kind(e.Fault)]
	return failed && e.Outcome == core.Errored || fault.Kind(e.Fault) == fault.ResponseStatus || fault.Kind(e.Fault) == fault.InitFail && e.Outcome == core.InitErrored
}

// Spoilt is what a function answered, as a fault leaves it.
func Spoilt(said []byte, e *core.Effect) []byte {
	return spoilt(slices.Clone(said), fault.Kind(e.Fault))
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

// ContentTypes are those that a status can be answered with.
var ContentTypes = []string{"application/json", "text/html", "text/plain", "application/xml"}

// StatusOf is the number by which a fault answers with a status and a content
// type; ok is false for a type that is not known.
func StatusOf(status int, contentType string) (n int64, ok bool) {
	i := slices.Index(ContentTypes, contentType)
	return int64(max(i, 0)*1000 + status), i >= 0
}

// status is a proxy response without a body.
func status(n int32) []byte {
	kind := strconv.Quote(ContentTypes[int(n)/1000%len(ContentTypes)])
	return []byte(`{"statusCode":` + strconv.Itoa(int(n)%1000) + `,"headers":{"Content-Type":` + kind + `},"multiValueHeaders":{"Content-Type":[` + kind + `]},"body":"","isBase64Encoded":false}`)
}
