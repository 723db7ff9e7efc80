package read

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"squall/profiles"
	"squall/profiles/calibration"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// calibrate puts the part that a profile names, or an override, into the tree.
// What other overrides and arms set comes later, and so counts for more.
func (l *loader) calibrate(set []string) {
	n := l.doc.Root.Get("calibrated")
	for _, assignment := range set {
		if strings.HasPrefix(assignment, "calibrated=") {
			l.problems.add(everyArm, l.doc.Set(assignment)...)
			n = l.doc.Root.Get("calibrated")
		}
	}
	if n == nil || n.Kind != source.Scalar || schema.IsNone(n) {
		return
	}
	path := n.Text
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(l.doc.Name), path)
	}
	var part *calibration.Part
	var problems []source.Problem
	f := l.file("calibrated "+path, path, func(r io.Reader, _ *loaded) error {
		data, err := io.ReadAll(io.LimitReader(r, source.MaxBytes+1))
		if err == nil {
			part, problems = calibration.Parse(path, data)
		}
		return err
	})
	switch {
	case errors.Is(f.err, fs.ErrNotExist):
		l.report(everyArm, n.At, "calibrated", "there is no file %s; squall calibrate writes one, and it is looked for from the folder of the profile", path)
		return
	case f.err != nil:
		l.report(everyArm, n.At, "calibrated", "%s: %v", path, f.err)
		return
	case len(problems) > 0:
		l.problems.add(everyArm, problems...)
		return
	}
	functions, why := part.Merge(l.doc.Root, n.At)
	if why != "" {
		l.report(everyArm, n.At, "calibrated", "%s: %s", path, why)
		return
	}
	l.part = part
	l.calibrated = &calibration.Origin{Path: path, Date: part.Date, Run: part.Run, Error: part.Error, Functions: functions}
}

// model says which model a plan's functions have: the part's, as far as it knows
// them and nothing else was set.
func (l *loader) model(p *profiles.Plan) {
	if p.Calibrated = l.calibrated; p.Calibrated == nil {
		return
	}
	for i := range p.Arms {
		for _, f := range p.Arms[i].World.Functions {
			own := !slices.Contains(l.calibrated.Functions, f.Name) || slices.ContainsFunc(f.Versions, func(v profiles.Version) bool {
				d := l.part.Duration(f.Name, v.Name)
				return !d.IsZero() && !d.Equal(v.Model.Duration)
			})
			if own && !f.Processes() && !slices.Contains(l.calibrated.Without, f.Name) {
				l.calibrated.Without = append(l.calibrated.Without, f.Name)
			}
		}
	}
}
