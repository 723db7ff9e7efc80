package local

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"squall/profiles"
)

// answering is a client of a stand-in that always gives one answer, and what
// it was asked.
func answering(t *testing.T, status int, header, body string) (c *Client, asked *string) {
	t.Helper()
	asked = new(string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = r.Method + " " + r.URL.RequestURI()
		if name, value, ok := strings.Cut(header, ": "); ok {
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		w.Write([]byte(body))
	}))
	t.Cleanup(server.Close)
	return &Client{Endpoint: server.URL, HTTP: server.Client()}, asked
}

// calls are all pages, by the request that each must send.
var calls = map[string]func(context.Context, *Client) error{
	"GET /_squall/health": func(ctx context.Context, c *Client) error { _, err := c.Health(ctx); return err },
	"PUT /_squall/doors":  func(ctx context.Context, c *Client) error { _, err := c.Register(ctx, Door{}, true); return err },
	"POST /_squall/config": func(ctx context.Context, c *Client) error {
		return c.Configure(ctx, Config{World: &profiles.World{}})
	},
	"DELETE /_squall/doors": func(ctx context.Context, c *Client) error { return c.Deregister(ctx, Door{Path: "alb"}) },
	"GET /_squall/doorlog?after=7&door=a+b": func(ctx context.Context, c *Client) error {
		_, _, err := c.DoorLog(ctx, "a b", "7")
		return err
	},
	"GET /_squall/sightings?after=&function=f": func(ctx context.Context, c *Client) error {
		_, _, err := c.LogEvents(ctx, "f", "")
		return err
	},
}

func TestEveryPageReportsRefusals(t *testing.T) {
	for request, call := range calls {
		c, asked := answering(t, http.StatusTeapot, "", "short and stout\n")
		var status *StatusError
		err := call(t.Context(), c)
		if *asked != request {
			t.Errorf("asked %s, want %s", *asked, request)
		}
		if !errors.As(err, &status) || status.Status != http.StatusTeapot || err.Error() != request+": status 418: short and stout" {
			t.Errorf("%s: got %v", request, err)
		}
	}
}

func TestEveryPageReportsSilence(t *testing.T) {
	for request, call := range calls {
		c, _ := answering(t, 200, "", "")
		c.Endpoint = "http://127.0.0.1:1"
		if err := call(t.Context(), c); err == nil {
			t.Errorf("%s: nobody answered and all is well", request)
		}
	}
}

func TestAnswersThatMakeNoSense(t *testing.T) {
	for _, tc := range []struct{ request, header, body, want string }{
		{"GET /_squall/health", "", "ok", "/_squall/health: "},
		{"PUT /_squall/doors", "", "{}", "gave no address"},
		{"PUT /_squall/doors", "", "ok", "gave no address"},
		{"GET /_squall/doorlog?after=7&door=a+b", "", "line\n", "the answer has no X-Squall-Cursor"},
		{"GET /_squall/sightings?after=&function=f", "X-Squall-Cursor: 1", "{}\n[]\n", "line 2"},
	} {
		c, _ := answering(t, 200, tc.header, tc.body)
		if err := calls[tc.request](t.Context(), c); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s answered %q: got %v, want %q", tc.request, tc.body, err, tc.want)
		}
	}
}

func TestAbsentDoorIsDeregistered(t *testing.T) {
	c, _ := answering(t, http.StatusNotFound, "", "no such door")
	if err := c.Deregister(t.Context(), Door{}); err != nil {
		t.Error(err)
	}
}

func TestLongRefusalIsCut(t *testing.T) {
	c, _ := answering(t, 500, "", strings.Repeat("x", 1<<20))
	if _, err := c.Health(t.Context()); err == nil || len(err.Error()) > 1100 {
		t.Errorf("%d bytes of error", len(err.Error()))
	}
}
