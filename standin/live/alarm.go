package live

import (
	"context"
	"strings"
	"time"

	"squall/standin/core/fault"
	"squall/standin/metrics/alarm"
	"squall/standin/relay"
)

// Alarms runs f with the alarms on the owner goroutine, and then does what
// they ask for; not at all once the loop has stopped. Now is ns since 1970.
func (l *Loop) Alarms(f func(now int64, a *alarm.Alarms)) {
	_ = l.do(context.Background(), func(now int64) {
		l.kept.Touched = true
		f(l.unix(now), l.alarms)
		l.act(now)
	})
}

// nextAlarm is when the first alarm is to be judged.
func (l *Loop) nextAlarm() (at int64, ok bool) {
	at, ok = l.alarms.Next()
	return at - l.unix(0), ok
}

// watch judges the alarms that are due.
func (l *Loop) watch(now int64) {
	if at, ok := l.nextAlarm(); !ok || at > now {
		return
	}
	l.meters.Flush(l.unix(now))
	l.alarms.Expire(l.unix(now), l.metrics, func(start, end int64) int64 { return l.shown(now, start, end) })
	l.act(now)
}

// shown is up to when alarms see metrics, in seconds.
func (l *Loop) shown(now, start, end int64) int64 {
	if _, gone := l.strikes(now, fault.MetricsGap, fault.Any); gone {
		return start
	}
	if lag, late := l.strikes(now, fault.MetricsLag, fault.Any); late {
		end = min(end, (l.unix(now)-int64(lag))/int64(time.Second))
	}
	return max(start, end)
}

// act carries out the actions of alarms.
func (l *Loop) act(now int64) {
	for _, act := range l.alarms.Take() {
		m := relay.Message{Body: act.ForTopic()}
		if strings.HasPrefix(act.ARN, "arn:aws:lambda:") {
			m = relay.Message{Body: act.ForFunction(),
				Caller: relay.Caller{Service: "lambda.alarms.cloudwatch.amazonaws.com", SourceARN: act.Alarm.ARN()}}
		}
		l.alarms.Done(&act, l.relay.Deliver(now, act.ARN, m))
	}
}
