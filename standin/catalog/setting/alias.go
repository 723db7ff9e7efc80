package setting

import (
	"maps"
	"math"
	"slices"
	"strconv"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
)

// AliasChanges are what CreateAlias and UpdateAlias give; nil leaves as it is.
type AliasChanges struct {
	Version     *string
	Description *string
	Weights     *map[string]float64 // of additional versions; empty clears them
	Revision    string              // precondition of an update unless ""
}

// CheckNew also checks what only CreateAlias must be given.
func (ch AliasChanges) CheckNew(alias string) *refuse.Error {
	switch {
	case len(alias) > 128:
		return refuse.TooLong(alias, "name", 128)
	case !naming.Valid(alias) || naming.Digits(alias):
		return refuse.Mismatch(alias, "name", `(?!^[0-9]+$)([a-zA-Z0-9-_]+)`)
	case ch.Version == nil:
		return refuse.Missing("functionVersion")
	}
	return ch.Check()
}

// Check is what AWS checks before it looks for the function.
func (ch AliasChanges) Check() *refuse.Error {
	if ch.Version != nil && *ch.Version != naming.Latest && !naming.Digits(*ch.Version) {
		return refuse.Violation(*ch.Version, "functionVersion", `Member must satisfy regular expression pattern: (\$LATEST|[0-9]+)`)
	}
	if ch.Weights == nil {
		return nil
	}
	const field = "routingConfig.additionalVersionWeights"
	for _, v := range slices.Sorted(maps.Keys(*ch.Weights)) {
		w := (*ch.Weights)[v]
		shown := "{" + v + "=" + decimal(w) + "}"
		if !naming.Digits(v) {
			return refuse.Violation(shown, field, "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, "+
				"Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]")
		}
		if !(w >= 0 && w <= 1) {
			return refuse.Violation(shown, field, "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, "+
				"Member must have value greater than or equal to 0.0, Member must not be null]")
		}
	}
	if len(*ch.Weights) > 1 {
		return refuse.Invalid("Number of items in AdditionalVersionWeights cannot be greater than 1")
	}
	return nil
}

// decimal prints 2 as 2.0, the way Java does.
func decimal(w float64) string {
	s := strconv.FormatFloat(w, 'f', -1, 64)
	if w == math.Trunc(w) && !math.IsInf(w, 0) {
		s += ".0"
	}
	return s
}
