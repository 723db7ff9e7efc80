package buses

import (
	"strings"
	"time"

	"squall/standin/cron"
)

// schedule is when a rule ticks: every so often, or when the clock shows
// certain fields in UTC.
type schedule struct {
	every time.Duration
	cron  *cron.Cron
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
		if every, ok := cron.Rate(args); ok {
			return schedule{every: every}, nil
		}
	case "cron":
		if c, ok := cron.Parse(args); ok {
			return schedule{cron: c}, nil
		}
	}
	return schedule{}, bad
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
		if next, ok := r.schedule.cron.After(nominal); ok {
			r.due = now + int64(float64(next.Sub(nominal))/by)
		}
	}
}
