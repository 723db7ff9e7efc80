package standin

import (
	"cmp"
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go/middleware"

	"squall/standin/awsapi"
)

// inMemory is an HTTP client without a network, so that waiters of the SDK wait
// in time that costs none.
type inMemory struct{ h http.Handler }

func (c inMemory) Do(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	in.RequestURI, in.Host = r.URL.RequestURI(), cmp.Or(r.Host, r.URL.Host)
	w := httptest.NewRecorder()
	c.h.ServeHTTP(w, in)
	return w.Result(), nil
}

// called keeps which operations a client has called.
type called struct {
	mu    sync.Mutex
	names map[string]bool // service/Operation
}

func (c *called) note(service, operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.names[service+"/"+operation] = true
}

// option notes every call of a client of the Go SDK.
func (c *called) option(service string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("Noted",
			func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
				c.note(service, awsmiddleware.GetOperationName(ctx))
				return next.HandleFinalize(ctx, in)
			}), middleware.Before)
	}
}

// walk is a story told with the Go SDK, which must be called for every
// operation that is built.
type walk struct {
	service string
	options Options
	tell    func(t *testing.T, ctx context.Context, client inMemory, c *called)
}

var walks = []walk{{"lambda", Options{Settle: 3e9}, walkLambda}}

// TestGoSDK tells every story, and finds built operations that none calls.
func TestGoSDK(t *testing.T) {
	for _, w := range walks {
		c := w.run(t)
		var operations []awsapi.Operation
		inBubble(t, w.options, func(_ context.Context, s *Standin) {
			for _, service := range s.services() {
				if service.Name == w.service {
					operations = service.Operations
				}
			}
		})
		if len(operations) == 0 {
			t.Fatalf("%s has no operations", w.service)
		}
		for _, o := range operations {
			if o.Built && !c.names[w.service+"/"+o.Name] && o.Name != "InvokeAsync" { // which the SDK has no more
				t.Errorf("%s: no story calls %s", w.service, o.Name)
			}
		}
	}
}

func (w *walk) run(t *testing.T) *called {
	c := &called{names: map[string]bool{}}
	inBubble(t, w.options, func(ctx context.Context, s *Standin) {
		w.tell(t, ctx, inMemory{awsapi.New(s.services()...)}, c)
	})
	return c
}

// must ends the test on an error of the SDK.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func lambdaClient(client inMemory, c *called) *sdk.Client {
	return sdk.New(sdk.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{}, HTTPClient: client,
		Credentials: credentials.NewStaticCredentialsProvider(us, "SECRET", ""),
		APIOptions:  []func(*middleware.Stack) error{c.option("lambda")}})
}
