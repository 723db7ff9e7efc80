// Package bootstrap lets a Go program be the bootstrap of a Lambda function: it
// takes invocations from the Runtime API, one after the other, and answers them.
//
// It knows nothing of what an invocation means. AWS's own library for this links
// net/rpc, and with that the templates of its debug page: they would double the
// program.
package bootstrap

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"
)

// Invocation is one request to the function.
type Invocation struct {
	ID   string // of the request
	Body []byte
}

// Handler answers an invocation with a value, or fails it. The context ends when
// Lambda's time does.
type Handler func(ctx context.Context, i Invocation) (any, error)

// Failure is an error with a name of its own.
type Failure struct {
	Type string
	Err  error
}

// Error implements error.
func (f *Failure) Error() string { return f.Err.Error() }

// Unwrap is what it is about.
func (f *Failure) Unwrap() error { return f.Err }

// api is Lambda's Runtime API.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type api struct{ base string }

// Serve serves Lambda until that ends the process; the error is that it does not
// answer.
func Serve(ctx context.Context, do Handler) error {
	a := api{"http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"}
	for {
		if err := a.one(ctx, do); err != nil {
			return err
		}
	}
}

// one takes an invocation and answers it.
func (a api) one(ctx context.Context, do Handler) error {
	r, err := http.Get(a.base + "next") // Lambda answers when there is one
	if err != nil {
		return err
	}
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return err
	}
	id := r.Header.Get("Lambda-Runtime-Aws-Request-Id")
	if r.StatusCode != http.StatusOK || id == "" {
		return fmt.Errorf("the Runtime API answers %s: %s", r.Status, body)
	}
	if ms, err := strconv.ParseInt(r.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64); err == nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, time.UnixMilli(ms))
		defer cancel()
	}
	answer, err := do(ctx, Invocation{ID: id, Body: body})
	if err != nil {
		kind := "Error"
		if f, ok := errors.AsType[*Failure](err); ok {
			kind = f.Type
		}
		return a.send(id+"/error", map[string]string{"errorType": kind, "errorMessage": err.Error()})
	}
	return a.send(id+"/response", answer)
}

func (a api) send(where string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	r, err := http.Post(a.base+where, "application/json", bytes.NewReader(text))
	if err != nil {
		return err
	}
	if err := r.Body.Close(); r.StatusCode != http.StatusAccepted {
		return errors.Join(fmt.Errorf("the Runtime API answers %s to %s", r.Status, where), err)
	}
	return nil
}
