// Package replay tells an empty rule book of functions as the catalogue has
// them, as if each of their settings had just been made: after a restart
// nothing runs, and provisioned concurrency is allocated anew.
//
// It changes nothing in what it reads.
package replay

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Accounts tells of accounts and functions, both by their numbers. A refusal is
// an error: they were all accepted once.
func Accounts(regions []*record.Region, functions []*record.Function, apply func(core.Event) core.Effect) error {
	slices.SortFunc(regions, func(a, b *record.Region) int { return cmp.Compare(a.ID, b.ID) })
	t := teller{apply: apply}
	for _, r := range regions {
		t.tell(core.Event{Kind: core.SetAccount, Region: r.ID, N: count(r.Limit)})
	}
	for _, f := range functions {
		t.function(f)
	}
	return t.err
}

type teller struct {
	apply func(core.Event) core.Effect
	on    *record.Function
	err   error
}

func count(n int) int32 { return int32(min(n, math.MaxInt32)) }

func (t *teller) tell(ev core.Event) {
	if t.err != nil {
		return
	}
	if t.on != nil {
		ev.Fn, ev.Region = t.on.Fn, t.on.Region.ID
	}
	if answer := t.apply(ev); answer.Reason != core.NoReason {
		name := "an account"
		if t.on != nil {
			name = t.on.ARN
		}
		t.err = fmt.Errorf("the rule book does not take back what it had of %s: %s", name, answer.Reason)
	}
}

func (t *teller) function(f *record.Function) {
	t.on = f
	t.tell(core.Event{Kind: core.CreateFunction})
	for n := int32(1); n <= f.Highest; n++ {
		if v := f.Version(n); v != nil && f.Alive {
			t.configure(&v.Settings)
		}
		t.tell(core.Event{Kind: core.PublishVersion})
	}
	for n := int32(1); n <= f.Highest; n++ {
		if f.Version(n) == nil {
			t.tell(core.Event{Kind: core.DeleteVersion, Qual: core.Qual{Kind: core.Number, N: n}})
		}
	}
	if !f.Alive {
		t.tell(core.Event{Kind: core.DeleteFunction})
		return
	}
	latest := &f.Latest.Settings
	if f.Running != nil {
		latest = f.Running
	}
	t.configure(latest)
	if f.Latest.DeadLetter != "" {
		t.tell(core.Event{Kind: core.PutDeadLetter, N: 1})
	}
	if f.Reserved >= 0 {
		t.tell(core.Event{Kind: core.PutReserved, N: count(f.Reserved)})
	}
	t.aliases(false)
	for _, q := range record.Quals(f.Provisioned) {
		if answer := t.apply(core.Event{Kind: core.PutProvisioned, Fn: f.Fn, Region: f.Region.ID, Qual: q, N: count(f.Provisioned[q].Requested)}); answer.Reason != core.NoReason && t.err == nil {
			t.err = fmt.Errorf("the rule book does not take back the provisioned concurrency of %s: %s", f.ARN, answer.Reason)
		}
	}
	t.aliases(true)
	for _, q := range record.Quals(f.Async) {
		t.tell(eventInvoke(q, f.Async[q]))
	}
}

func (t *teller) configure(s *setting.Settings) {
	t.tell(core.Event{Kind: core.ConfigureLatest, Model: s.Model, Memory: int32(s.Memory), Timeout: int64(s.Timeout) * 1e9})
}

// aliases come with their weights last: a weighted alias takes no provisioned
// concurrency, and one that has it takes weights.
func (t *teller) aliases(weights bool) {
	for _, name := range slices.Sorted(maps.Keys(t.on.Aliases)) {
		a := t.on.Aliases[name]
		ev := core.Event{Kind: core.PutAlias, Qual: core.Qual{Kind: core.Alias, N: a.ID}, N: a.Primary}
		if weights {
			ev.M, ev.Weight = a.Second, int32(math.Round(a.Weight*1e6))
		}
		if !weights || a.Second > 0 {
			t.tell(ev)
		}
	}
}

// eventInvoke is how asynchronous events are treated; what was not given is as
// AWS has it: two retries, six hours.
func eventInvoke(q core.Qual, e *record.EventInvoke) core.Event {
	ev := core.Event{Kind: core.PutEventInvoke, Qual: q, N: 2, MaxAge: 21600 * 1e9}
	if e.Retries != nil {
		ev.N = int32(*e.Retries)
	}
	if e.MaxAge != nil {
		ev.MaxAge = int64(*e.MaxAge) * 1e9
	}
	if e.OnSuccess != "" {
		ev.Flags |= core.HasOnSuccess
	}
	if e.OnFailure != "" {
		ev.Flags |= core.HasOnFailure
	}
	return ev
}

// URLs tells the door of every function URL, which may have another address now.
func URLs(functions []*record.Function, tell func(of naming.Ref, u *record.URL) (address string)) {
	for _, f := range functions {
		for _, q := range slices.Sorted(maps.Keys(f.URLs)) {
			if f.Alive && tell != nil {
				f.URLs[q].Address = tell(naming.Ref{Account: f.Region.Account, Region: f.Region.Region, Name: f.Name, Qualifier: q}, f.URLs[q])
			}
		}
	}
}
