// Package builtin holds the profiles that come with squall, as text.
//
// It does not read them: what is in one is for package read to say.
package builtin

import (
	"embed"
	"io/fs"
	"slices"
	"strings"
)

//go:embed *.yaml
var files embed.FS

// Default is the profile that runs when none is named.
const Default = "quickstart"

// Names lists the profiles: the default one first, then sorted.
func Names() []string {
	names := []string{Default}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		panic("builtin: internal error: " + err.Error())
	}
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), ".yaml"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Text is the text of a profile.
func Text(name string) ([]byte, bool) {
	data, err := files.ReadFile(name + ".yaml")
	return data, err == nil
}
