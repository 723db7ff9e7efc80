// Package read turns the text of a profile into a checked plan, or into every
// problem it has, each located: structure first (package keys), then what AWS
// would refuse (package limits) in each arm and each fault, then names.
//
// It reads no file but the traces that a profile replays and what its requests
// are made of, looks for the programs that its processes are, and does not know
// what is done with a plan.
package read

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"squall/profiles"
	"squall/profiles/calibration"
	"squall/profiles/keys"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// Problems are all problems of one profile.
type Problems []source.Problem

// shown is how many problems are written out.
const shown = 50

// Error lists the problems, each with its source line.
func (p Problems) Error() string {
	var lines []string
	for _, problem := range p[:min(len(p), shown)] {
		lines = append(lines, problem.Detail())
	}
	if len(p) > shown {
		lines = append(lines, fmt.Sprintf("and %d more problems", len(p)-shown))
	}
	return strings.Join(lines, "\n")
}

// Refused says whether AWS would take none of it: every value can be read, and
// each problem is one of AWS's rules.
func (p Problems) Refused() bool {
	return len(p) > 0 && !slices.ContainsFunc(p, func(one source.Problem) bool { return !one.Refused })
}

// Profile checks a profile after applying overrides of the form
// address=value. name is what problems call the file; the traces it replays are
// looked for from its folder. The error is of type
// Problems.
func Profile(name string, data []byte, set []string) (*profiles.Plan, error) {
	doc, problems := source.Parse(name, data)
	if len(problems) > 0 {
		return nil, Problems(problems)
	}
	l := newLoader(doc, set)
	plan := l.plan()
	if problems := l.problems.list(l.arms); len(problems) > 0 {
		return nil, problems
	}
	plan.File, plan.Hash, plan.Text, plan.Set = name, l.hash(data, set), data, set
	return plan, nil
}

func (l *loader) hash(data []byte, set []string) string {
	h := sha256.New()
	h.Write(data)
	for _, s := range set {
		h.Write([]byte("\x00" + s))
	}
	for _, t := range l.traces {
		h.Write([]byte("\x00" + t.sum.SHA256))
	}
	for _, key := range l.order {
		h.Write([]byte("\x00" + l.files[key].sum))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// loader builds a plan from a document.
type loader struct {
	doc      *source.Document
	arms     []string // names
	problems collection
	broken   map[string]bool // sections of the file with problems of structure
	traces   []scanned
	files    map[string]loaded
	order    []string               // of the files
	later    []func(*profiles.Plan) // what is read once all names are known

	part       *calibration.Part // what a run was calibrated with; nil: nothing
	calibrated *calibration.Origin
}

func newLoader(doc *source.Document, set []string) *loader {
	l := &loader{doc: doc, problems: collection{at: map[source.Problem]int{}}}
	l.calibrate(set)
	for _, assignment := range set {
		l.problems.add(everyArm, doc.Set(assignment)...)
	}
	return l
}

func (l *loader) plan() *profiles.Plan {
	root := l.doc.Root
	structure := keys.Check(l.doc, root)
	l.problems.add(everyArm, structure...)
	l.broken = sections(structure)
	l.absent(structure)
	p := &profiles.Plan{
		Name:        cmp.Or(schema.ReadText(root.Get("name")), fileName(l.doc.Name)),
		Description: schema.ReadText(root.Get("description")),
		Seed:        1,
		Compress:    max(schema.ReadFactor(root.Get("waits")), 1),
		Repeat:      max(schema.ReadCount(root.Get("repeat")), 1),
		SharedKeys:  schema.ReadText(root.Get("keys")) != "independent",
	}
	if root.Has("seed") {
		p.Seed = schema.ReadSeed(root.Get("seed"))
	}
	if len(structure) > shown {
		return p // more would not be read
	}
	trees := l.variants(p)
	l.model(p)
	p.Varied = l.varied(p, trees)
	for i := range p.Arms {
		for _, e := range p.Arms[i].World.Attack {
			if !slices.Contains(p.Entries, e.Name) {
				p.Entries = append(p.Entries, e.Name)
			}
		}
	}
	l.verdicts(p)
	p.Sweep, p.Prices, p.Guard, p.Canary, p.Find = l.sweep(), l.prices(), l.guard(), l.canary(p), l.find(p)
	return p
}

// sections are the first steps of the addresses with problems.
func sections(problems []source.Problem) map[string]bool {
	out := map[string]bool{}
	for _, p := range problems {
		out[source.Section(p.Path)] = true
	}
	return out
}

// absent spoils the sections that are not there because a key has another
// name: what refers to them is not wrong.
func (l *loader) absent(structure []source.Problem) {
	renamed := slices.ContainsFunc(structure, func(p source.Problem) bool {
		return p.Path != "" && p.Path == source.Section(p.Path) && keys.Profile.Key(p.Path) == nil
	})
	for _, section := range [...]string{"functions", "attack", "arms"} {
		if n := l.doc.Root.Get(section); (n == nil || n.Kind == source.Null) && (renamed || section == "attack") {
			l.spoil(section)
		}
	}
}

// everyArm marks a problem that does not belong to one arm.
const everyArm = -1

// collection keeps each problem once, with the arms it was found in.
type collection struct {
	found []source.Problem
	arms  [][]int
	at    map[source.Problem]int
}

func (c *collection) add(arm int, problems ...source.Problem) {
	for _, p := range problems {
		at, seen := c.at[p]
		if !seen {
			at = len(c.found)
			c.found, c.arms, c.at[p] = append(c.found, p), append(c.arms, nil), at
		}
		if !slices.Contains(c.arms[at], arm) {
			c.arms[at] = append(c.arms[at], arm)
		}
	}
}

// list sorts the problems by place, and names the arms of those that not all
// arms have.
func (c *collection) list(arms []string) Problems {
	out := Problems(slices.Clone(c.found))
	for i := range out {
		if in := c.arms[i]; !slices.Contains(in, everyArm) && len(in) < len(arms) {
			var names []string
			for _, arm := range in {
				names = append(names, arms[arm])
			}
			out[i].Text += fmt.Sprintf(" (in arm %s)", strings.Join(names, ", "))
		}
	}
	slices.SortStableFunc(out, func(a, b source.Problem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	return out
}
