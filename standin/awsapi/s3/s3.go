// Package s3 is the Amazon S3 API of the stand-in. Objects, their listing and
// multipart uploads are gofakes3's, in memory; whose the buckets are, which
// notifications follow from a change, checksums, the streaming of bodies and
// the words of refusals are its own, over package buckets.
//
// It checks no signature and keeps nothing on disk. What it does not act on
// (versions, ACLs, tags, encryption by key, ...) is answered 501, never taken
// and forgotten.
package s3

import (
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"squall/standin/awsapi"
	"squall/standin/buckets"
	"squall/standin/relay"
)

// Backend owns the buckets and those they tell.
type Backend interface {
	// Relay calls fn with everything that hands on messages, where nothing
	// else uses it, and returns after it; not at all once it has stopped.
	Relay(fn func(now int64, r *relay.Relay))
}

// Options says whose buckets a handler serves.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the handler of the S3 API over a storage.
func New(opt Options, storage *Storage, backend Backend) http.Handler {
	return &handler{opt: opt, storage: storage, backend: backend}
}

type handler struct {
	opt      Options
	storage  *Storage
	backend  Backend
	requests atomic.Uint64
}

// exchange is one request and what belongs to it.
type exchange struct {
	*handler
	w           *answer
	r           *http.Request
	id          string // of the request
	scope       awsapi.Scope
	bucket, key string
}

// ServeHTTP finds the bucket and key of a request and has it served.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{handler: h, r: r, id: relay.RequestID(h.requests.Add(1)), scope: awsapi.CallerOf(r, h.opt.Account, h.opt.Region)}
	x.w = &answer{ResponseWriter: w, head: r.Method == http.MethodHead, id: x.id}
	path := r.URL.Path
	if bucket := bucketOfHost(r.Host); bucket != "" {
		path = "/" + bucket + path
	}
	x.bucket, x.key, _ = strings.Cut(strings.TrimPrefix(path, "/"), "/")
	err := x.serve()
	if err == nil {
		err = x.w.refused()
	}
	if err != nil {
		x.refuse(err)
	}
}

// bucketOfHost reads the bucket out of a host: bucket.localhost:9400, or
// bucket.s3.us-east-1.amazonaws.com.
func bucketOfHost(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if bucket, _, ok := strings.Cut(host, ".s3."); ok {
		return bucket
	}
	bucket, ok := strings.CutSuffix(strings.TrimSuffix(host, ".s3.localhost"), ".localhost")
	if !ok && strings.HasSuffix(host, ".s3.localhost") {
		return strings.TrimSuffix(host, ".s3.localhost")
	}
	if !ok || bucket == "s3" {
		return ""
	}
	return bucket
}

// serve hands a request to what serves it.
func (x *exchange) serve() *buckets.Error {
	if err := x.unbuilt(); err != nil {
		return err
	}
	switch {
	case x.bucket == "" && x.r.Method == http.MethodGet:
		return x.listBuckets()
	case x.bucket == "":
		return notAllowed()
	case x.key == "" && x.r.Method == http.MethodPut && !x.asks("notification") && !x.asks("versioning"):
		return x.createBucket()
	}
	if err := x.owned(); err != nil {
		return err
	}
	if x.key == "" {
		return x.serveBucket()
	}
	return x.serveObject()
}

// asks says whether the query has a subresource.
func (x *exchange) asks(name string) bool { return x.r.URL.Query().Has(name) }
