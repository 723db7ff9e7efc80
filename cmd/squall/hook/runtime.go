package hook

import (
	"bytes"
	"context"
	"encoding/json"
	"os"

	"squall/attack/probe/bootstrap"
)

// Start serves Lambda until that ends the process; the error is that it does not
// answer.
func (f *Function) Start(ctx context.Context) error {
	if f.Root == "" {
		f.Root = os.Getenv("LAMBDA_TASK_ROOT")
	}
	return bootstrap.Serve(ctx, f.invocation)
}

func (f *Function) invocation(ctx context.Context, i bootstrap.Invocation) (any, error) {
	var e Event
	if len(bytes.TrimSpace(i.Body)) > 0 {
		if err := json.Unmarshal(i.Body, &e); err != nil {
			return nil, &bootstrap.Failure{Type: "BadEvent", Err: err}
		}
	}
	answer, err := f.Handle(ctx, e)
	if err != nil {
		return nil, &bootstrap.Failure{Type: "HookFailed", Err: err}
	}
	return answer, nil
}
