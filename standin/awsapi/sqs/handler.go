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
	Account string // of every caller
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

// caller is who asks, and where.
type caller struct {
	account, region string
	base            string // scheme and host by which the client reached us
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

func (h *handler) caller(r *http.Request) caller {
	c := caller{account: h.opt.Account, region: h.opt.Region, base: "http://" + r.Host}
	if r.TLS != nil {
		c.base = "https://" + r.Host
	}
	if region := signedRegion(r.Header.Get("Authorization")); region != "" {
		c.region = region
	}
	return c
}

// signedRegion reads the region out of a Signature Version 4: Credential is
// key/date/region/service/aws4_request.
func signedRegion(authorization string) string {
	_, rest, ok := strings.Cut(authorization, "Credential=")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, ",")
	scope := strings.Split(rest, "/")
	if len(scope) < 5 {
		return ""
	}
	return scope[len(scope)-3]
}

// id names a queue of the caller's account.
func (c caller) id(name string) queue.ID {
	return queue.ID{Account: c.account, Region: c.region, Name: name}
}

func (c caller) url(id queue.ID) string { return c.base + "/" + id.Account + "/" + id.Name }

// byURL reads a queue URL, whose host may be any: it ends in account and name.
func (c caller) byURL(url string) (queue.ID, error) {
	if url == "" {
		return queue.ID{}, missing("QueueUrl")
	}
	parts := strings.Split(strings.TrimRight(url, "/"), "/")
	if len(parts) < 2 {
		return queue.ID{}, &queue.Error{Kind: queue.NonExistentQueue, Message: "The specified queue does not exist."}
	}
	return queue.ID{Account: parts[len(parts)-2], Region: c.region, Name: parts[len(parts)-1]}, nil
}

// operation runs one request.
type operation func(h *handler, ctx context.Context, c caller, body []byte) (any, error)

// op reads the request of an operation.
func op[In any](run func(*handler, context.Context, caller, *In) (any, error)) operation {
	return func(h *handler, ctx context.Context, c caller, body []byte) (any, error) {
		in := new(In)
		if len(body) > 0 {
			err := json.Unmarshal(body, in)
			var kind *json.UnmarshalTypeError
			if errors.As(err, &kind) {
				err = errors.New(kind.Field + ": unexpected " + kind.Value)
			}
			if err != nil {
				return nil, badRequest{err}
			}
		}
		return run(h, ctx, c, in)
	}
}

// routes is every operation that is built.
var routes = map[string]operation{
	"ChangeMessageVisibility": op(changeMessageVisibility),
	"CreateQueue":             op(createQueue),
	"DeleteMessage":           op(deleteMessage),
	"DeleteMessageBatch":      op(deleteMessageBatch),
	"DeleteQueue":             op(deleteQueue),
	"GetQueueAttributes":      op(getQueueAttributes),
	"GetQueueUrl":             op(getQueueURL),
	"ListQueues":              op(listQueues),
	"PurgeQueue":              op(purgeQueue),
	"ReceiveMessage":          op(receiveMessage),
	"SendMessage":             op(sendMessage),
	"SendMessageBatch":        op(sendMessageBatch),
	"SetQueueAttributes":      op(setQueueAttributes),
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
