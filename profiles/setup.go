package profiles

import (
	"slices"
	"strings"
)

// Setup is what a world needs once, before its first block: the stand-in's
// settings, queues and functions.
func (w *World) Setup() []Change {
	out := []Change{{Kind: SetStandin, World: w}}
	for _, q := range w.queues() {
		out = append(out, Change{Kind: CreateQueue, Queue: q})
	}
	out = append(out, w.sources(CreateSource)...)
	for i := range w.Functions {
		out = append(out, w.Functions[i].create()...)
	}
	return out
}

// Install is what a world has without any load: queues and functions with their
// versions, aliases, reserved and provisioned concurrency.
func (w *World) Install() []Change {
	out := slices.DeleteFunc(w.Setup(), func(c Change) bool { return c.Kind == CreateSource }) // entries make theirs
	out = append(out, w.keep("")...)
	for i := range w.Functions {
		if f := &w.Functions[i]; f.Reserved != nil {
			out = append(out, f.reserve()...)
		}
	}
	return append(out, w.provision("")...)
}

// Teardown takes Setup back: functions, then queues and sources.
func (w *World) Teardown() []Change {
	var out []Change
	for i := range slices.Backward(w.Functions) {
		out = append(out, Change{Kind: DeleteFunction, Function: w.Functions[i].Name})
	}
	for _, q := range slices.Backward(w.queues()) {
		out = append(out, Change{Kind: DeleteQueue, Queue: q})
	}
	return append(out, w.sources(DeleteSource)...)
}

// Setup is what the arms of a plan need once: the setup of the first arm, what
// other arms have beyond it, and the versions and aliases that arms which keep
// their environments share.
func (p *Plan) Setup() []Change {
	out := p.Arms[0].World.Setup()
	for i := 1; i < len(p.Arms); i++ {
		for _, c := range p.Arms[i].World.Setup() {
			if c.Kind != SetStandin && !slices.ContainsFunc(out, c.sameThing) {
				out = append(out, c)
			}
		}
	}
	queuesFirst(out)
	for i := range p.Arms {
		if !p.Arms[i].NewEnvironments {
			return append(out, p.Arms[i].World.keep(KeepNonce)...)
		}
	}
	return out
}

// Teardown takes Setup back.
func (p *Plan) Teardown() []Change {
	var out []Change
	for i := range slices.Backward(p.Arms) {
		for _, c := range p.Arms[i].World.Teardown() {
			if !slices.ContainsFunc(out, c.sameThing) {
				out = append(out, c)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return strings.Compare(string(a.Kind), string(b.Kind)) })
	return out
}

func (c Change) sameThing(o Change) bool {
	return c.Kind == o.Kind && c.Function == o.Function && c.Queue == o.Queue && c.Path == o.Path && c.Source == o.Source || c.Kind == PutDeadLetter && o.Kind == c.Kind && o.Function == c.Function
}

// queuesFirst moves the queues in front of the functions that name them.
func queuesFirst(changes []Change) {
	slices.SortStableFunc(changes, func(a, b Change) int { return setupRank(a.Kind) - setupRank(b.Kind) })
}

func setupRank(k ChangeKind) int {
	return slices.Index([]ChangeKind{SetStandin, CreateQueue, CreateSource, CreateFunction, PutDeadLetter}, k)
}

// keep publishes what stays.
func (w *World) keep(nonce string) []Change {
	var out []Change
	for i := range w.Functions {
		out = append(out, w.Functions[i].publish(nonce)...)
		out = append(out, w.Functions[i].putAliases("")...)
	}
	return out
}

func (f *Function) create() []Change {
	out := []Change{{Kind: CreateFunction, Function: f.Name, Version: f.Latest().Name, Spec: f}}
	if f.Async.DeadLetter != "" {
		out = append(out, Change{Kind: PutDeadLetter, Function: f.Name, Queue: f.Async.DeadLetter})
	}
	return out
}

// queues lists the SQS queues that functions name, sorted.
func (w *World) queues() []string {
	var out []string
	for _, f := range w.Functions {
		for _, q := range [...]string{f.Async.DeadLetter, f.Async.OnSuccess, f.Async.OnFailure} {
			if q != "" && !slices.Contains(out, q) {
				out = append(out, q)
			}
		}
	}
	slices.Sort(out)
	return out
}
