package units

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// spans are the words that may stand below the line of a rate.
var spans = map[string]time.Duration{
	"s": time.Second, "sec": time.Second, "min": time.Minute, "m": time.Minute, "h": time.Hour, "hour": time.Hour, "day": 24 * time.Hour,
}

// Per is a number of things in a span of time, such as 1000/10s.
type Per struct {
	N    float64
	Span time.Duration
}

// PerSecond is the rate in things a second.
func (p Per) PerSecond() float64 { return p.N / p.Span.Seconds() }

// PerMinute is the rate in things a minute.
func (p Per) PerMinute() float64 { return p.N / p.Span.Minutes() }

// Rate reads a rate such as 100/s, 6000/min or 1/600s.
func Rate(text string) (Per, error) {
	const most = 1e7
	number, span, ok := strings.Cut(text, "/")
	v, err := decimal(strings.TrimSpace(number))
	length, known := spans[strings.TrimSpace(span)]
	if !known {
		length, _ = time.ParseDuration(strings.TrimSpace(span))
	}
	p := Per{N: v, Span: length}
	switch {
	case !ok || err != nil || length <= 0 || length > longest:
		return Per{}, fmt.Errorf("%q is not a rate, write it with its time, such as 100/s, 6000/min or 1/600s", text)
	case p.PerSecond() > most:
		return Per{}, fmt.Errorf("%q is too high, a rate is at most %.0f/s", text, most)
	}
	return p, nil
}

// FormatPercent writes a share as a percentage.
func FormatPercent(share float64) string { return short(share*100) + "%" }

func short(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
