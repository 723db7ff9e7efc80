// Package history is what is kept of runs for longer than their folders: one
// record for each, the figures over many of them, where they changed their
// level and between which commits, and which of them may be a baseline.
//
// It keeps no file; who calls it reads and writes them.
package history

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"squall/analyze/compare"
	"squall/analyze/result"
)

// Schema is the name and version of a record.
const Schema = "squall.history/v1"

// Record is what is kept of one run. It is never changed.
type Record struct {
	Schema string         `json:"schema"`
	ID     string         `json:"id"`    // of the run
	World  string         `json:"world"` // records of one world can be compared
	Added  string         `json:"added"` // RFC 3339
	Commit string         `json:"commit,omitempty"`
	Branch string         `json:"branch,omitempty"`
	Note   string         `json:"note,omitempty"` // why a new level is meant, for example
	Result *result.Result `json:"result"`         // without what only pictures need
}

// Place is where in a repository's life a run was made.
type Place struct{ Added, Commit, Branch, Note string }

// Of makes the record of a run.
func Of(r *result.Result, p Place) *Record {
	return &Record{
		Schema: Schema, ID: r.Run.ID, World: World(r), Added: p.Added, Commit: p.Commit, Branch: p.Branch, Note: p.Note, Result: trimmed(r),
	}
}

// World is a name for all that must be equal for runs to be of one series, but
// for what may vary: a profile's description and expectations are no part of it.
func World(r *result.Result, vary ...string) string {
	w := compare.World(r)
	maps.DeleteFunc(w, func(key, _ string) bool { return compare.Varies(key, vary) })
	if len(vary) > 0 { // a profile that differs in what may vary has another hash
		delete(w, "profile")
	}
	delete(w, "go")
	sum := sha256.New()
	for _, k := range slices.Sorted(maps.Keys(w)) {
		fmt.Fprintf(sum, "%q=%q\n", k, w[k])
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// trimmed is a result of a few kilobytes.
func trimmed(r *result.Result) *result.Result {
	out := *r
	out.Shifts, out.Faults, out.Changes = nil, nil, nil
	out.Arms = slices.Clone(r.Arms)
	for i := range out.Arms {
		a := &out.Arms[i]
		a.Timeline, a.Heat = result.Timeline{}, nil
		a.Paths = slices.Clone(a.Paths)
		for k := range a.Paths {
			p := &a.Paths[k]
			p.Curve = nil
			p.Blocks = slices.Clone(p.Blocks)
			for b := range p.Blocks {
				p.Blocks[b].HDR = ""
			}
			if p.Ledger != nil {
				l := *p.Ledger
				l.Examples = nil
				p.Ledger = &l
			}
		}
	}
	return &out
}

// Name is the name of a record's file: in the order of time, and the same for
// the same record.
func (r *Record) Name() string {
	sum := sha256.Sum256([]byte(r.ID + "\n" + r.Added + "\n" + r.Commit))
	at := strings.NewReplacer("-", "", ":", "", ".", "").Replace(r.Added)
	return at + "-" + hex.EncodeToString(sum[:6]) + ".json"
}

// Text is a record as it is kept.
func (r *Record) Text() ([]byte, error) {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return nil, fmt.Errorf("the record of run %s: %w", r.ID, err)
	}
	return append(text, '\n'), nil
}

// Read takes a record from its text and checks it.
func Read(name string, text []byte) (*Record, error) {
	r := &Record{}
	if err := result.Decode(name, text, Schema, r); err != nil {
		return nil, err
	}
	if r.Result == nil || r.ID == "" || r.Added == "" {
		return nil, fmt.Errorf("%s: it has no id, no date or no result; it was changed by hand or is damaged", name)
	}
	if err := r.Result.Check(); err != nil {
		return nil, fmt.Errorf("%s: result.%w", name, err)
	}
	if is := World(r.Result); is != r.World {
		return nil, fmt.Errorf("%s: its world is %s and it says %q; it was changed by hand or is damaged", name, is, r.World)
	}
	return r, nil
}

// Sound says whether the figures of a run are evidence at all.
func (r *Record) Sound() bool {
	switch r.Result.Verdict {
	case result.Pass, result.Fail, result.Inconclusive:
		return r.Result.Error == ""
	}
	return false
}

// Good says whether a run may be a baseline: one that passed, and no other.
func (r *Record) Good() bool { return r.Result.Verdict == result.Pass && r.Result.Error == "" }

// Sort puts records into the order in which they were added.
func Sort(all []*Record) {
	slices.SortStableFunc(all, func(a, b *Record) int { return cmp.Or(cmp.Compare(a.Added, b.Added), cmp.Compare(a.ID, b.ID)) })
}
