// Package events is the Amazon EventBridge API of the stand-in (JSON 1.1) over
// package buses, a file for what belongs together.
//
// It keeps no state and checks no signature; every operation that is not in the
// route table is answered 501.
package events

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/buses"
	"squall/standin/relay"
)

// Backend owns the buses.
type Backend interface {
	// Relay calls fn with everything that hands on messages, where nothing
	// else uses it, and returns after it; not at all once it has stopped.
	Relay(fn func(now int64, r *relay.Relay))
}

// Options says whose buses a handler serves.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the handler of the EventBridge API.
func New(opt Options, backend Backend) http.Handler { return &handler{opt: opt, backend: backend} }

type handler struct {
	opt     Options
	backend Backend
}

const (
	contentType  = "application/x-amz-json-1.1"
	targetPrefix = "AWSEvents."
	maxRequest   = 1 << 20
)

// call is one request on its way through the buses.
type call struct {
	relay *relay.Relay
	buses *buses.Buses
	now   int64
	scope awsapi.Scope // account and region of the caller
}

// ServeHTTP reads a request and has its operation run.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var tooLong *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLong) {
		return // the client has gone
	}
	if err != nil {
		writeError(w, &buses.Error{Status: 413, Code: "RequestEntityTooLargeException", Message: "The request is longer than any that EventBridge accepts."})
		return
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	run, built := routes[name]
	if !ok || !built {
		writeError(w, notBuilt("The operation "+name+" of EventBridge"))
		return
	}
	out, err := any(nil), errStopped // unless the buses can be asked
	h.backend.Relay(func(now int64, rl *relay.Relay) {
		out, err = run(&call{relay: rl, buses: rl.Buses, now: now, scope: awsapi.CallerOf(r, h.opt.Account, h.opt.Region)}, body)
	})
	if err != nil {
		writeError(w, err)
		return
	}
	write(w, http.StatusOK, out)
}

// write answers; nothing to say is an empty object.
func write(w http.ResponseWriter, status int, v any) {
	if v == nil {
		v = struct{}{}
	}
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(text) // an error here means that the client has gone
}
