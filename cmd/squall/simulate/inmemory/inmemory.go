// Package inmemory gives a request of a client to a handler without a socket,
// and gives back what the client would read.
//
// It waits for nothing and knows no door.
package inmemory

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
)

// Serve lets a handler answer; a connection that it cuts is an error.
func Serve(h http.Handler, req *http.Request) (*http.Response, error) {
	a := &answer{header: http.Header{}, status: http.StatusOK}
	if cut(func() { h.ServeHTTP(a, arrived(req)) }) {
		return nil, io.ErrUnexpectedEOF
	}
	return a.response(req), nil
}

// Answer is an answer that no handler gives.
func Answer(req *http.Request, status int, contentType string, body []byte) *http.Response {
	a := &answer{header: http.Header{"Content-Type": {contentType}}, status: status}
	a.body.Write(body)
	return a.response(req)
}

func (a *answer) response(req *http.Request) *http.Response {
	return &http.Response{
		Status: http.StatusText(a.status), StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: a.header, ContentLength: int64(a.body.Len()), Body: io.NopCloser(&a.body), Request: req,
	}
}

// cut says that a handler cut the connection.
func cut(serve func()) (aborted bool) {
	defer func() {
		if r := recover(); r == http.ErrAbortHandler {
			aborted = true
		} else if r != nil {
			panic(r)
		}
	}()
	serve()
	return false
}

// arrived is a request as a server reads it.
func arrived(req *http.Request) *http.Request {
	in := req.Clone(req.Context())
	in.RequestURI, in.RemoteAddr = req.URL.RequestURI(), "127.0.0.1:1"
	in.Host = cmp.Or(req.Host, req.URL.Host)
	in.URL.Scheme, in.URL.Host = "", ""
	if in.Body == nil {
		in.Body = http.NoBody
	}
	return in
}

// answer is what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write implements http.ResponseWriter.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }
