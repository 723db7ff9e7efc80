package hook

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

// api is Lambda's Runtime API. AWS's own library for it links net/rpc, and with
// that the templates of its debug page: they would double the program.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
type api struct{ base string }

// Start serves Lambda until that ends the process; the error is that it does not
// answer.
func (f *Function) Start(ctx context.Context) error {
	if f.Root == "" {
		f.Root = os.Getenv("LAMBDA_TASK_ROOT")
	}
	a := api{"http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"}
	for {
		if err := a.one(ctx, f); err != nil {
			return err
		}
	}
}

// one takes an invocation and answers it.
func (a api) one(ctx context.Context, f *Function) error {
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
	var e Event
	if len(bytes.TrimSpace(body)) > 0 {
		if err := json.Unmarshal(body, &e); err != nil {
			return a.send(id+"/error", failure("BadEvent", err))
		}
	}
	answer, err := f.Handle(ctx, e)
	if err != nil {
		return a.send(id+"/error", failure("HookFailed", err))
	}
	return a.send(id+"/response", answer)
}

func failure(kind string, err error) map[string]string {
	return map[string]string{"errorType": kind, "errorMessage": err.Error()}
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
