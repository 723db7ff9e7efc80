package ledger

import (
	"cmp"
	"slices"

	"squall/analyze/stats"
	"squall/attack/hit"
)

// Trace is the life of one event, kept as an example of those that ended alike.
// Times are in seconds from the start of its block and on the clock, not
// nominal.
type Trace struct {
	ID        string   `json:"id"`
	End       string   `json:"end"` // succeeded, retries_exhausted, expired, zero_reserved, open
	AcceptedS float64  `json:"accepted_s"`
	Attempts  []Ran    `json:"attempts"`
	Records   []Record `json:"records"`
}

// Ran is one attempt of an event.
type Ran struct {
	AtS    float64 `json:"at_s"`
	TookS  float64 `json:"took_s"`
	Failed bool    `json:"failed"`
}

// Record is a dead letter or destination record of an event.
type Record struct {
	Kind string  `json:"kind"` // dead_letter, on_success, on_failure
	AtS  float64 `json:"at_s"`
}

const (
	examples = 2  // of each end and number of attempts
	longest  = 12 // attempts of one example
)

var endNames = [...]string{none: "open", succeeded: "succeeded", retriesExhausted: "retries_exhausted", expired: "expired", zeroReserved: "zero_reserved"}

// fate is what makes events alike.
type fate struct {
	attempts int
	how      end
}

// example keeps an event if it is among the first of those like it.
func (a *Account) example(e *event, how end) {
	f := fate{len(e.attempts), how}
	t := Trace{ID: e.id, AcceptedS: seconds(e.at)}
	if kept := a.traces[f]; len(kept) == examples && before(kept[examples-1], t) < 0 {
		return
	}
	t.End, t.Attempts, t.Records = endNames[how], []Ran{}, []Record{}
	for _, r := range e.attempts[:min(len(e.attempts), longest)] {
		t.Attempts = append(t.Attempts, Ran{AtS: seconds(r.At), TookS: seconds(r.Duration), Failed: r.Failed})
	}
	for k := hit.DeadLetter; k <= hit.OnFailure; k++ {
		if e.received[k] > 0 {
			t.Records = append(t.Records, Record{Kind: k.String(), AtS: seconds(e.when[k])})
		}
	}
	a.keep(f, t)
}

func seconds(ns int64) float64 { return stats.Round(float64(ns) / 1e9) }

// before orders examples by what they are, so that it does not matter in which
// order events are heard of.
func before(a, b Trace) int {
	return cmp.Or(cmp.Compare(a.AcceptedS, b.AcceptedS), cmp.Compare(a.ID, b.ID))
}

func (a *Account) keep(f fate, t Trace) {
	if a.traces == nil {
		a.traces = map[fate][]Trace{}
	}
	all := append(slices.Clip(a.traces[f]), t)
	slices.SortFunc(all, before)
	a.traces[f] = all[:min(len(all), examples)]
}

// Examples are a few events of each end and number of attempts, those with the
// fewest first.
func (a *Account) Examples() []Trace {
	fates := make([]fate, 0, len(a.traces))
	for f := range a.traces {
		fates = append(fates, f)
	}
	slices.SortFunc(fates, func(x, y fate) int {
		return cmp.Or(cmp.Compare(x.attempts, y.attempts), cmp.Compare(x.how, y.how))
	})
	out := []Trace{}
	for _, f := range fates {
		out = append(out, a.traces[f]...)
	}
	return out
}

func (a *Account) mergeExamples(o *Account) {
	for f, traces := range o.traces {
		for _, t := range traces {
			a.keep(f, t)
		}
	}
}
