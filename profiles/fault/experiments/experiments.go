// Package experiments holds the built-in experiments: profiles with a steady
// state and faults, each of which says in its description what it expects.
//
// It reads none of them.
package experiments

import (
	"embed"
	"io/fs"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Names lists them, sorted.
func Names() []string {
	var out []string
	entries, _ := fs.ReadDir(files, ".") // embedded, so there
	for _, e := range entries {
		out = append(out, strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return out
}

// Text is an experiment's profile.
func Text(name string) ([]byte, bool) {
	data, err := files.ReadFile(name + ".yaml")
	return data, err == nil
}
