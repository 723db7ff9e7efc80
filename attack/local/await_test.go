package local

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"squall/profiles"
)

// starting is a stand-in that is there again at a time.
type starting struct {
	back  time.Time
	asked []string
}

func (s *starting) RoundTrip(r *http.Request) (*http.Response, error) {
	if time.Now().Before(s.back) {
		return nil, syscall.ECONNREFUSED
	}
	s.asked = append(s.asked, r.Method+" "+r.URL.Path)
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}")), Header: http.Header{}, Request: r}, nil
}

// The end of a restart waits for the stand-in, for a while; the end of any other
// fault does not.
func TestEndOfARestartWaits(t *testing.T) {
	for _, c := range []struct {
		kind string
		away time.Duration
		err  error
		took time.Duration
	}{
		{profiles.FaultRestart, 3 * time.Second, nil, 3 * time.Second},
		{profiles.FaultRestart, time.Hour, syscall.ECONNREFUSED, backWithin},
		{"invoke.delay", 3 * time.Second, syscall.ECONNREFUSED, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			began := time.Now()
			s := &starting{back: began.Add(c.away)}
			client := Client{Endpoint: "http://standin", HTTP: &http.Client{Transport: s}}
			err := client.Fault(t.Context(), profiles.Change{Kind: profiles.EndFault, Lease: "#0", Fault: &profiles.Fault{Kind: c.kind}}, nil)
			if took := time.Since(began); !errors.Is(err, c.err) || took < c.took || took > c.took+backEvery {
				t.Errorf("%s, away for %v: %v after %v", c.kind, c.away, err, took)
			}
			if c.err == nil && (len(s.asked) != 2 || s.asked[1] != "DELETE /_squall/faults") {
				t.Errorf("asked %q", s.asked)
			}
		})
	}
}
