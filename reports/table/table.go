// Package table is a table of words: what the views of a result hand to the
// reports that lay it out.
//
// It knows nothing of results and of layout.
package table

import (
	"cmp"
	"maps"
	"slices"
)

// Table is a header and rows of equally many cells.
type Table struct {
	Title  string
	Header []string
	Right  []bool // which columns hold figures
	Rows   [][]string
}

// Column adds a column to the header.
func (t *Table) Column(name string, right bool) {
	t.Header = append(t.Header, name)
	t.Right = append(t.Right, right)
}

// Ranked returns the keys that were counted, most frequent first.
func Ranked(counts map[string]uint64) []string {
	keys := slices.Collect(maps.Keys(counts))
	keys = slices.DeleteFunc(keys, func(k string) bool { return counts[k] == 0 })
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return keys
}
