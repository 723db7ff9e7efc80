// Package cron reads the cron and rate expressions of EventBridge and says when
// the next minute is that one allows.
//
// It has no clock.
package cron

import (
	"strconv"
	"strings"
	"time"
)

// Cron is the fields of an expression: minutes, hours, days of the month,
// months, days of the week (1 is Sunday) and years, each a set of numbers.
type Cron struct {
	minutes, hours, days, months, weekdays set
	years                                  map[int]bool // nil: all
	anyDay, anyWeekday                     bool         // written as ?
}

// set is a set of small numbers.
type set uint64

func (s set) has(n int) bool { return s>>n&1 == 1 }

// names of months and days, which expressions may use.
var (
	monthNames = []string{"", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}
	dayNames   = []string{"", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}
)

// Parse reads six fields; L, W and # are not among what it knows.
func Parse(args string) (*Cron, bool) {
	f := strings.Fields(args)
	if len(f) != 6 {
		return nil, false
	}
	c := &Cron{anyDay: f[2] == "?", anyWeekday: f[4] == "?"}
	if c.anyDay == c.anyWeekday { // exactly one of the two must be open
		return nil, false
	}
	for i, part := range []struct {
		to          *set
		least, most int
		names       []string
	}{{&c.minutes, 0, 59, nil}, {&c.hours, 0, 23, nil}, {&c.days, 1, 31, nil}, {&c.months, 1, 12, monthNames}, {&c.weekdays, 1, 7, dayNames}} {
		numbers, ok := field(f[i], part.least, part.most, part.names)
		if !ok {
			return nil, false
		}
		for _, n := range numbers {
			*part.to |= 1 << n
		}
	}
	if f[5] != "*" {
		years, ok := field(f[5], 1970, 2199, nil)
		if !ok {
			return nil, false
		}
		c.years = map[int]bool{}
		for _, y := range years {
			c.years[y] = true
		}
	}
	return c, true
}

// field reads lists, ranges and steps: 1,5-7,10/15.
func field(text string, least, most int, names []string) (out []int, ok bool) {
	if text == "?" {
		text = "*"
	}
	for part := range strings.SplitSeq(text, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		step := 1
		if stepped {
			n, err := strconv.Atoi(stepText)
			if err != nil || n < 1 {
				return nil, false
			}
			step = n
		}
		from, to := least, most
		if span != "*" {
			low, high, ranged := strings.Cut(span, "-")
			if from, ok = value(low, names); !ok {
				return nil, false
			}
			switch {
			case ranged:
				if to, ok = value(high, names); !ok {
					return nil, false
				}
			case !stepped:
				to = from
			}
		}
		if from < least || to > most || from > to {
			return nil, false
		}
		for n := from; n <= to; n += step {
			out = append(out, n)
		}
	}
	return out, true
}

func value(text string, names []string) (int, bool) {
	for i, name := range names {
		if name != "" && strings.EqualFold(text, name) {
			return i, true
		}
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// After is the first minute later than t that the fields allow, on the clock of
// t, which is read as if it were UTC; false when there is none.
func (c *Cron) After(t time.Time) (time.Time, bool) {
	t = t.Truncate(time.Minute).Add(time.Minute)
	for t.Year() <= 2199 {
		switch {
		case c.years != nil && !c.years[t.Year()]:
			t = time.Date(t.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
		case !c.months.has(int(t.Month())):
			t = time.Date(t.Year(), t.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		case !c.days.has(t.Day()) || !c.weekdays.has(int(t.Weekday())+1):
			t = time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, time.UTC)
		case !c.hours.has(t.Hour()):
			t = t.Truncate(time.Hour).Add(time.Hour)
		case !c.minutes.has(t.Minute()):
			t = t.Add(time.Minute)
		default:
			return t, true
		}
	}
	return time.Time{}, false
}

// Rate reads "1 minute" and "5 minutes".
func Rate(args string) (time.Duration, bool) {
	f := strings.Fields(args)
	if len(f) != 2 {
		return 0, false
	}
	n, err := strconv.Atoi(f[0])
	unit, known := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(f[1], "s")]
	plural := strings.HasSuffix(f[1], "s")
	return time.Duration(n) * unit, err == nil && known && n > 0 && n <= 36500 && plural == (n > 1)
}
