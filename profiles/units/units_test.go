package units

import (
	"strings"
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	good := map[string]time.Duration{
		"80ms": 80 * time.Millisecond, "1.5s": 1500 * time.Millisecond, "2h30m": 150 * time.Minute, "0": 0, "0s": 0, "175200h": longest,
	}
	for text, want := range good {
		if got, err := Duration(text); err != nil || got != want {
			t.Errorf("Duration(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "5", "-1s", "1 s", "fast", "175201h", "1e3s", "99999999999999999999h"} {
		if got, err := Duration(text); err == nil {
			t.Errorf("Duration(%q) = %v, want an error", text, got)
		}
	}
	for text, want := range map[string]string{"99999999999999999999h": "is too long", "175201h": "is too long", "1d": "is not a time", "1.2.3s": "is not a time", "h": "is not a time"} {
		if _, err := Duration(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Duration(%q): %v, want %s", text, err, want)
		}
	}
}

func TestPercent(t *testing.T) {
	good := map[string]float64{"5%": 0.05, "0.5%": 0.005, "100%": 1, "0%": 0, "0": 0, "5 %": 0.05}
	for text, want := range good {
		if got, err := Percent(text); err != nil || got != want {
			t.Errorf("Percent(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "5", "101%", "-1%", "%", "x%", "1e1%", "inf%", "NaN%", "0x1%"} {
		if got, err := Percent(text); err == nil {
			t.Errorf("Percent(%q) = %v, want an error", text, got)
		}
	}
}

func TestMultiplier(t *testing.T) {
	if got, err := Multiplier("60x"); err != nil || got != 60 {
		t.Errorf("60x = %v, %v", got, err)
	}
	for _, text := range []string{"", "60", "0.5x", "0x", "-1x", "2000000x", "x", "Infx"} {
		if got, err := Multiplier(text); err == nil {
			t.Errorf("Multiplier(%q) = %v, want an error", text, got)
		}
	}
}

func TestRate(t *testing.T) {
	good := map[string]float64{
		"100/s": 100, "6000/min": 100, "1/600s": 1.0 / 600, "1000/10s": 100, "0/s": 0, "3600/h": 1, "86400/day": 1, "0.5/s": 0.5, "10 / s": 10, "60/1m": 1,
	}
	for text, want := range good {
		if got, err := Rate(text); err != nil || got.PerSecond() != want {
			t.Errorf("Rate(%q) = %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "100", "100/", "/s", "-1/s", "1/0s", "1/x", "1/-1s", "100000000/s", "1/s/s", "1/200000h"} {
		if got, err := Rate(text); err == nil {
			t.Errorf("Rate(%q) = %v, want an error", text, got)
		}
	}
	if r, _ := Rate("6000/min"); r.PerMinute() != 6000 {
		t.Errorf("6000/min is %v a minute", r.PerMinute())
	}
}

func TestCountAndNumber(t *testing.T) {
	if got, err := Count("60"); err != nil || got != 60 {
		t.Errorf("60 = %v, %v", got, err)
	}
	for _, text := range []string{"", "-1", "+1", "1.5", "0x10", "1_000", "99999999999"} {
		if got, err := Count(text); err == nil {
			t.Errorf("Count(%q) = %v, want an error", text, got)
		}
	}
	if got, err := Number("0.25"); err != nil || got != 0.25 {
		t.Errorf("0.25 = %v, %v", got, err)
	}
	for _, text := range []string{"", "-1", "1e3", "NaN", "1.2.3", "."} {
		if got, err := Number(text); err == nil {
			t.Errorf("Number(%q) = %v, want an error", text, got)
		}
	}
}

func TestFormat(t *testing.T) {
	if got := FormatPercent(0.005); got != "0.5%" {
		t.Errorf("FormatPercent(0.005) = %s", got)
	}
}

func FuzzUnits(f *testing.F) {
	for _, s := range []string{"80ms", "5%", "60x", "100/s", "12", "1/600s", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := Duration(s); err == nil && (d < 0 || d > longest) {
			t.Fatalf("Duration(%q) = %v", s, d)
		}
		if v, err := Percent(s); err == nil && !(v >= 0 && v <= 1) {
			t.Fatalf("Percent(%q) = %v", s, v)
		}
		if v, err := Multiplier(s); err == nil && !(v >= 1) {
			t.Fatalf("Multiplier(%q) = %v", s, v)
		}
		if r, err := Rate(s); err == nil && !(r.PerSecond() >= 0 && r.Span > 0) {
			t.Fatalf("Rate(%q) = %v", s, r)
		}
	})
}
