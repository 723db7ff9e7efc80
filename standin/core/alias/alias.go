// Package alias is the aliases of one function: names for one version, and by
// weight for a second one.
//
// It knows versions by their numbers alone.
package alias

import (
	"slices"

	"squall/profiles/dist"
)

// None marks an alias without provisioned concurrency.
const None = -1

// Alias is one alias.
type Alias struct {
	ID      int32
	Primary int32 // version number; 0 is $LATEST
	Second  int32 // version number, or 0
	Weight  int32 // share of Second, in millionths
	Moving  int32 // version number that traffic stays on until Primary is provisioned, or 0
	Prov    int32 // index of its provisioned concurrency configuration, or None
}

// Table is a function's aliases.
type Table []Alias

// Number is the index of a version by its number, of all numbers' indices; None
// where there is none.
func Number(indices []int32, number int32) int32 {
	if number < 1 || int(number) > len(indices) {
		return None
	}
	return indices[number-1]
}

// Find is the alias of an id, or nil.
func (t Table) Find(id int32) *Alias {
	for i := range t {
		if t[i].ID == id {
			return &t[i]
		}
	}
	return nil
}

// Drop removes an alias.
func (t *Table) Drop(id int32) {
	*t = slices.DeleteFunc(*t, func(a Alias) bool { return a.ID == id })
}

// User is an alias that sends requests to a version, also one that is still
// moving away from it; nil: none does.
func (t Table) User(number int32) *Alias {
	for i := range t {
		if a := &t[i]; a.Primary == number || a.Second == number || a.Moving == number {
			return a
		}
	}
	return nil
}

// Moving is the version that an alias moves away from, or 0.
func (t Table) Moving(id int32) int32 {
	if a := t.Find(id); a != nil {
		return a.Moving
	}
	return 0
}

// Pick is the number of the version that a request goes to: a draw of its own
// where the alias has weights.
func (a *Alias) Pick(seed, key uint64) int32 {
	switch {
	case a.Second != 0 && dist.U(seed, dist.StreamAlias, key, 0)*1e6 < float64(a.Weight):
		return a.Second
	case a.Moving != 0:
		return a.Moving
	}
	return a.Primary
}
