package standin_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"squall/profiles/read"
	"squall/standin"
)

const served = `
name: served
functions:
  - name: checkout
    model: {duration: {constant: 1ms}}
    aliases: {live: v1}
    async: {retries: 1, dead_letter: sqs:letters, on_success: sqs:done}
  - {name: plain, model: {duration: {constant: 1ms}}}
attack: [{path: sdk, function: checkout:live, phases: [{for: 1s, rate: 1/s}]}]
`

// TestInstall: what a profile says about a function is there for any client.
func TestInstall(t *testing.T) {
	plan, err := read.Profile("served.yaml", []byte(served), nil)
	if err != nil {
		t.Fatal(err)
	}
	world := &plan.Arms[0].World
	s, err := standin.New(standin.Options{World: world})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	if err := s.Install(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	const queue = "arn:aws:sqs:us-east-1:111122223333:"
	for page, want := range map[string]string{
		"/2019-09-25/functions/checkout/event-invoke-config?Qualifier=live":      `"OnSuccess":{"Destination":"` + queue + `done"}`,
		"/2019-09-25/functions/checkout/event-invoke-config?Qualifier=%24LATEST": `"MaximumRetryAttempts":1`,
		"/2015-03-31/functions/checkout":                                         `"DeadLetterConfig":{"TargetArn":"` + queue + `letters"}`,
		"/2019-09-25/functions/plain/event-invoke-config":                        "doesn't have an EventInvokeConfig",
		"/_squall/state": `"path":"alb","function":"checkout","qualifier":"live"`,
	} {
		if got := get(t, s.Endpoint()+page); !strings.Contains(got, want) {
			t.Errorf("%s: %s\nhas no %s", page, got, want)
		}
	}
	if got := get(t, s.Doors()["url"]+"/checkout/live"); got != `{"ok":true}` {
		t.Errorf("through the URL: %s", got)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
