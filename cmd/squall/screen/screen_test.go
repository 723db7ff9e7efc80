package screen

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
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

// The first line of a run fits, whatever things are called.
func TestBegan(t *testing.T) {
	long := strings.Repeat("name", 10)
	tests := []struct {
		name, what string
		width      int
		want       string
	}{
		{"shop", "3 points of functions.f.reserved", 80, "squall shop: 3 points of functions.f.reserved"},
		{"shop", "3 points of functions.f.reserved", 0, "squall shop: 3 points of functi…ons.f.reserved"},
		{long, "1 arm x 1 repeat, about 1m0s on the virtual clock", 80, "squall namenamenam…menamename: 1 arm x 1 repeat, about 1m0s on the virtual clock"},
		{long, "7 points of functions." + long + long + ".provisioned.live on the virtual clock", 80, ""},
	}
	for _, tt := range tests {
		got := began(tt.name, tt.what, tt.width)
		if utf8.RuneCountInString(got) > max(tt.width, 40) || tt.want != "" && tt.width > 0 && got != tt.want {
			t.Errorf("%d columns: %s", utf8.RuneCountInString(got), got)
		}
	}
}
