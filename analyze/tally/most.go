package tally

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// MostOften is the name that was counted most often, the first of equals.
func MostOften(counts map[string]uint64) string {
	names := slices.Sorted(maps.Keys(counts))
	if len(names) == 0 {
		return ""
	}
	return slices.MaxFunc(names, func(a, b string) int { return cmp.Compare(counts[a], counts[b]) })
}

// Nameless is a version that only has a number, where another answered as well;
// "" when there is none.
func Nameless(versions map[string]uint64) string {
	if len(versions) < 2 {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(versions)) {
		if strings.Trim(name, "0123456789") == "" {
			return name
		}
	}
	return ""
}
