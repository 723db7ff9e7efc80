package profiles

import (
	"reflect"
	"slices"
)

// Changes lists what turns one world into another, in an order in which AWS
// refuses no step: what is given back comes before what is taken. Names of
// aliases are the profile's own; load and faults are not part of it.
func Changes(from, to *World) []Change {
	d := diff{from: from, to: to}
	grows := to.Account.Concurrency >= from.Account.Concurrency
	if grows {
		d.standin()
	}
	d.gone()
	d.lower()
	d.queues()
	for i := range to.Functions {
		d.function(&to.Functions[i])
	}
	d.raise()
	if !grows {
		d.standin()
	}
	for _, q := range from.queues() {
		if !slices.Contains(to.queues(), q) {
			d.add(Change{Kind: DeleteQueue, Queue: q})
		}
	}
	return d.out
}

// diff collects the changes between two worlds.
type diff struct {
	from, to *World
	out      []Change
}

func (d *diff) add(c ...Change) { d.out = append(d.out, c...) }

func (d *diff) standin() {
	if !sameStandin(d.from, d.to) {
		d.add(Change{Kind: SetStandin, World: d.to})
	}
}

func (d *diff) gone() {
	for _, f := range d.from.Functions {
		if d.to.Function(f.Name) == nil {
			d.add(Change{Kind: DeleteFunction, Function: f.Name})
		}
	}
}

// lower gives back provisioned concurrency first, since reserved concurrency
// may not be below it.
func (d *diff) lower() {
	d.both(func(old, f *Function) {
		for _, p := range old.Provisioned {
			switch now := provisioned(f, p.Qualifier); {
			case now == 0 || d.moves(old, f, p.Qualifier):
				d.add(Change{Kind: DeleteProvisioned, Function: f.Name, Qualifier: p.Qualifier})
			case now < p.Count:
				d.add(Change{Kind: PutProvisioned, Function: f.Name, Qualifier: p.Qualifier, Count: now})
			}
		}
	})
	d.both(func(old, f *Function) {
		switch {
		case old.Reserved != nil && f.Reserved == nil:
			d.add(Change{Kind: DeleteReserved, Function: f.Name})
		case old.Reserved != nil && *f.Reserved < *old.Reserved:
			d.add(Change{Kind: PutReserved, Function: f.Name, Count: *f.Reserved})
		}
	})
}

// moves says whether an alias with provisioned concurrency comes to point
// elsewhere: it gives its environments back and gets new ones.
func (d *diff) moves(old, f *Function, qualifier string) bool {
	a, b := old.Alias(qualifier), f.Alias(qualifier)
	return a != nil && (b == nil || *a != *b) || d.republished(old, f)
}

func (d *diff) republished(old, f *Function) bool {
	return !reflect.DeepEqual(old.Versions, f.Versions) || old.Memory != f.Memory || old.Timeout != f.Timeout || !reflect.DeepEqual(old.Env, f.Env)
}

func (d *diff) both(visit func(old, f *Function)) {
	for i := range d.to.Functions {
		f := &d.to.Functions[i]
		if old := d.from.Function(f.Name); old != nil {
			visit(old, f)
		}
	}
}

func (d *diff) queues() {
	for _, q := range d.to.queues() {
		if !slices.Contains(d.from.queues(), q) {
			d.add(Change{Kind: CreateQueue, Queue: q})
		}
	}
}

// function makes a new function, or publishes and repoints a changed one.
func (d *diff) function(f *Function) {
	old := d.from.Function(f.Name)
	if old == nil {
		d.add(f.create()...)
		d.add(f.publish("")...)
		d.add(f.putAliases("")...)
		return
	}
	if old.Async.DeadLetter != f.Async.DeadLetter {
		d.add(Change{Kind: PutDeadLetter, Function: f.Name, Queue: f.Async.DeadLetter})
	}
	published := d.republished(old, f)
	if published {
		d.add(f.publish("")...)
	}
	for _, a := range f.Aliases {
		if was := old.Alias(a.Name); published || was == nil || *was != a {
			d.add(f.putAlias(a, ""))
		}
		if old.Async != f.Async {
			d.add(Change{Kind: PutEventInvoke, Function: f.Name, Qualifier: a.Name, Async: f.Async})
		}
	}
	for _, a := range old.Aliases {
		if f.Alias(a.Name) == nil {
			d.add(Change{Kind: DeleteAlias, Function: f.Name, Alias: a.Name})
		}
	}
}

// raise takes reserved concurrency first, so that provisioned concurrency
// finds its place in it.
func (d *diff) raise() {
	for i := range d.to.Functions {
		f := &d.to.Functions[i]
		old := d.from.Function(f.Name)
		if f.Reserved != nil && (old == nil || old.Reserved == nil || *f.Reserved > *old.Reserved) {
			d.add(Change{Kind: PutReserved, Function: f.Name, Count: *f.Reserved})
		}
	}
	for i := range d.to.Functions {
		f := &d.to.Functions[i]
		old := d.from.Function(f.Name)
		for _, p := range f.Provisioned {
			if old == nil || d.moves(old, f, p.Qualifier) || p.Count > provisioned(old, p.Qualifier) {
				d.add(Change{Kind: PutProvisioned, Function: f.Name, Qualifier: p.Qualifier, Count: p.Count})
			}
		}
	}
}

func provisioned(f *Function, qualifier string) int { return f.ProvisionedAt(qualifier) }

// ProvisionedAt is the provisioned concurrency of an alias or version.
func (f *Function) ProvisionedAt(qualifier string) int {
	for _, p := range f.Provisioned {
		if p.Qualifier == qualifier {
			return p.Count
		}
	}
	return 0
}
