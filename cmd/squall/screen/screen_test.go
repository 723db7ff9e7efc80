package screen

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	tests := []struct {
		spent    time.Duration
		sent     uint64
		expected float64
		want     string
	}{
		{2 * time.Second, 1_000_000, 4e6, "25%, 0.50 M requests a second, 6s left"},
		{2 * time.Second, 4_100_000, 4e6, "100%, 2.05 M requests a second, 0s left"},
		{time.Second, 0, 4e6, "0%, 0.00 M requests a second"},
		{time.Second, 500_000, 0, "0.50 M requests a second"},
	}
	for _, tt := range tests {
		if got := pace(tt.spent, tt.sent, tt.expected); got != tt.want {
			t.Errorf("%+v: %q", tt, got)
		}
	}
}
