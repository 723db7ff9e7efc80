package profiles

import (
	"embed"
	"io/fs"
	"slices"
	"strings"

	"squall/profiles/keys"
	"squall/profiles/metric"
	"squall/profiles/schema"
)

//go:embed builtin/*.yaml starter.yaml
var files embed.FS

// DefaultProfile is the built-in profile that runs when none is named.
const DefaultProfile = "quickstart"

// Builtins lists the names of the built-in profiles: the default one first,
// then sorted.
func Builtins() []string {
	names := []string{DefaultProfile}
	entries, err := fs.ReadDir(files, "builtin")
	if err != nil {
		panic("profiles: internal error: " + err.Error())
	}
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), ".yaml"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Builtin is the text of a built-in profile.
func Builtin(name string) ([]byte, bool) {
	data, err := files.ReadFile("builtin/" + name + ".yaml")
	return data, err == nil
}

// Starter is a profile to start from: commented, and it passes.
func Starter() []byte {
	data, err := files.ReadFile("starter.yaml")
	if err != nil {
		panic("profiles: internal error: " + err.Error())
	}
	return data
}

// Metric is one figure that expectations and stop rules may name.
type Metric = metric.Metric

// Metrics lists the figures in the order in which they are explained.
func Metrics() []Metric { return metric.All() }

// Schema is the JSON schema of a profile, for editors.
func Schema() []byte { return keys.JSON() }

// Side is what a key of a profile touches.
type Side = schema.Side

// The sides of a key.
const (
	Control    = schema.Control
	StandIn    = schema.StandIn
	AttackSide = schema.AttackSide
)

// SideOf is what the key at an address (list.name.field) touches; "" when
// there is no such key.
func SideOf(address string) Side { return keys.Side(address) }
