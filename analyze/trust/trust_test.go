package trust

import (
	"slices"
	"syscall"
	"testing"

	"squall/analyze/result"
)

// The words are those of this system's errors.
func TestLimit(t *testing.T) {
	for err, want := range map[syscall.Errno]string{
		syscall.EMFILE: "file descriptors", syscall.ENFILE: "file descriptors", syscall.EADDRNOTAVAIL: "local ports", syscall.EADDRINUSE: "local ports",
		syscall.ENOBUFS: "buffers of the system", syscall.ENOMEM: "memory", syscall.ECONNREFUSED: "", syscall.ECONNRESET: "", syscall.EPIPE: "",
	} {
		if got := Limit("dial: " + err.Error()); got != want {
			t.Errorf("%v: %q, want %q", err, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	got := Limits(map[string]uint64{"dial: too many open files": 3, "socket: too many open files in system": 4, "connect: cannot assign requested address": 5, "EOF": 6})
	want := []string{"file descriptors were the limit: 7 requests found none free", "local ports were the limit: 5 requests found none free"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if got := Limits(nil); got != nil {
		t.Errorf("of nothing: %q", got)
	}
}

func TestCPU(t *testing.T) {
	for share, want := range map[float64]string{0: "", 0.949: "", 0.95: "the processor was the limit: 95 % of all cores were busy"} {
		if got := CPU(share); got != want {
			t.Errorf("%g: %q", share, got)
		}
	}
}

func TestDrift(t *testing.T) {
	for _, tc := range []struct {
		road    Road
		allowed float64
		want    string
	}{
		{Road{"web", 1, 3, 1}, 2, ""},
		{Road{"web", 1, 3.1, 1}, 2, "web: connecting took 1.0 ms before the load and 3.1 ms during it, a drift of more than 2.0 ms"},
		{Road{"web", 9, 8, 2}, 5, "web: connecting took 9.0 ms before the load and 2.0 ms after it, a drift of more than 5.0 ms"},
	} {
		if got := tc.road.Drift(tc.allowed); got != tc.want {
			t.Errorf("%+v: %q", tc.road, got)
		}
	}
}

func TestMoved(t *testing.T) {
	ms := func(v float64) *float64 { return &v }
	for _, tc := range []struct {
		due, sent *float64
		want      string
	}{
		{nil, ms(1), ""},
		{ms(1), nil, ""},
		{ms(21), ms(20), ""},   // less than the floor
		{ms(100), ms(96), ""},  // less than the share
		{ms(100), ms(120), ""}, // what was sent last took longest
		{ms(100), ms(94), "web: being sent late made its p50 6.0 ms longer, which is more than 5 % of it (100 ms)"},
	} {
		if got := Moved("web", 2, 0.05, &result.Quantiles{P50: tc.due}, &result.Quantiles{P50: tc.sent}); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}
