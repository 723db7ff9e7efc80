package export

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"squall/analyze/glance"
	"squall/reports/metrics"
)

func state() *metrics.State {
	return &metrics.State{Profile: "p", Now: glance.New([]string{"sdk"}, []bool{false}).Now(), InFlight: 7}
}

func TestMetricsAreServed(t *testing.T) {
	x, err := Start("127.0.0.1:0", "", state)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/metrics": "squall_in_flight 7\n", "/": "there is /metrics here"} {
		res, err := http.Get("http://" + x.Addr + path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %s, %v", path, text, err)
		}
		res.Body.Close()
	}
	if err := x.Done(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + x.Addr + "/metrics"); err == nil {
		t.Error("it is served after the run")
	}
}

// A run that is shorter than the time between two posts is told once, at its
// end; a collector that refuses is told of.
func TestMetricsArePosted(t *testing.T) {
	status := http.StatusOK
	var got []string
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path != "/v1/metrics" || r.Header.Get("Content-Type") != "application/json" || !json.Valid(body) {
			t.Errorf("%s %s: %s", r.URL.Path, r.Header, body)
		}
		got = append(got, string(body))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "full up")
	}))
	defer collector.Close()
	for _, tt := range []struct {
		status int
		want   string
	}{{http.StatusOK, ""}, {http.StatusServiceUnavailable, "503 Service Unavailable: full up"}} {
		got, status = nil, tt.status
		x, err := Start("", collector.URL+"/", state)
		if err != nil {
			t.Fatal(err)
		}
		err = x.Done()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%d: %v", tt.status, err)
		}
		if len(got) != 1 || !strings.Contains(got[0], `"squall.in.flight"`) {
			t.Errorf("posted: %q", got)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, tt := range []struct{ listen, otlp, want string }{
		{"", "", ""}, {"localhost:1", "https://example.com", ""}, {"[::1]:0", "", ""},
		{"9464", "", "want HOST:PORT"}, {"0.0.0.0:9464", "", "only a loopback address"}, {":9464", "", "only a loopback address"},
		{"", "127.0.0.1:4318", "want the URL"}, {"", "ftp://x", "want the URL"},
	} {
		err := Check(tt.listen, tt.otlp)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s %s: %v, want %q", tt.listen, tt.otlp, err, tt.want)
		}
	}
}
