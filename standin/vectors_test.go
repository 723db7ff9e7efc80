package standin

import (
	"context"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/profiles/read"
	"squall/standin/awsapi"
	"squall/standin/awsapi/vectors"
)

// modelled has the models that functions of vectors run when their
// environment has SQUALL_MODEL: f's v1 and v2 answer, failing's v1 fails.
const modelled = `
name: vectors
functions:
  - name: f
    versions:
      v1: {model: {duration: {constant: 10ms}}}
      v2: {model: {duration: {constant: 10ms}}}
  - {name: failing, model: {duration: {constant: 10ms}, errors: 100%}}
attack: [{path: sdk, function: f, phases: [{for: 1s, rate: 1/s}]}]
`

// inBubble runs a story on an empty stand-in in time that costs none.
func inBubble(t *testing.T, o Options, story func(ctx context.Context, s *Standin)) {
	t.Helper()
	plan, err := read.Profile("vectors.yaml", []byte(modelled), nil)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		o.Compress, o.World = 1, &plan.Arms[0].World
		s := assemble(o)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); s.loop.Run(ctx) }()
		if err := s.Configure(ctx, s.config()); err != nil {
			t.Error(err)
		}
		story(ctx, s)
		stop()
		<-done
	})
}

func vectorsOf() ([]vectors.Vector, error) { return vectors.Read(os.DirFS("awsapi/vectors")) }

// allVectors are those in the tree; a test that gets none fails.
func allVectors(t *testing.T) []vectors.Vector {
	t.Helper()
	all, err := vectorsOf()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) == 0 {
		t.Fatal("found no vector")
	}
	return all
}

func TestVectors(t *testing.T) {
	for _, v := range allVectors(t) {
		t.Run(v.Service+"/"+v.Operation+"/"+v.Name, func(t *testing.T) {
			inBubble(t, Options{}, func(_ context.Context, s *Standin) {
				services := s.services()
				session := vectors.Session{Handler: awsapi.New(services...),
					Operation: func(service string, r *http.Request, body string) string {
						return operationOf(services, service, r, body)
					}}
				if err := session.Run(&v); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// operationOf names the operation of a request, in any of AWS's protocols.
func operationOf(services []awsapi.Service, name string, r *http.Request, body string) string {
	if _, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return operation
	}
	if _, operation, ok := strings.Cut(r.URL.Path, "/operation/"); ok {
		return operation // rpc-v2-cbor
	}
	if form, err := url.ParseQuery(body); err == nil && form.Has("Action") {
		return form.Get("Action")
	}
	if action := r.URL.Query().Get("Action"); action != "" {
		return action
	}
	for _, s := range services {
		if s.Name == name {
			return byRoute(s.Operations, r)
		}
	}
	return ""
}

// byRoute finds the operation of a REST service; those that share a route are
// told apart by what their query must have.
func byRoute(operations []awsapi.Operation, r *http.Request) string {
	mux := http.NewServeMux()
	names := map[string]string{}
	for _, o := range operations {
		pattern, query, _ := strings.Cut(o.Method+" "+o.Pattern, "?")
		if o.Method == "" || query != "" && !strings.Contains("&"+r.URL.RawQuery+"&", "&"+query+"&") {
			continue
		}
		if names[pattern] == "" {
			mux.HandleFunc(pattern, http.NotFound)
		}
		names[pattern] = o.Name // one with a query comes after the one without
	}
	_, pattern := mux.Handler(r)
	return names[pattern]
}

// pass lets time pass in a bubble.
func pass(d time.Duration) { time.Sleep(d) }
