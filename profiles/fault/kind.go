// Package fault is the catalogue of what can be broken on purpose: a kind for
// each, in a file of its own, with what it does, what is then to be seen, how it
// ends and what a profile says of it. `squall chaos list` and docs/chaos.md
// print it, profiles are checked against it.
//
// It breaks nothing itself.
package fault

import "slices"

// Ground is where a kind is carried out.
type Ground string

// The grounds.
const (
	// Settings are changed through the AWS API, on AWS as on a stand-in and in
	// virtual time.
	Settings Ground = "settings"
	// Mappings are event source mappings, which a profile does not make: a target
	// that is there has them, stand-in or AWS.
	Mappings Ground = "event sources"
	// Standin faults are leases in the stand-in's rule book, live and virtual.
	Standin Ground = "stand-in"
	// Live faults are those of a running stand-in alone.
	Live Ground = "live stand-in"
	// Wire faults lie between the client and what it talks to, on real sockets.
	Wire Ground = "wire"
)

// Scope says whether a fault names a function.
type Scope uint8

// The scopes.
const (
	One  Scope = iota // it must
	Each              // it may; without one it strikes all
	All               // it may not
)

// Value is a number or a name that a kind takes.
type Value struct {
	Means    string // "" when the kind takes none
	Number   bool
	Min, Max int
	Default  string // "" when it must be given
}

// Kind is one row of the catalogue.
type Kind struct {
	Name   string
	Ground Ground
	Does   string
	Shows  string
	Ends   string
	Scope  Scope
	Alias  bool   // names an alias
	Latest bool   // names one or none: $LATEST
	Share  bool   // takes a share of what matches
	Match  string // what it can be matched by, as in "path version header payload"
	Delay  string // what its delay means, "" when it takes none
	Usual  string // the delay when none is given; "" when it must be
	Value  Value
	// Example is what a profile says of it besides at, for, kind and function;
	// Proof is what is then seen through the example of docs/chaos.md.
	Example string
	Proof   string
	Doc     string // AWS's page, or ""
}

// toxiproxy says what its toxics do.
const toxiproxy = "https://github.com/Shopify/toxiproxy#toxics"

// leases end by themselves.
const leases = "by itself, when its time is over"

// Catalogue lists every kind, by name.
func Catalogue() []Kind { return slices.Clone(catalogue) }

// Named finds a kind.
func Named(name string) (Kind, bool) {
	i := slices.IndexFunc(catalogue, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return catalogue[i], true
}

// Names lists the names of all kinds, sorted.
func Names() []string {
	var out []string
	for _, k := range catalogue {
		out = append(out, k.Name)
	}
	return out
}

// Matches says whether a kind can be matched by a part: path, version, header or
// payload.
func (k *Kind) Matches(part string) bool { return slices.Contains(fields(k.Match), part) }
