// Package kms is the AWS KMS API of the stand-in (JSON 1.1) over package keys,
// one file per operation.
//
// It keeps no state and checks no signature; every operation that is not in the
// route table is answered 501.
package kms

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/keys"
)

// Backend owns the keys.
type Backend interface {
	// Keys calls fn with the keys, where nothing else uses them, and returns
	// after it; not at all once it has stopped.
	Keys(fn func(now int64, k *keys.Keys))
}

// Options says whose keys a handler serves.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the handler of the KMS API.
func New(opt Options, backend Backend) http.Handler {
	return &handler{opt: opt, backend: backend}
}

type handler struct {
	opt     Options
	backend Backend
}

const (
	contentType  = "application/x-amz-json-1.1"
	targetPrefix = "TrentService."
	maxRequest   = 1 << 20
)

// call is one request on its way through the keys.
type call struct {
	keys  *keys.Keys
	now   int64
	place keys.Place
}

// key finds the key that an operation uses or describes.
func (c *call) key(name string) (*keys.Key, error) { return c.keys.Find(c.now, c.place, name) }

// managed finds the key that an operation changes: an alias is not enough.
func (c *call) managed(name string) (*keys.Key, error) {
	k, err := c.keys.Managed(c.now, c.place, name)
	if err == nil && k.Account != c.place.Account {
		err = &keys.Error{Kind: keys.AccessDenied, Message: "keys of another account cannot be changed: " + k.ARN()}
	}
	return k, err
}

// ServeHTTP reads a request and has its operation run on the keys.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var tooLong *http.MaxBytesError
	if err != nil && !errors.As(err, &tooLong) {
		return // the client has gone
	}
	if err != nil {
		writeError(w, &keys.Error{Kind: keys.Validation, Message: "The request is longer than any that KMS accepts."})
		return
	}
	name, ok := strings.CutPrefix(r.Header.Get("X-Amz-Target"), targetPrefix)
	run, built := routes[name]
	if !ok || !built {
		writeError(w, &keys.Error{Kind: keys.NotBuilt, Message: "The operation " + name + " of KMS is not built in squall."})
		return
	}
	out, err := any(nil), errStopped // unless the keys can be asked
	h.backend.Keys(func(now int64, k *keys.Keys) {
		out, err = run(&call{keys: k, now: now, place: h.place(r)}, body)
	})
	if err != nil {
		writeError(w, err)
		return
	}
	write(w, http.StatusOK, out)
}

func (h *handler) place(r *http.Request) keys.Place {
	p := keys.Place{Account: h.opt.Account, Region: h.opt.Region}
	scope := awsapi.ScopeOf(r)
	if scope.Account != "" {
		p.Account = scope.Account
	}
	if scope.Region != "" {
		p.Region = scope.Region
	}
	return p
}

// write answers; nothing to say is an empty body, as KMS sends it.
func write(w http.ResponseWriter, status int, v any) {
	var text []byte
	if v != nil {
		var err error
		if text, err = json.Marshal(v); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_, _ = w.Write(text) // an error here means that the client has gone
}
