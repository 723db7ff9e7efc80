// Package eventinvoke keeps what a function's qualifiers are configured with
// for asynchronous invokes.
//
// It does not follow events and decides no retry.
package eventinvoke

import (
	"slices"

	"squall/standin/core"
)

// What AWS does where nothing is configured.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
const (
	Retries = 2
	MaxAge  = 6 * 3600 * 1_000_000_000
)

// Setting is the configuration of one qualifier.
type Setting struct {
	Qual    core.Qual
	Retries int32
	MaxAge  int64 // ns
	Flags   uint8 // of core.PutEventInvoke
}

// List has at most one setting for each qualifier of a function.
type List []Setting

// Put adds a setting, or replaces the one of its qualifier.
func (l *List) Put(s Setting) {
	l.Drop(s.Qual)
	*l = append(*l, s)
}

// Drop removes the setting of a qualifier, if there is one.
func (l *List) Drop(q core.Qual) {
	*l = slices.DeleteFunc(*l, func(s Setting) bool { return s.Qual == q })
}

// Of is the setting of a qualifier, or AWS's defaults.
func (l List) Of(q core.Qual) Setting {
	for _, s := range l {
		if s.Qual == q {
			return s
		}
	}
	return Setting{Qual: q, Retries: Retries, MaxAge: MaxAge}
}

// Targets adds to out where an event goes that has ended: its destination and,
// besides, a dead-letter queue.
func (s Setting) Targets(out []core.Delivery, end core.Condition, deadLetter bool) []core.Delivery {
	if end == core.Success {
		if s.Flags&core.HasOnSuccess != 0 {
			out = append(out, core.ToOnSuccess)
		}
		return out
	}
	if s.Flags&core.HasOnFailure != 0 {
		out = append(out, core.ToOnFailure)
	}
	if deadLetter {
		out = append(out, core.ToDeadLetter)
	}
	return out
}
