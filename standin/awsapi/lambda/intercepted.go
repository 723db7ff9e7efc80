package lambda

import (
	"net/http"

	"squall/standin/invoke"
	"squall/standin/outcome"
)

// writeIntercepted answers an invoke that a fault stopped in front of Lambda; a
// status of 0 cuts the connection.
func writeIntercepted(w http.ResponseWriter, status int) {
	if status == 0 {
		panic(http.ErrAbortHandler)
	}
	f := outcome.Intercepted(invoke.DoorSDK, status)
	w.Header()[headerErrorType] = []string{f.ErrorType}
	writeBody(w, f.Status, f.Body)
}
