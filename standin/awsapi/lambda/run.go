package lambda

import (
	"encoding/base64"
	"net/http"

	"squall/standin/invoke"
)

// responseLimit is 100 more than that of requests (recorded 2025). The log
// tail's is in https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
const (
	responseLimit = 6291556
	logTailLimit  = 4096
)

// writeInvoke writes how an invoke ended. A function's error is a success of
// the API.
func writeInvoke(w http.ResponseWriter, req *invoke.Request, resp *invoke.Response) {
	h := w.Header()
	if resp.RequestID != "" {
		h[headerRequestID] = []string{resp.RequestID}
	}
	h[headerTraceID] = []string{"root=" + traceRoot(req, resp) + ";sampled=0"}
	switch {
	case resp.Refused():
		writeRefused(w, req, resp)
	case req.DryRun:
		w.WriteHeader(http.StatusNoContent)
	case req.Async:
		h["Content-Length"] = zeroValue
		h[headerRemapped] = zeroValue
		w.WriteHeader(http.StatusAccepted)
	default:
		writeRun(w, resp)
	}
}

// writeRun writes the answer of a function that ran.
func writeRun(w http.ResponseWriter, resp *invoke.Response) {
	h := w.Header()
	body, errorType := resp.Payload, resp.ErrorType
	if len(body) > responseLimit {
		errorType = "Unhandled"
		body = []byte(`{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).",` +
			`"errorType":"Function.ResponseSizeTooLarge"}`)
	}
	h[headerExecutedVersion] = []string{resp.ExecutedVersion}
	h[headerRemapped] = zeroValue
	if errorType != "" {
		h[headerFunctionError] = []string{errorType}
	}
	if tail := resp.LogTail; len(tail) > 0 {
		tail = tail[max(0, len(tail)-logTailLimit):]
		h[headerLogResult] = []string{base64.StdEncoding.EncodeToString(tail)}
	}
	writeBody(w, http.StatusOK, body)
}

// traceRoot is the root that the client sent, or one made of the request id.
func traceRoot(req *invoke.Request, resp *invoke.Response) string {
	if req.Trace != "" {
		return req.Trace
	}
	digits := make([]byte, 0, 32)
	for i := range len(resp.RequestID) {
		if resp.RequestID[i] != '-' {
			digits = append(digits, resp.RequestID[i])
		}
	}
	if len(digits) < 32 {
		return "1-00000000-000000000000000000000000"
	}
	return "1-" + string(digits[:8]) + "-" + string(digits[8:])
}
