// Package lambda speaks the AWS Lambda API (REST-JSON, version 2015-03-31):
// it reads requests, has a backend carry them out, and writes answers in AWS's
// shapes, statuses and words. One file per operation; routes.go lists them.
//
// It decides nothing about functions, holds no state and checks no signature.
// Operations and settings that are not built are answered with 501.
package lambda

import (
	"context"
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/invoke"
	"squall/standin/pollers"
)

// Backend carries requests out.
type Backend interface {
	// Invoke carries out one invoke. The payload is the backend's from then on.
	// When ctx ends first, what it returns reaches nobody.
	Invoke(ctx context.Context, r invoke.Request) invoke.Response
	// Control runs f where the catalog lives and waits for its end; an error
	// means that f may not have run.
	Control(ctx context.Context, f func(*catalog.Catalog)) error
}

// Mapper is what a backend is besides that has event source mappings.
type Mapper interface {
	// Mappings is Control with the event source mappings.
	Mappings(ctx context.Context, f func(now int64, c *catalog.Catalog, p *pollers.Pollers)) error
}

// New makes the handler of the Lambda API.
func New(b Backend) http.Handler { return newHandler(b) }

func newHandler(b Backend) *handler {
	h := &handler{backend: b, mux: http.NewServeMux(), operations: map[string]string{}}
	for _, rt := range routes {
		pattern := strings.TrimSpace(rt.method + " " + rt.pattern)
		h.operations[pattern] = rt.operation
		h.mux.HandleFunc(pattern, rt.bind(h))
	}
	h.mux.HandleFunc("/", unknown)
	return h
}

type handler struct {
	backend    Backend
	mux        *http.ServeMux
	operations map[string]string // by pattern
	limits     *limits           // nil: none
}

// ServeHTTP takes a slash at the end off: some clients write one.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p := r.URL.Path; len(p) > 1 && strings.HasSuffix(p, "/") {
		u := *r.URL
		u.Path, u.RawPath = strings.TrimSuffix(p, "/"), strings.TrimSuffix(u.RawPath, "/")
		clone := *r
		clone.URL = &u
		r = &clone
	}
	if h.limits != nil {
		_, pattern := h.mux.Handler(r)
		if !h.limits.allow(awsapi.ScopeOf(r), h.operations[pattern]) {
			tooFast(w)
			return
		}
	}
	h.mux.ServeHTTP(w, r)
}

// unknown answers what no version of the API has.
func unknown(w http.ResponseWriter, r *http.Request) {
	writeError(w, &catalog.Error{Status: http.StatusNotFound, Code: "UnknownOperationException",
		Message: "no operation of the Lambda API is " + r.Method + " " + r.URL.Path})
}

// refOf is the function a request's path and query name.
func refOf(r *http.Request) (catalog.Ref, *catalog.Error) {
	scope := awsapi.ScopeOf(r)
	qualifier := ""
	if r.URL.RawQuery != "" {
		qualifier = r.URL.Query().Get("Qualifier")
	}
	return naming.Parse(scope.Account, scope.Region, r.PathValue("FunctionName"), qualifier)
}

// broken is the answer when the backend could not be asked.
func broken(err error) *catalog.Error {
	return &refuse.Error{Status: http.StatusInternalServerError, Code: "ServiceException", Type: "Service",
		Message: "the stand-in did not answer: " + err.Error(), CapitalMessage: true}
}
