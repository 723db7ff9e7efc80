package conform

import (
	"context"
	"fmt"
	"strings"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab"
	"squall/attack/lab/provisioned"
)

// types are how the environments of some replies were initialised.
func types(replies []lab.Reply) (out []string) {
	for _, r := range replies {
		out = append(out, initType(r))
	}
	return out
}

func initType(r lab.Reply) string {
	switch {
	case r.Refused != nil:
		return "refused: " + orNone(r.Refused.Reason)
	case r.Error != "":
		return "a function error"
	}
	return orNone(r.InitType)
}

func serving(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	s, err := provisioned.Serve(ctx, l)
	if err != nil {
		return nil, err
	}
	return append(b.coming(&s), append(whom(&s), ending(&s)...)...), nil
}

// coming is what was seen until the environments were there, and when there were
// to be more.
func (b book) coming(s *provisioned.Serving) []finding {
	until := conform.Same(provisioned.OnDemand, append(types(s.Meanwhile), early(s.Coming)...)).Knowing("more environments than two")
	if until.N == 0 {
		until = conform.Partly(provisioned.OnDemand, "", 0, "all of it was ready before a request was answered")
	}
	grown := conform.Same(provisioned.Provisioned, types(s.Grown)).Knowing("whether one of them was another by then")
	if grown.N == 0 {
		grown = conform.Partly(grown.Book, "", 0, fmt.Sprintf("%d environments were refused, or there before a request was answered", provisioned.Many))
	}
	delay := b.wait(b.ProvisionDelay)
	after, by := arrived(s.Coming)
	came := conform.Between(delay/2, 2*delay, after, by).Knowing("the minute is AWS's \"a minute or two\"; how long one with a slow init takes")
	came.Found += ": " + statuses(s.Coming)
	pace := conform.Not(fmt.Sprintf("%d environments were refused", provisioned.Many))
	if len(s.Growing) > 0 {
		after, by := arrived(s.Growing)
		pace = conform.Partly(fmt.Sprintf("%d/min", b.ProvisionPerMin), fmt.Sprintf("%d more were there after %v, by %v", provisioned.Many-provisioned.Few, round(after), round(by)), 1,
			"what cents pay for comes with the first one: the pace of thousands is not seen")
	}
	return []finding{{"in-progress", until}, {"provisioning-rate", came}, {"provisioning-pace", pace}, {"provisioned-grown", grown},
		{"provisioned-unreserved", left(s.Unreserved)}}
}

// statuses are those that a configuration went through.
func statuses(states []provisioned.State) string {
	var out []string
	for _, s := range states {
		if n := len(out); n == 0 || out[n-1] != s.Status {
			out = append(out, s.Status)
		}
	}
	return strings.Join(out, ", then ")
}

// early are environments that were usable before all of them were.
func early(states []provisioned.State) (out []string) {
	for _, s := range states {
		if s.Under() && s.Available > 0 {
			out = append(out, fmt.Sprintf("%d of %d usable before all were", s.Available, s.Requested))
		}
	}
	return out
}

// arrived is between which two looks a configuration was there.
func arrived(states []provisioned.State) (after, by time.Duration) {
	for _, s := range states {
		if s.Ready() {
			return after, s.At
		}
		after = s.Last
	}
	return after, after
}

func left(unreserved [2]int32) conform.Seen {
	const book = "as many as before"
	if unreserved[0] < 0 || unreserved[1] < 0 {
		return conform.Not("lambda:GetAccountSettings is not allowed")
	}
	seen := conform.Same(book, []string{map[bool]string{true: book, false: fmt.Sprintf("%d fewer", unreserved[0]-unreserved[1])}[unreserved[0] == unreserved[1]]})
	return seen.Knowing("what others reserved meanwhile; a function that reserves as well")
}

// whom is what was seen of who is served.
func whom(s *provisioned.Serving) []finding {
	number, ready := 0, 0
	for _, r := range s.Number {
		number += count(r.InitType == provisioned.Provisioned)
	}
	for _, r := range s.Latest {
		number += count(r.InitType == provisioned.OnDemand)
	}
	for _, r := range s.Alias {
		whole := (r.Duration + time.Millisecond - 1).Truncate(time.Millisecond)
		ready += count(r.InitType == provisioned.Provisioned && !r.Initialised && r.Billed == whole)
	}
	twice := conform.All("refused", count(s.Itself.Code != "")+count(s.Other.Code != ""), 2)
	twice.Found = fmt.Sprintf("the version: %s; another alias: %s", answered(s.Itself), answered(s.Other))
	var bursts []string
	for _, burst := range s.Bursts {
		on := 0
		for _, r := range burst {
			on += count(r.InitType == provisioned.Provisioned)
		}
		bursts = append(bursts, fmt.Sprintf("%d provisioned, %d on demand", on, len(burst)-on))
	}
	want := fmt.Sprintf("%d provisioned, %d on demand", provisioned.Few, provisioned.Few)
	spilt := conform.Same(want, bursts).Knowing("spilling by more than 10 requests a second for each")
	if len(bursts) == 0 {
		spilt = conform.Partly(want, "", 0, "noise: the requests of a burst were not under way at one time")
	}
	weights := conform.All("taken", count(s.Weights.Code == ""), 1)
	weights.Found = answered(s.Weights)
	return []finding{
		{"by-number", conform.All("the number is served by it, $LATEST is not", number, len(s.Number)+len(s.Latest))},
		{"one-per-version", twice},
		{"provisioned-init", conform.All("no Init Duration, billed for the run alone", ready, len(s.Alias)).Knowing("what the inits themselves cost: they are on the bill alone")},
		{"spillover", spilt},
		{"order", conform.Same(provisioned.Provisioned, types(s.After)).Knowing("reserved concurrency beside it")},
		{"provisioned-weights", weights.Knowing("how AWS shares the environments out then")},
	}
}

func answered(s lab.Said) string {
	if s.Code == "" {
		return "taken"
	}
	return fmt.Sprintf("%s: %.90s", s.Code, s.Message)
}

// ending is what was seen of its removal.
func ending(s *provisioned.Serving) []finding {
	const book = "on demand at once, and there is no configuration"
	n := 0
	for _, r := range s.Late {
		n += count(r.InitType == provisioned.Provisioned)
	}
	found := book
	if n > 0 {
		last := s.Late[n-1]
		found = fmt.Sprintf("still served by it %v later", round(last.Sent.Sub(s.Removed)))
	}
	if !s.Gone {
		found += "; the configuration is still there"
	}
	removed := conform.Same(book, []string{found}).Knowing("whether the environments end at once: what they no longer serve cannot be seen")
	busy := conform.Same("answered well", []string{map[bool]string{true: "answered well", false: initType(s.Busy) + " " + s.Busy.Said}[s.Busy.Refused == nil && s.Busy.Error == ""]}).
		Knowing("requests that run for longer than some seconds")
	if s.Busy.InitType != provisioned.Provisioned && s.Busy.Error == "" && s.Busy.Refused == nil || s.Busy.Done.Before(s.Removed) {
		busy = conform.Partly(busy.Book, "", 0, "noise: the request was not on a provisioned environment when that was taken away")
	}
	return []finding{{"provisioned-removed", removed}, {"provisioned-busy", busy}}
}

func failingProvisioned(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	f, err := provisioned.Fail(ctx, l)
	if err != nil {
		return nil, err
	}
	how := func(inits int, s provisioned.State) string {
		return fmt.Sprintf("%d inits, %s, %d allocated", inits, s.Status, s.Allocated)
	}
	last := f.States[len(f.States)-1]
	want := how(b.ProvisionTries, provisioned.State{Status: "FAILED"})
	seen := conform.Same(want, []string{how(f.Inits, last)})
	if l.Standin() { // where no process runs that could write a line for each
		seen = conform.Same(strings.Replace(want, fmt.Sprint(b.ProvisionTries, " inits, "), "", 1), []string{fmt.Sprintf("%s, %d allocated", last.Status, last.Allocated)}).
			Knowing("how many inits there were: a model of the stand-in writes no line for each")
	}
	seen.Found += fmt.Sprintf(" (%s) after %v; then a request: %s", orNone(last.Reason), round(last.At), initType(f.After))
	return []finding{{"six-tries", seen}}, nil
}

func moving(ctx context.Context, l *lab.Lab, _ book) ([]finding, error) {
	m, err := provisioned.Move(ctx, l)
	if err != nil {
		return nil, err
	}
	who := func(r lab.Reply) string {
		name := map[string]string{m.From: "the old version", m.To: "the new version"}[r.Version]
		return strings.TrimSpace(name + " " + initType(r))
	}
	var all []string
	for _, r := range m.During {
		all = append(all, "before: "+who(r))
	}
	for _, r := range m.Alias {
		all = append(all, "then: "+who(r))
	}
	for _, r := range m.Old {
		all = append(all, "by number: "+who(r))
	}
	moved := tally([]string{"before: the old version " + provisioned.Provisioned, "then: the new version " + provisioned.Provisioned, "by number: the old version " + provisioned.OnDemand}, all)
	moved.Found += fmt.Sprintf("; it took %v", round(m.States[len(m.States)-1].At))
	var failed []string
	for _, r := range m.Failed {
		failed = append(failed, initType(r))
	}
	gave := conform.Same(provisioned.OnDemand, failed).Knowing("a configuration that fails when it is raised")
	gave.Found += fmt.Sprintf("; it was %s", m.Failing[len(m.Failing)-1].Status)
	return []finding{{"moves-with-alias", moved.Knowing("weights while it moves")}, {"failed-gives-back", gave}}, nil
}

// tally wants each of some sentences, and no other.
func tally(want, seen []string) conform.Seen {
	k := 0
	for _, s := range seen {
		for _, w := range want {
			k += count(s == w)
		}
	}
	out := conform.All(strings.Join(want, ", "), k, len(seen))
	if k < len(seen) {
		out.Found = conform.Same("", seen).Found
	}
	return out
}

func idle(ctx context.Context, l *lab.Lab, b book) ([]finding, error) {
	var wanted []time.Duration
	for _, m := range silences {
		wanted = append(wanted, b.wait(m))
	}
	seen, err := l.Idle(ctx, wanted, eachSilence)
	if err != nil {
		return nil, err
	}
	var gaps []conform.Gap
	for _, g := range seen {
		gaps = append(gaps, conform.Gap{Least: g.Least, Most: g.Most, Kept: g.Kept})
	}
	low, high := b.wait(b.IdleExpiry.Quantile(0.001)), b.wait(b.IdleExpiry.Quantile(0.999))
	return []finding{{"idle-expiry", conform.Expiry(low, high, gaps).Knowing("busier functions; how the times between are spread")}}, nil
}
