// Package runtimeapi is the HTTP interface between one execution environment
// and the process in it: the process asks for its next invocation and posts
// what came of it.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
//
// It starts no process, keeps no queue and decides nothing: what the process
// says is told on, and an invocation is handed over when there is one.
package runtimeapi

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"squall/standin/invoke"
)

// Listener is told what the process does. Its methods may be called from any
// goroutine.
type Listener interface {
	Waits() // the process asks for an invocation and has none
	Answered(payload []byte, failed bool)
	InitFailed(payload []byte)
}

// API is the interface of one environment.
type API struct {
	listener Listener
	next     chan invoke.Invocation

	mu      sync.Mutex
	present *invoke.Invocation // handed over and not answered
}

// New makes the interface of an environment.
func New(l Listener) *API { return &API{listener: l, next: make(chan invoke.Invocation, 1)} }

// Hand gives the process its next invocation. There is never more than one.
func (a *API) Hand(i invoke.Invocation) { a.next <- i }

const (
	prefix = "/2018-06-01/runtime/"
	// maxResponse is what Lambda takes of a function's answer, and 100 bytes.
	maxResponse = 6291556
)

// ServeHTTP answers the process.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, prefix)
	switch {
	case !ok:
		fault(w, http.StatusNotFound, "NotFound", "no such path: "+r.URL.Path)
	case path == "invocation/next" && r.Method == http.MethodGet:
		a.serveNext(w, r)
	case path == "init/error" && r.Method == http.MethodPost:
		if body, ok := read(w, r); ok {
			a.listener.InitFailed(body)
			accepted(w)
		}
	case strings.HasPrefix(path, "invocation/") && r.Method == http.MethodPost:
		id, what, _ := strings.Cut(strings.TrimPrefix(path, "invocation/"), "/")
		a.serveEnd(w, r, id, what)
	default:
		fault(w, http.StatusNotFound, "NotFound", "no such operation: "+r.Method+" "+r.URL.Path)
	}
}

// serveNext waits for an invocation as long as the process does.
func (a *API) serveNext(w http.ResponseWriter, r *http.Request) {
	var i invoke.Invocation
	select {
	case i = <-a.next:
	default:
		a.listener.Waits()
		select {
		case i = <-a.next:
		case <-r.Context().Done():
			return
		}
	}
	a.mu.Lock()
	a.present = &i
	a.mu.Unlock()
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h["Lambda-Runtime-Aws-Request-Id"] = []string{i.RequestID}
	h["Lambda-Runtime-Deadline-Ms"] = []string{strconv.FormatInt(i.Deadline.UnixMilli(), 10)}
	h["Lambda-Runtime-Invoked-Function-Arn"] = []string{i.FunctionARN}
	if i.Trace != "" {
		h["Lambda-Runtime-Trace-Id"] = []string{"Root=" + i.Trace + ";Sampled=0"}
	}
	_, _ = w.Write(i.Payload) // a process that is gone is noticed otherwise
}

// serveEnd takes the end of an invocation.
func (a *API) serveEnd(w http.ResponseWriter, r *http.Request, id, what string) {
	if what != "response" && what != "error" {
		fault(w, http.StatusNotFound, "NotFound", "no such operation: "+r.URL.Path)
		return
	}
	a.mu.Lock()
	known := a.present != nil && a.present.RequestID == id
	if known {
		a.present = nil
	}
	a.mu.Unlock()
	if !known {
		fault(w, http.StatusBadRequest, "InvalidRequestID", "Invalid request ID")
		return
	}
	if strings.EqualFold(r.Header.Get("Lambda-Runtime-Function-Response-Mode"), "streaming") {
		a.listener.Answered(document("Runtime.StreamingNotBuilt", "the stand-in does not take streamed responses of processes"), true)
		fault(w, http.StatusNotImplemented, "NotImplemented", "streamed responses are not built in squall")
		return
	}
	body, ok := read(w, r)
	if !ok {
		a.listener.Answered(document("Function.ResponseSizeTooLarge",
			"Response payload size exceeded maximum allowed payload size (6291556 bytes)."), true)
		return
	}
	a.listener.Answered(body, what == "error")
	accepted(w)
}

// read takes a body of the size that Lambda takes, or answers 413.
func read(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxResponse))
	var tooLong *http.MaxBytesError
	if errors.As(err, &tooLong) {
		fault(w, http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "Exceeded maximum allowed payload size (6291556 bytes).")
	}
	return body, err == nil
}

func accepted(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusAccepted)
	_, _ = io.WriteString(w, `{"status":"OK"}`+"\n") // as above
}

func fault(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(document(kind, message)) // as above
}

// document is an error as functions and this interface write it.
func document(kind, message string) []byte {
	text, err := json.Marshal(struct {
		ErrorMessage string `json:"errorMessage"`
		ErrorType    string `json:"errorType"`
	}{message, kind})
	if err != nil {
		panic("runtimeapi: two strings have no JSON: " + err.Error())
	}
	return text
}
