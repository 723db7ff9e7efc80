// Package sns is the Amazon SNS API of the stand-in, in the query protocol that
// all its clients speak, over package topics: a form in, XML out.
//
// It keeps no state and checks no signature; every operation that is not in the
// route table is answered 501.
package sns

import (
	"errors"
	"io"
	"net/http"
	"net/url"

	"squall/standin/awsapi"
	"squall/standin/relay"
	"squall/standin/topics"
)

// Backend owns the topics.
type Backend interface {
	// Relay calls fn with everything that hands on messages, where nothing
	// else uses it, and returns after it; not at all once it has stopped.
	Relay(fn func(now int64, r *relay.Relay))
}

// Options says whose topics a handler serves.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the handler of the SNS API.
func New(opt Options, backend Backend) http.Handler { return &handler{opt: opt, backend: backend} }

type handler struct {
	opt     Options
	backend Backend
}

// maxRequest leaves room for a batch of the largest messages with escapes.
const maxRequest = 4 << 20

// call is one request on its way through the topics.
type call struct {
	relay  *relay.Relay
	topics *topics.Topics
	now    int64
	scope  awsapi.Scope // account and region of the caller
	form   form
}

// ServeHTTP reads a request and has its operation run.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var tooLong *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLong) {
		return // the client has gone
	}
	id := w.Header().Get("X-Amzn-Requestid")
	if err != nil {
		writeError(w, id, &topics.Error{Status: 413, Code: "RequestEntityTooLarge", Message: "The request is longer than any that SNS accepts."})
		return
	}
	if len(body) == 0 {
		body = []byte(r.URL.RawQuery)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		writeError(w, id, &topics.Error{Status: 400, Code: "MalformedQueryString", Message: "The query string contains a syntax error."})
		return
	}
	action := values.Get("Action")
	run, ok := routes[action]
	switch {
	case action == "":
		err = &topics.Error{Status: 400, Code: "MissingAction", Message: "Missing Action"}
	case !ok:
		err = notBuilt("The operation " + action + " of SNS")
	}
	if err != nil {
		writeError(w, id, err)
		return
	}
	out, err := nodes(nil), errStopped // unless the topics can be asked
	h.backend.Relay(func(now int64, rl *relay.Relay) {
		out, err = run(&call{relay: rl, topics: rl.Topics, now: now, scope: awsapi.CallerOf(r, h.opt.Account, h.opt.Region), form: form(values)})
	})
	if err != nil {
		writeError(w, id, err)
		return
	}
	writeAnswer(w, action, id, out)
}

var errStopped = errors.New("the stand-in has stopped; start it again")

func notBuilt(what string) error {
	return &topics.Error{Status: http.StatusNotImplemented, Code: "NotImplementedException", Message: what + " is not built in squall."}
}

func invalid(what string) error {
	return &topics.Error{Status: http.StatusBadRequest, Code: "InvalidParameter", Message: "Invalid parameter: " + what}
}
