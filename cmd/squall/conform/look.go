package conform

import (
	"context"
	"fmt"
	"slices"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab"
)

func coldStarts(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	pairs, err := l.Colds(ctx, colds)
	if err != nil {
		return nil, err
	}
	var sandbox, around []time.Duration
	billed := 0
	for _, p := range pairs {
		// What is left of a cold request without init, run and what is around a warm
		// one; what its first run takes longer is counted as a run.
		front := p.Warm.Took() - p.Warm.Duration
		around = append(around, front)
		// Lambda rounds its figures to hundredths of a millisecond, and the bill up.
		off := p.Cold.Billed - p.Cold.Init - p.Cold.Duration
		billed += count(p.Cold.Initialised && off > -time.Millisecond/10 && off < time.Millisecond+time.Millisecond/10)
		sandbox = append(sandbox, p.Cold.Took()-p.Cold.Init-p.Cold.Duration-front)
	}
	slices.Sort(around)
	const unknown = "the download of the package (17 MB) is part of it, and where the network has a bad moment so is that"
	seen := conform.Median(b.Sandbox.Quantile(0.5), sandbox).Knowing(unknown)
	if l.Standin() {
		seen = conform.Partly(seen.Book, seen.Found, seen.N, "a program of the stand-in starts as fast as its process does, not as a sandbox of the platform does")
	}
	const how = "the network from here is in it: it is an upper bound"
	front := conform.Partly("median "+b.InvokeOverhead.Quantile(0.5).String(), fmt.Sprintf("%v to %v around a warm request", round(around[0]), round(around[len(around)-1])), len(around), how)
	whole := conform.All("Billed Duration is Init Duration and Duration", billed, len(pairs)).Knowing("other runtimes and images")
	return []finding{{"cold-start", seen}, {"overhead", front}, {"init-billed", whole}}, nil
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

func versions(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	told, err := l.Turns(ctx, turns)
	if err != nil {
		return nil, err
	}
	of, well := map[string]string{}, 0
	for _, t := range told {
		if of[t.Environment] == "" {
			of[t.Environment] = t.Asked
		}
		if t.Version == t.Asked && of[t.Environment] == t.Asked {
			well++
		}
	}
	return []finding{{"version-fleet", conform.All("each answered by an environment of the version asked", well, len(told)).
		Knowing("whether AWS ever changes this under pressure")}}, nil
}

// Of 23,175 requests 99.6 % and more found the last used environment; a tenth
// less here still tells it from every other order.
const recently = 0.9

func reuse(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	ranks, err := l.Reuse(ctx, rounds)
	if err != nil {
		return nil, err
	}
	last := 0
	for _, r := range ranks {
		if r == 0 {
			last++
		}
	}
	seen := conform.Most(recently, 0.25, last, len(ranks)).Knowing("the order among more than four environments")
	seen.Book = "the last used one of four"
	return []finding{{"most-recently-used", seen}}, nil
}

func refused(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	all, err := l.Busy(ctx, refusals)
	if err != nil {
		return nil, err
	}
	var faces, after []string
	for _, r := range all {
		faces = append(faces, face(r))
		after = append(after, "Retry-After: "+orNone(r.RetryAfter))
	}
	return []finding{
		{"reserved-ceiling", conform.Same("429 TooManyRequestsException ReservedFunctionConcurrentInvocationLimitExceeded", faces).Knowing("what other doors make of it")},
		{"retry-after", conform.Same("Retry-After: none", after).Knowing("whether other reasons carry one")},
	}, nil
}

func face(r lab.Refusal) string {
	if r.Status == 200 {
		return "200"
	}
	return fmt.Sprintf("%d %s %s", r.Status, r.Code, orNone(r.Reason))
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func rate(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	steps, err := l.Sprint(ctx, sprint)
	if err != nil {
		return nil, err
	}
	var sent []conform.Sent
	var reasons []string
	for _, s := range steps {
		sent = append(sent, conform.Sent{At: s.At, OK: s.OK})
		if !s.OK {
			reasons = append(reasons, orNone(s.Reason))
		}
	}
	perSecond := float64(b.RequestRate) / b.RequestPer.Seconds()
	depth, refill := conform.Bucket(float64(b.RequestRate), perSecond, sent)
	const one = "one client, reserved concurrency of 1; whether larger limits work alike"
	reason := conform.Same("ReservedFunctionInvocationRateLimitExceeded", reasons).Knowing("the reason where the account's limit refuses")
	if len(reasons) == 0 {
		reason = conform.Partly(reason.Book, "", 0, "nothing was refused")
	}
	return []finding{{"rps-10x", refill.Knowing(one)}, {"rps-bucket", depth.Knowing(one)}, {"rps-reason", reason}}, nil
}

func weights(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	draws, err := l.Weights(ctx, share, split)
	if err != nil {
		return nil, err
	}
	second := 0
	for _, d := range draws {
		if d {
			second++
		}
	}
	return []finding{
		{"weights", conform.Share(share, second, len(draws)).Knowing("shares smaller than the interval")},
		{"weights-apart", conform.Apart(share, draws).Knowing("whether something else than the client makes it stick")},
	}, nil
}

func update(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	looks, err := l.Updates(ctx, updates)
	if err != nil {
		return nil, err
	}
	var seen []string
	for _, u := range looks {
		during := "failed"
		if u.During.Refused == nil && u.During.Error == "" {
			during = "ended with the " + orNone(u.During.Stage) + " configuration"
		}
		seen = append(seen, during+", the next one had the "+orNone(u.After.Stage))
	}
	return []finding{{"old-configuration", conform.Same("ended with the old configuration, the next one had the new", seen).
		Knowing("requests that run for longer than some seconds")}}, nil
}

func initError(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	replies, err := l.InitErrors(ctx, failures)
	if err != nil {
		return nil, err
	}
	failed := 0
	for _, r := range replies {
		if r.Refused == nil && r.Error != "" {
			failed++
		}
	}
	seen := conform.All("answered 200 with a function error", failed, len(replies)).Knowing("whether the environment ended: nothing in it can tell")
	if len(replies) > 0 {
		seen.Found += fmt.Sprintf(": %.60s", replies[0].Said)
	}
	return []finding{{"init-error", seen}}, nil
}

func timeout(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	looks, err := l.Timeouts(ctx, timeouts)
	if err != nil {
		return nil, err
	}
	fresh, same := 0, 0
	for _, x := range looks {
		// A model tells no process: that it ran for its init as well is as much.
		again := x.After.Served == 1 || l.Standin() && x.After.Duration >= lab.SteadyInit
		fresh += count(x.Late.Error != "" && again && !x.After.Initialised)
		if x.After.Environment == x.Before.Environment {
			same++
		}
	}
	seen := conform.All("a new process, no Init Duration in its REPORT line", fresh, len(looks)).Knowing("other runtimes' processes")
	seen.Found += fmt.Sprintf("; same log stream in %d", same)
	return []finding{{"timeout-reset", seen}}, nil
}
