// Package sqs is the Amazon SQS API of the stand-in: the JSON protocol and the
// older query protocol over package queue, one file per operation. Long polls
// wait here.
//
// It keeps no state and checks no signature; every operation that is not in
// the route table is answered 501.
package sqs

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"squall/standin/queue"
)

// Backend owns the queues.
type Backend interface {
	// Queues calls fn with the queues, where nothing else uses them, and
	// returns after it.
	Queues(fn func(now int64, q *queue.Queues))
	// Changed is closed at the next change of the queues.
	Changed() <-chan struct{}
}

// Options says whose queues a Handler serves.
type Options struct {
	Account string // of callers whose access key is no account id
	Region  string // of callers whose signature names none
}

// New makes the handler of the SQS API.
func New(opt Options, backend Backend) http.Handler {
	return &handler{opt: opt, backend: backend}
}

type handler struct {
	opt     Options
	backend Backend
}

const (
	contentType  = "application/x-amz-json-1.0"
	targetPrefix = "AmazonSQS."
	// maxRequest leaves room for a batch of the largest size in base64 or
	// with escapes.
	maxRequest = 8 << 20
)

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var tooLong *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLong) {
		return // the client has gone
	}
	if err != nil {
		err = &queue.Error{Kind: queue.BatchRequestTooLong, Message: "The request is longer than any that SQS accepts."}
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	if !ok {
		h.serveQuery(w, r, body, err)
		return
	}
	var out any
	if err == nil {
		out, err = h.call(r.Context(), name, h.caller(r), body)
	}
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, out)
}

// call runs an operation on a request in JSON.
func (h *handler) call(ctx context.Context, name string, c caller, body []byte) (any, error) {
	run, ok := routes[name]
	if !ok {
		return nil, notBuilt("The operation " + name + " of SQS")
	}
	return run(h, ctx, c, body)
}

// empty is the answer of operations that have nothing to say.
type empty struct{}

// errStopped is the answer when there are no queues any more.
var errStopped = errors.New("the stand-in has stopped; start it again")

// with runs fn on the queues and hands its error on.
func (h *handler) with(fn func(now int64, q *queue.Queues) error) error {
	err := errStopped // unless fn is run
	h.backend.Queues(func(now int64, q *queue.Queues) { err = fn(now, q) })
	return err
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	w.Write(text) // an error here means that the client has gone
}
