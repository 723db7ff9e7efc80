// Package formula compares figures of whole runs in virtual time, from the
// profile by way of hits to the result, with what theory says they must be.
// Each figure comes from independent runs of one profile, so that its standard
// error is known whatever hangs together inside a run.
//
// It knows nothing of the rule book, and does not say which deviation is too
// much.
package formula

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"time"
)

// Theorem is one figure that is known beforehand.
type Theorem struct {
	Formula string // as one writes it
	Source  string // or its derivation in a line
	Params  string
	Profile string // all but name and seed
	// Measure gives the figure of a run, what it must be, and of how many
	// observations it is made.
	Measure func(*Run) (measured, expected float64, n int)
	// Exact says that the figure has no luck in it, and how far it may be off
	// for the grid that it lies on.
	Exact bool
	Grid  float64
	// Idle is after how long environments end, where cold starts can be derived
	// again from the hits.
	Idle time.Duration
}

// Row is what a theorem came to.
type Row struct {
	*Theorem
	Expected, Measured float64
	Error              float64 // standard error of the difference
	Runs, N            int
	Checked            int      // cold starts derived again
	Misfits            []string // of them
}

// Deviation is how far measured is from expected, in standard errors.
func (r *Row) Deviation() float64 {
	if r.Error == 0 {
		return 0
	}
	return (r.Measured - r.Expected) / r.Error
}

// sample is what one run gave of one theorem.
type sample struct {
	measured, expected float64
	n, checked         int
	misfits            []string
}

// group are theorems over the same runs.
type group struct {
	first    uint64 // its seeds
	theorems []*Theorem
	at       []int // their places among all
	samples  [][]sample
	errors   []error
}

// Prove runs the profiles of theorems with so many seeds each, which other
// bases and other profiles do not share. Theorems of one profile share its
// runs.
func Prove(theorems []Theorem, base uint64, runs int) ([]Row, error) {
	groups := grouped(theorems, base, runs)
	type job struct {
		g *group
		i int
	}
	jobs := make(chan job)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for j := range jobs {
				j.g.samples[j.i], j.g.errors[j.i] = one(j.g.theorems, j.g.first+uint64(j.i))
			}
		})
	}
	for _, g := range groups {
		for i := range runs {
			jobs <- job{g, i}
		}
	}
	close(jobs)
	workers.Wait()
	rows := make([]Row, len(theorems))
	for _, g := range groups {
		if err := errors.Join(g.errors...); err != nil {
			return nil, fmt.Errorf("%s, %s: %w", g.theorems[0].Formula, g.theorems[0].Params, err)
		}
		for k, t := range g.theorems {
			rows[g.at[k]] = summary(t, g.samples, k)
		}
	}
	return rows, nil
}

func grouped(theorems []Theorem, base uint64, runs int) []*group {
	var groups []*group
	by := map[string]*group{}
	for i := range theorems {
		t := &theorems[i]
		g := by[t.Profile]
		if g == nil {
			const seeds = 10_000 // of one profile, at most
			g = &group{first: base*1_000_000_000 + uint64(len(groups))*seeds + 1, samples: make([][]sample, runs), errors: make([]error, runs)}
			by[t.Profile] = g
			groups = append(groups, g)
		}
		g.theorems = append(g.theorems, t)
		g.at = append(g.at, i)
	}
	return groups
}

// one plays the profile of some theorems once.
func one(theorems []*Theorem, seed uint64) ([]sample, error) {
	r, err := run(fmt.Sprintf("name: proof\nseed: %d\n%s", seed, theorems[0].Profile))
	if err != nil {
		return nil, err
	}
	out := make([]sample, len(theorems))
	for k, t := range theorems {
		s := &out[k]
		s.measured, s.expected, s.n = t.Measure(r)
		if t.Idle > 0 && k == 0 {
			s.checked, s.misfits = r.coldStarts(t.Idle)
		}
		s.checked, s.misfits = out[0].checked, out[0].misfits
	}
	return out, nil
}

// summary takes the runs together in their order, so that sums are always the
// same.
func summary(t *Theorem, samples [][]sample, k int) Row {
	row := Row{Theorem: t, Runs: len(samples)}
	count := float64(len(samples))
	for _, all := range samples {
		s := &all[k]
		row.Measured += s.measured / count
		row.Expected += s.expected / count
		row.N += s.n
		row.Checked += s.checked
		row.Misfits = append(row.Misfits, s.misfits...)
	}
	squares := 0.0
	for _, all := range samples {
		d := (all[k].measured - all[k].expected) - (row.Measured - row.Expected)
		squares += float64(d * d)
	}
	if len(samples) > 1 && !t.Exact {
		row.Error = math.Sqrt(squares / (count - 1) / count)
	}
	return row
}
