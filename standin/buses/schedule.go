package buses

import (
	"strconv"
	"strings"
	"time"
)

// schedule is when a rule ticks: every so often, or when the clock shows
// certain fields in UTC.
type schedule struct {
	every time.Duration
	cron  *cron
}

// parseSchedule reads rate(...) and cron(...).
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
func parseSchedule(text string) (schedule, error) {
	bad := invalid("Parameter ScheduleExpression is not valid.")
	name, rest, ok := strings.Cut(text, "(")
	args, end, closed := strings.Cut(rest, ")")
	if !ok || !closed || end != "" || len(text) > 256 {
		return schedule{}, bad
	}
	switch name {
	case "rate":
		if every, ok := rate(args); ok {
			return schedule{every: every}, nil
		}
	case "cron":
		if c, ok := parseCron(args); ok {
			return schedule{cron: c}, nil
		}
	}
	return schedule{}, bad
}

// rate reads "1 minute" and "5 minutes".
func rate(args string) (time.Duration, bool) {
	f := strings.Fields(args)
	if len(f) != 2 {
		return 0, false
	}
	n, err := strconv.Atoi(f[0])
	unit, known := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}[strings.TrimSuffix(f[1], "s")]
	plural := strings.HasSuffix(f[1], "s")
	return time.Duration(n) * unit, err == nil && known && n > 0 && n <= 36500 && plural == (n > 1)
}

// plan sets when a rule ticks next; never is -1. Ticks are divided as the waits
// of a run are: the clock that cron reads goes as much faster.
func (s *Buses) plan(now int64, r *rule) {
	defer s.line()
	by := max(s.config.Compress, 1)
	switch {
	case r.schedule.every > 0:
		r.due = now + int64(float64(r.schedule.every)/by)
	case r.schedule.cron != nil:
		nominal := s.config.Epoch.Add(time.Duration(float64(now) * by)).UTC()
		r.due = -1
		if next, ok := r.schedule.cron.after(nominal); ok {
			r.due = now + int64(float64(next.Sub(nominal))/by)
		}
	}
}

// cron is the fields of an expression: minutes, hours, days of the month,
// months, days of the week (1 is Sunday) and years, each a set of numbers.
type cron struct {
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

// parseCron reads six fields; L, W and # are not among what it knows.
func parseCron(args string) (*cron, bool) {
	f := strings.Fields(args)
	if len(f) != 6 {
		return nil, false
	}
	c := &cron{anyDay: f[2] == "?", anyWeekday: f[4] == "?"}
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

// after is the first minute later than t that the fields allow; false when
// there is none.
func (c *cron) after(t time.Time) (time.Time, bool) {
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
