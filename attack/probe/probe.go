// Package probe lets a function's own code tell its caller which environment
// answered: its version, whether this was the environment's first request, and
// how it was initialised. A function on AWS imports it, calls Headers for each
// request and adds what it returns to the headers of its response; squall reads
// them at every door and, on the SDK path, in the payload.
//
// It reads environment variables that Lambda sets, and nothing else; it sends
// nothing anywhere.
package probe

import (
	"os"
	"sync/atomic"

	"squall/attack/hit"
)

// served counts the requests of this environment.
var served atomic.Uint64

// Headers returns the response headers for one request, whose Lambda request id
// the caller knows. Call it once a request: the first call of a process is the
// environment's cold one. It may be called concurrently.
func Headers(requestID string) map[string]string {
	cold := "0"
	if served.Add(1) == 1 {
		cold = "1"
	}
	h := map[string]string{hit.HeaderRequestID: requestID, hit.HeaderCold: cold}
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
	for header, variable := range map[string]string{
		hit.HeaderVersion:     "AWS_LAMBDA_FUNCTION_VERSION",
		hit.HeaderEnvironment: "AWS_LAMBDA_LOG_STREAM_NAME",
		hit.HeaderInitType:    "AWS_LAMBDA_INITIALIZATION_TYPE",
	} {
		if v := os.Getenv(variable); v != "" {
			h[header] = v
		}
	}
	return h
}
