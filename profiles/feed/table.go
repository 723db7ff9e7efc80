// Package feed is the data that requests are filled in with: a table read from
// CSV or JSON lines, and which row each arrival is dealt.
//
// Rows are dealt by number and seed alone, so arrival n has its row without
// those before it. It reads from what it is handed, and knows no request.
package feed

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// MostBytes is how long data may be: all of it is kept in memory.
const MostBytes = 256 << 20

// Table is a table of texts. Nothing changes it once it is read.
type Table struct {
	columns []string
	text    string   // all cells, one behind the other
	ends    []uint32 // of each cell in text
	literal []bool   // cells that are JSON as they stand; nil: none
}

// Columns are the names of the columns.
func (t *Table) Columns() []string { return t.columns }

// Rows is how many there are.
func (t *Table) Rows() int { return len(t.ends) / len(t.columns) }

// Text is a cell as text.
func (t *Table) Text(row, column int) string {
	i, from := row*len(t.columns)+column, uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]]
}

// Literal says that a cell's text is a JSON value as it stands: a number, true,
// false, null, a list or an object of a JSON line.
func (t *Table) Literal(row, column int) bool {
	return t.literal != nil && t.literal[row*len(t.columns)+column]
}

// Longest is the length of a column's longest text.
func (t *Table) Longest(column int) int {
	most := 0
	for row := range t.Rows() {
		most = max(most, len(t.Text(row, column)))
	}
	return most
}

// ErrFormat says that a name ends in none of the known ways.
var ErrFormat = errors.New("data is CSV with a header (.csv) or one JSON object a line (.jsonl, .ndjson)")

// Read reads a table; its name says in which format. Errors name the line.
func Read(name string, r io.Reader) (*Table, error) {
	read := readCSV
	switch lower := strings.ToLower(name); {
	case strings.HasSuffix(lower, ".csv"):
	case strings.HasSuffix(lower, ".jsonl"), strings.HasSuffix(lower, ".ndjson"):
		read = readLines
	default:
		return nil, ErrFormat
	}
	limited := &io.LimitedReader{R: r, N: MostBytes + 1}
	b := &builder{}
	if err := read(b, limited); err != nil {
		return nil, err
	}
	switch {
	case limited.N <= 0:
		return nil, fmt.Errorf("it is longer than %d MB, more is not kept in memory", MostBytes>>20)
	case len(b.t.columns) == 0:
		return nil, errors.New("it is empty")
	case len(b.t.ends) == 0:
		return nil, errors.New("it has a header and no row")
	}
	b.t.text = b.text.String()
	return &b.t, nil
}

// builder fills a table cell by cell.
type builder struct {
	t    Table
	text strings.Builder
}

func (b *builder) head(columns []string) error {
	for i, c := range columns {
		switch {
		case c == "":
			return fmt.Errorf("line 1: column %d has no name", i+1)
		case slices.Contains(columns[:i], c):
			return fmt.Errorf("line 1: two columns are called %s", c)
		}
	}
	b.t.columns = columns
	return nil
}

func (b *builder) cell(text string, literal bool) error {
	if uint64(b.text.Len())+uint64(len(text)) > math.MaxUint32 {
		return errors.New("it is too long")
	}
	b.text.WriteString(text)
	if literal && b.t.literal == nil {
		b.t.literal = make([]bool, len(b.t.ends))
	}
	b.t.ends = append(b.t.ends, uint32(b.text.Len()))
	if b.t.literal != nil {
		b.t.literal = append(b.t.literal, literal)
	}
	return nil
}
