package conform

import (
	"context"
	"fmt"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab"
)

// said is a change that AWS should refuse.
func said(rule string, s lab.Said, err error) ([]finding, error) {
	if err != nil {
		return nil, err
	}
	found := "taken"
	if s.Code != "" {
		found = fmt.Sprintf("%s: %.90s", s.Code, s.Message)
	}
	seen := conform.All("refused", count(s.Code != ""), 1)
	seen.Found = found
	return []finding{{rule, seen.Knowing("the words for every combination")}}, nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func weightedAlias(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	weighted, plain, err := l.WeightedLatest(ctx)
	if err != nil {
		return nil, err
	}
	out, err := said("weighted-latest", weighted, nil)
	if plain.Code != "" {
		out[0].seen = conform.All("the unweighted one is taken", 0, 1)
		out[0].seen.Found = "an unweighted alias of $LATEST is refused: " + plain.Code
	}
	return out, err
}

func provisionedLatest(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	s, err := l.ProvisionedLatest(ctx)
	return said("not-latest", s, err)
}

func provisionedWeighted(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	s, err := l.ProvisionedWeighted(ctx)
	return said("not-weighted", s, err)
}

func provisionedBeyond(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	s, err := l.ProvisionedBeyond(ctx)
	return said("within-reserved", s, err)
}

func zero(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	all, events, err := l.Zero(ctx, forbidden)
	if err != nil {
		return nil, err
	}
	var faces, ends []string
	for _, r := range all {
		faces = append(faces, face(r))
	}
	for _, e := range events {
		ends = append(ends, fmt.Sprintf("%s, %d attempts", condition(e), len(e.Tries)))
	}
	return []finding{
		{"reserved-zero", conform.Same("429 TooManyRequestsException ReservedFunctionConcurrentInvocationLimitExceeded", faces).Knowing("what other doors make of it")},
		{"zero-reserved", conform.Same("ZeroReservedConcurrency, 0 attempts", ends).Knowing("events that were queued before reserved was 0")},
	}, nil
}

func condition(e lab.Event) string {
	if e.Record == nil {
		return "no record"
	}
	return e.Record.Condition
}

// What Lambda's poll of its queue may add to a wait.
const (
	poll     = time.Second
	ofWait   = 20 // a wait may be off by one part in so many
	pollHere = 400 * time.Millisecond
)

func slack(l *lab.Lab, d time.Duration) time.Duration {
	if l.Standin() {
		return d/ofWait + pollHere
	}
	return d/ofWait + poll
}

func failing(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	events, err := l.Failing(ctx, retried)
	if err != nil {
		return nil, err
	}
	var tries, codes, both, ids []string
	var gaps [][]time.Duration
	for _, e := range events {
		tries = append(tries, fmt.Sprintf("%d attempts", len(e.Tries)))
		var these []time.Duration
		for i, t := range e.Tries {
			ids = append(ids, map[bool]string{true: "the id of its answer", false: "another"}[t.Request == e.Request])
			if i > 0 {
				these = append(these, t.Began.Sub(e.Tries[i-1].Began))
			}
		}
		gaps = append(gaps, these)
		code, letter := "none", "no dead letter"
		if e.Letter != nil {
			code, letter = e.Letter.Code, "a dead letter"
		}
		codes = append(codes, code)
		both = append(both, letter+", "+condition(e))
	}
	looks := len(gaps)
	if l.Standin() { // whose machine may be busy; AWS's jitter is to be seen
		gaps = [][]time.Duration{conform.Soonest(gaps)}
	}
	first, second := b.wait(b.Backoff.Error), b.wait(2*b.Backoff.Error)
	waited := conform.Waits([]conform.Wait{{Want: first, Slack: slack(l, first)}, {Want: second, Slack: slack(l, second)}}, b.late(), gaps)
	waited.N = looks
	return []finding{
		{"error-retries", conform.Same("3 attempts", tries).Knowing("other numbers of retries")},
		{"error-gaps", waited.Knowing("waits while the queue is long; the run of the attempt, some ms, is in them")},
		{"same-request-id", conform.Same("the id of its answer", ids)},
		{"dead-letter-code", conform.Same("200", codes).Knowing("an event that was refused: see dead-letter-code-429")},
		{"independent-targets", conform.Same("a dead letter, RetriesExhausted", both).Knowing("targets that refuse")},
	}, nil
}

// Gaps of refused events that are shorter than this are lost in what a request
// takes; so many are looked at.
const (
	leastGap = time.Second
	gaps     = 3
	mostHold = 30 * time.Second
)

// curve are the times from its acceptance at which a refused event is tried
// again, while they can be told apart and are soon enough, each with the middle
// of the wait before it.
func (b book) curve() (holds []time.Duration, tried []conform.Wait) {
	gap, at := b.Backoff.Throttle, time.Duration(0)
	for len(holds) < gaps {
		wait := b.wait(gap)
		if wait >= leastGap {
			if at+wait/2 > mostHold {
				return holds, tried
			}
			holds, tried = append(holds, at+wait/2), append(tried, conform.Wait{Want: at + wait, Slack: wait / 3})
		}
		at += wait
		if gap = min(time.Duration(float64(gap)*b.Backoff.Growth), b.Backoff.Longest); at > 2*mostHold {
			return holds, tried
		}
	}
	return holds, tried
}

func throttled(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	holds, tried := b.curve()
	if len(holds) == 0 {
		return []finding{{"throttle-curve", conform.Not("the waits of this platform are too short or too long to be told apart")}}, nil
	}
	held, err := l.Holding(ctx, holds)
	if err != nil {
		return nil, err
	}
	var began []time.Duration
	for _, h := range held {
		began = append(began, h.Began)
	}
	seen := conform.Waits(tried, b.late(), [][]time.Duration{began}).
		Knowing("waits while the queue is long; tries in between, which leave no trace: an event runs at the first one that finds room")
	seen.N = len(held)
	return []finding{{"throttle-curve", seen}}, nil
}

func aging(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	var ends []time.Duration
	var codes, conditions, records []string
	var age time.Duration
	for range agings {
		e, of, err := l.Aging(ctx)
		if err != nil {
			return nil, err
		}
		age = of
		conditions = append(conditions, condition(e))
		if e.Letter == nil {
			codes = append(codes, "no dead letter")
		} else {
			codes, ends = append(codes, e.Letter.Code), append(ends, e.Letter.At.Sub(e.Sent))
		}
		if e.Record != nil {
			records = append(records, map[bool]string{true: "a responseContext", false: "no responseContext"}[e.Record.Responded])
		}
	}
	// The last try of which the next one would come too late.
	gap, last := b.Backoff.Throttle, time.Duration(0)
	for last+b.wait(gap) <= age {
		last += b.wait(gap)
		gap = min(time.Duration(float64(gap)*b.Backoff.Growth), b.Backoff.Longest)
	}
	at := conform.Nearer(last, age, b.late(), ends).Knowing("ages of more than a minute")
	at.Found += ", " + conform.Same("", conditions).Found
	return []finding{{"event-age", at}, {"dead-letter-code-429", conform.Same("429", codes)},
		{"record-never-ran", conform.Same("no responseContext", records)}}, nil
}
