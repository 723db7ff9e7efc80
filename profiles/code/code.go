// Package code is what a version of a function runs: a model of how it behaves,
// or a program whose processes are its environments.
//
// It runs nothing, and does not know functions.
package code

import (
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"squall/profiles/dist"
	"squall/profiles/schema"
	"squall/profiles/source"
)

// Model says how a modelled version behaves on the stand-in.
type Model struct {
	Runtime    string        // "" means no first-invoke penalty and no init table
	Arch       string        // x86_64 (default) or arm64
	Package    string        // zip (default) or image
	SizeMB     int           // of a zip: what a cold start downloads
	Init       dist.Dist     // resolved from presets and the table
	First      time.Duration // first-invoke penalty at this function's memory
	Duration   dist.Dist
	Errors     float64 // share of attempts that end in a function error
	InitErrors float64 // share of inits that fail
	Body       int     // bytes of the response body beside the probe's headers
}

// Process is a program that speaks Lambda's Runtime API, as a runtime of
// provided.al2023 does: each environment is a process of it.
type Process struct {
	Command []string // the program and its arguments
	Dir     string   // absolute: where it runs, and what a path to the program starts from
}

// Equal says whether two are the same program, run in the same way.
func (p *Process) Equal(o *Process) bool {
	return (p == nil) == (o == nil) && (p == nil || p.Dir == o.Dir && slices.Equal(p.Command, o.Command))
}

// Program is the file that is run, or why there is none.
func (p *Process) Program() (string, error) {
	name := p.Command[0]
	if filepath.Base(name) != name && !filepath.IsAbs(name) {
		name = filepath.Join(p.Dir, name)
	}
	return exec.LookPath(name)
}

// Read reads a process of a profile whose folder is given. Where something is
// wrong, key is what it is wrong with, and why says what.
func Read(n *source.Node, folder string) (p *Process, key, why string) {
	dir := schema.ReadText(n.Get("dir"))
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(folder, dir)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, "dir", "the folder has no name: " + err.Error()
	}
	p = &Process{Dir: dir}
	if list := n.Get("command"); list != nil {
		for _, word := range list.Items {
			p.Command = append(p.Command, schema.ReadText(word))
		}
	}
	if len(p.Command) == 0 || p.Command[0] == "" {
		return nil, "command", "the command is empty, name a program: command: [./bootstrap]"
	}
	if _, err := p.Program(); err != nil {
		return nil, "command", "the program cannot be run: " + err.Error() + "; a path starts from " + dir
	}
	return p, "", ""
}
