package fault

import (
	"cmp"
	"fmt"
	"strings"
)

// Text tells of a kind in lines.
func (k *Kind) Text() string {
	var b strings.Builder
	line := func(name, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-8s %s\n", name, text)
		}
	}
	line("fault", k.Name)
	line("does", k.Does)
	line("shows", k.Shows)
	line("ends", k.Ends)
	line("where", map[Ground]string{Settings: "settings of the API: stand-in, virtual time", Mappings: "event source mappings of a target that has some: squall serve, AWS", Standin: "stand-in, live and in virtual time",
		Live: "a live stand-in", Wire: "between client and door, live"}[k.Ground])
	line("strikes", [...]string{"one function", "one function, or all", "everything"}[k.Scope])
	switch {
	case k.Latest:
		line("alias", "the one whose requests are struck; without one $LATEST is")
	case k.Alias:
		line("alias", "the one that it changes")
	}
	if k.Share {
		line("share", "of what matches; 100% by default")
	}
	line("match", strings.ReplaceAll(k.Match, " ", ", "))
	delay := k.Delay
	if k.Usual != "" {
		delay += "; " + k.Usual + " by default"
	}
	line("delay", delay)
	value := k.Value.Means
	if k.Value.Number {
		value += fmt.Sprintf(", %d to %d", k.Value.Min, k.Value.Max)
	}
	if k.Value.Default != "" {
		value += "; " + k.Value.Default + " by default"
	}
	line("value", value)
	line("example", k.In("checkout"))
	line("on AWS", cmp.Or(k.OnAWS().By, "no: "+k.OnAWS().Instead))
	line("see", k.Doc)
	return b.String()
}

// In is the example as a line of a profile's faults, for a function.
func (k *Kind) In(function string) string {
	s := "{at: 30s, for: 20s, kind: " + k.Name
	if k.Scope != All {
		s += ", function: " + function
	}
	if rest := strings.TrimSuffix(strings.TrimPrefix(k.Example, "{"), "}"); rest != "" {
		s += ", " + rest
	}
	return s + "}"
}
