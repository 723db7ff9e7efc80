package profiles

import (
	_ "embed" // for the profile to start from
	"slices"

	"squall/profiles/builtin"
	"squall/profiles/keys"
	"squall/profiles/metric"
)

//go:embed starter.yaml
var starter []byte

// DefaultProfile is the built-in profile that runs when none is named.
const DefaultProfile = builtin.Default

// Builtins lists the built-in profiles: the default one first, then sorted.
func Builtins() []string { return builtin.Names() }

// Builtin is the text of a built-in profile.
func Builtin(name string) ([]byte, bool) { return builtin.Text(name) }

// Starter is a profile to start from: commented, and it passes.
func Starter() []byte { return slices.Clone(starter) }

// Metric is one figure that expectations and stop rules may name.
type Metric = metric.Metric

// Metrics lists the figures in the order in which they are explained.
func Metrics() []Metric { return metric.All() }

// Schema is the JSON schema of a profile, for editors.
func Schema() []byte { return keys.JSON() }
