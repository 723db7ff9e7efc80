package lambda_test

import (
	"context"
	"net/http"
	"sync"
	"time"

	"squall/standin/awsapi"
	"squall/standin/awsapi/lambda"
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/core/book"
	"squall/standin/invoke"
)

// backend is a catalog over the real rule book with time standing still.
// Invokes are answered by a function of the test.
type backend struct {
	mu      sync.Mutex
	catalog *catalog.Catalog
	answer  func(invoke.Request) invoke.Response
	asked   invoke.Request // the latest invoke
}

func newBackend() *backend {
	b := book.New(core.Config{Seed: 1})
	be := &backend{answer: func(invoke.Request) invoke.Response {
		return invoke.Response{RequestID: "8ad3a3ce-0000-4000-8000-000000000001", ExecutedVersion: "$LATEST", Payload: []byte(`{"ok":true}`)}
	}}
	now := time.Date(2026, 11, 22, 10, 0, 0, 479e6, time.UTC).UnixNano()
	be.catalog = catalog.New(catalog.Options{Account: "111122223333", Region: "us-east-1", Now: func() int64 { return now },
		Apply: func(ev core.Event) core.Effect {
			out := b.Step(0, ev, nil)
			return out[len(out)-1]
		},
		Provisioned: func(fn int32, q core.Qual) (int32, int32, int32, uint8, string, bool) {
			v, ok := b.Provisioned(fn, q)
			return v.Requested, v.Available, v.Allocated, uint8(v.Status), "", ok
		}})
	return be
}

func (b *backend) Invoke(_ context.Context, r invoke.Request) invoke.Response {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked = r
	return b.answer(r)
}

func (b *backend) Control(_ context.Context, f func(*catalog.Catalog)) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(b.catalog)
	return nil
}

func (b *backend) handler() http.Handler { return awsapi.New(awsapi.Lambda(lambda.New(b))) }
