// Package calibrate makes a calibration of a run that was measured: it reads its
// hits, writes what was found as a part that a profile takes in, and runs the
// profile with it in virtual time to see how far off it is.
//
// It fits nothing itself: package analyze/fit does.
package calibrate

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"squall/analyze/fit"
	"squall/attack/hit"
	"squall/profiles"
)

// Found is what a run says of one of its arms.
type Found struct {
	*fit.Fit
	Arm  string
	Hits uint64 // and attempts of events
}

// Gather reads the hits and sightings of a run from its folder. arm is the one
// that is looked at, by default the first.
func Gather(dir string, plan *profiles.Plan, arm string) (*Found, error) {
	at := 0
	var names []string
	for i := range plan.Arms {
		if plan.Arms[i].Name == arm {
			at = i
		}
		names = append(names, plan.Arms[i].Name)
	}
	if arm != "" && plan.Arms[at].Name != arm {
		return nil, fmt.Errorf("--arm %s: the run's arms are %s", arm, strings.Join(names, ", "))
	}
	w := &plan.Arms[at].World
	if err := settled(plan, w); err != nil {
		return nil, err
	}
	g := &gathering{found: &Found{Arm: plan.Arms[at].Name}, world: w, arm: uint16(at), entries: plan.Entries}
	if err := g.hits(filepath.Join(dir, "hits.sqh")); err != nil {
		return nil, err
	}
	if err := g.sightings(filepath.Join(dir, "sightings.sqh")); err != nil {
		return nil, err
	}
	if g.found.Hits == 0 {
		return nil, fmt.Errorf("%s has no hits of arm %s that reached a function by an alias of one version: nothing can be found", dir, g.found.Arm)
	}
	g.found.Fit = g.seen.Find(&w.Platform)
	g.found.Notes = append(g.left, g.found.Notes...)
	return g.found, nil
}

// settled says whether each entry was answered by one version all the time.
func settled(plan *profiles.Plan, w *profiles.World) error {
	if plan.Canary != nil {
		return errors.New("the run releases a version, and its hits do not say which of the profile's versions answered: calibrate a run that releases none")
	}
	for _, f := range w.Faults {
		if strings.HasPrefix(string(f.Kind), "alias") {
			return fmt.Errorf("the fault %s moves an alias, and hits do not say which of the profile's versions answered: calibrate a run without it", f.Kind)
		}
	}
	return nil
}

// gathering is the reading of one run.
type gathering struct {
	found   *Found
	seen    fit.Seen
	world   *profiles.World
	arm     uint16
	entries []string
	left    []string // what could not be used
	lines   []*line  // by entry
}

// line is what the hits of an entry are of.
type line struct{ function, version, path string }

// line finds what an entry's hits are of; nil: nobody can tell.
func (g *gathering) line(entry uint16) *line {
	for len(g.lines) <= int(entry) {
		g.lines = append(g.lines, g.find(len(g.lines)))
	}
	return g.lines[entry]
}

func (g *gathering) find(entry int) *line {
	if entry >= len(g.entries) {
		return nil
	}
	for _, e := range g.world.Attack {
		f := g.world.Function(e.Function)
		if e.Name != g.entries[entry] || f == nil {
			continue
		}
		version, ok := versionOf(f, e.Alias)
		if !ok {
			g.left = append(g.left, fmt.Sprintf("entry %s: its alias is weighted, and hits do not say which of the profile's versions answered; they are left out", e.Name))
			return nil
		}
		return &line{f.Name, version, e.Path}
	}
	return nil
}

// versionOf is the profile's name of what a qualifier leads to.
func versionOf(f *profiles.Function, qualifier string) (name string, ok bool) {
	if a := f.Alias(qualifier); a != nil {
		if a.Other != "" {
			return "", false
		}
		qualifier = a.To
	}
	if v := f.Version(qualifier); v != nil {
		return v.Name, true
	}
	return f.Latest().Name, true
}

func (g *gathering) hits(name string) error {
	return reading(name, func(file io.Reader) error {
		r, err := hit.NewReader(file)
		if err != nil {
			return err
		}
		for h := new(hit.Hit); ; {
			if err := r.Next(h); err != nil {
				return ended(err)
			}
			if l := g.line(h.Entry); h.Arm == g.arm && l != nil && h.Status != 202 && !g.async(h.Entry) {
				g.seen.Hit(l.function, l.version, l.path, h)
				g.found.Hits++
			}
		}
	})
}

func (g *gathering) async(entry uint16) bool {
	for i := range g.world.Attack {
		if e := &g.world.Attack[i]; e.Name == g.entries[entry] {
			return e.Async()
		}
	}
	return false
}

func (g *gathering) sightings(name string) error {
	return reading(name, func(file io.Reader) error {
		r, err := hit.NewSightingReader(file)
		if err != nil {
			return err
		}
		for s := new(hit.Sighting); ; {
			if err := r.Next(s); err != nil {
				return ended(err)
			}
			if l := g.line(s.Entry); s.Arm == g.arm && l != nil && s.Kind == hit.Attempt {
				g.seen.Sighting(l.function, l.version, s)
				g.found.Hits++
			}
		}
	})
}

func reading(name string, read func(io.Reader) error) error {
	file, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read what the run kept: %w; calibrate a run with --hits all", err)
	}
	defer file.Close() // it was only read
	if err := read(file); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

func ended(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
