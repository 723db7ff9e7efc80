// Package vectors reads and checks request/answer vectors: what a client sends
// to an AWS API and what AWS is known to answer, in text. A vector lies in
// SERVICE/OPERATION/name.txtar below this folder:
//
//	What this shows, in a sentence.
//	source: lambda-core 2.5 [R]
//	-- given --            steps of setup; each must succeed. `given sqs` is for another service
//	POST /2015-03-31/functions
//
//	{"FunctionName": "f", ...}
//	-- wait 90s --
//	-- request --          of the operation in the path
//	GET /2015-03-31/functions/f
//	Caller: 222233334444 eu-west-1
//	-- answer --           status, headers that must be there, body
//	404
//	X-Amzn-ErrorType: ResourceNotFoundException
//
//	{"Type": "User", "Message": "Function not found: <any>"}
//
// The source is the section of the facts and how sure it is: [D] documented,
// [M] from the service model, [R] recorded; anything else does not count.
// <zip> in a request is an empty zip, <x*4096> that many letters. A body in
// JSON must have exactly the members shown, in any order, unless one is named
// "<more>". In answers <any>, <uuid>, <time>, <number> and <base64> stand for
// values; <any:id> keeps one, which <$id> repeats in later requests.
//
// It knows no operation and makes no handler: the test that has one calls Run.
package vectors

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// Vector is one file: a story with one or more answers that must be right.
type Vector struct {
	Service, Operation string
	Name               string // of the file, without its ending
	Title              string
	Source             string // section of the facts
	Tag                string // D, M, R, 3 or U
	Steps              []Step
}

// Step is one thing to do.
type Step struct {
	Line    string // the file's marker, for messages
	Service string // whose request it is
	Request string // as written, or ""
	Answer  string // "": any success
	Wait    time.Duration
}

// Counts says whether AWS is known to do what the vector shows.
func (v *Vector) Counts() bool { return v.Tag == "D" || v.Tag == "M" || v.Tag == "R" }

// Answers is the number of answers that are checked.
func (v *Vector) Answers() (n int) {
	for _, s := range v.Steps {
		if s.Answer != "" {
			n++
		}
	}
	return n
}

var source = regexp.MustCompile(`^source: (\S.*\S) \[([DMR3U])\]$`)

// Read reads every vector of a tree, in the order of paths.
func Read(tree fs.FS) ([]Vector, error) {
	var out []Vector
	err := fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".txtar" {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		v, err := parse(name, text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, v)
		return nil
	})
	return out, err
}

func parse(name string, text []byte) (Vector, error) {
	parts := strings.Split(strings.TrimSuffix(name, ".txtar"), "/")
	if len(parts) != 3 {
		return Vector{}, fmt.Errorf("want SERVICE/OPERATION/name.txtar")
	}
	v := Vector{Service: parts[0], Operation: parts[1], Name: parts[2]}
	a := txtar.Parse(text)
	for line := range strings.Lines(string(a.Comment)) {
		line = strings.TrimSpace(line)
		if m := source.FindStringSubmatch(line); m != nil {
			v.Source, v.Tag = m[1], m[2]
		} else if line != "" {
			v.Title = strings.TrimSpace(v.Title + " " + line)
		}
	}
	if v.Title == "" || v.Source == "" {
		return v, fmt.Errorf("want a sentence, and a line like: source: lambda-core 2.5 [R]")
	}
	for _, f := range a.Files {
		if err := v.add(f.Name, string(f.Data)); err != nil {
			return v, err
		}
	}
	if v.Answers() == 0 {
		return v, fmt.Errorf("it has no answer")
	}
	return v, nil
}

// add takes one part of the file as a step, or as the answer of the one before.
func (v *Vector) add(marker, text string) error {
	words := strings.Fields(marker)
	s := Step{Line: marker, Service: v.Service, Request: text}
	switch {
	case slices.Equal(words, []string{"request"}), slices.Equal(words, []string{"given"}):
	case len(words) == 2 && words[0] == "given":
		s.Service = words[1]
	case len(words) == 2 && words[0] == "wait":
		d, err := time.ParseDuration(words[1])
		if err != nil {
			return err
		}
		s = Step{Line: marker, Wait: d}
	case slices.Equal(words, []string{"answer"}):
		if n := len(v.Steps); n == 0 || v.Steps[n-1].Line != "request" || v.Steps[n-1].Answer != "" {
			return fmt.Errorf("an answer follows its request")
		}
		v.Steps[len(v.Steps)-1].Answer = text
		return nil
	default:
		return fmt.Errorf("-- %s --: want given, given SERVICE, wait DURATION, request or answer", marker)
	}
	v.Steps = append(v.Steps, s)
	return nil
}
