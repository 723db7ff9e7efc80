package prove

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"squall/attack/cloud/amend"
)

// schema is how a plan file is told from a profile.
const schema = "squall.plan/v1"

// File is a plan of a run on AWS that somebody has looked at.
type File struct {
	Schema  string      `json:"schema"`
	Profile string      `json:"profile"` // its text
	Name    string      `json:"name"`    // of its file
	Set     []string    `json:"set,omitempty"`
	Hash    string      `json:"hash"`
	Account string      `json:"account"`
	Region  string      `json:"region"`
	Allow   []string    `json:"allow"`
	Changes []amend.Row `json:"changes"`
	Live    []string    `json:"live"`
	Doors   []string    `json:"doors"`
	Bound   Bound       `json:"bound"`
}

// File is the ground as a plan file.
func (g *Ground) File(name string) File {
	p := g.opt.Plan
	return File{Schema: schema, Profile: string(p.Text), Name: name, Set: p.Set, Hash: p.Hash, Account: g.Session.Account, Region: g.Session.Region,
		Allow: g.opt.Allow, Changes: g.rows(), Live: g.Live, Doors: g.Doors, Bound: g.Bound}
}

// own is the part of queue names that is another in each run.
func (g *Ground) rows() []amend.Row {
	out := slices.Clone(g.Rows)
	for i := range out {
		for _, text := range []*string{&out[i].What, &out[i].Before, &out[i].After} {
			*text = strings.ReplaceAll(*text, g.opt.Run, "RUN")
		}
	}
	return out
}

// Write writes a plan file that is not there yet.
func (f File) Write(path string) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// IsFile says whether a text is a plan file.
func IsFile(text []byte) bool {
	return bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && bytes.Contains(text[:min(len(text), 200)], []byte(schema))
}

// ReadFile reads a plan file.
func ReadFile(path string, text []byte) (File, error) {
	var f File
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return f, fmt.Errorf("plan file %s: %w", path, err)
	}
	if f.Schema != schema {
		return f, fmt.Errorf("plan file %s: schema %q, want %q", path, f.Schema, schema)
	}
	return f, nil
}

// Differs says in what the account is another than when the plan was made; nil
// when the plan still says what would happen.
func (g *Ground) Differs(f File) error {
	now := g.File(f.Name)
	var lines []string
	lines = append(lines, differ(f.Live, now.Live)...)
	lines = append(lines, differ(f.Doors, now.Doors)...)
	lines = append(lines, differ(texts(f.Changes), texts(now.Changes))...)
	if f.Bound.Concurrency != now.Bound.Concurrency {
		lines = append(lines, fmt.Sprintf("  takes %d of the account's concurrency, planned were %d", now.Bound.Concurrency, f.Bound.Concurrency))
	}
	if len(lines) == 0 {
		return nil
	}
	return fmt.Errorf("the account is not what it was when the plan was made (- then, + now):\n%s\nnothing was changed; make a new plan", strings.Join(lines, "\n"))
}

func texts(rows []amend.Row) (out []string) {
	for _, r := range rows {
		out = append(out, r.Where+": "+r.What+": "+r.Before+" -> "+r.After)
	}
	return out
}

func differ(then, now []string) (out []string) {
	for _, line := range then {
		if !slices.Contains(now, line) {
			out = append(out, "  - "+line)
		}
	}
	for _, line := range now {
		if !slices.Contains(then, line) {
			out = append(out, "  + "+line)
		}
	}
	return out
}
