package from

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

const (
	// mostBad is the share of an input that may be bad.
	mostBad = 0.05
	// enough is how many bad records are read before the share is looked at
	// ahead of the end.
	enough = 10_000
	// shown is how many bad records are told one by one.
	shown = 5
	// longestLine is more than any of the formats has in one.
	longestLine = 4 << 20
)

// Report says what was read of one input.
type Report struct {
	File, Format string
	Records      uint64 // lines or what else the format consists of
	Skipped      uint64 // of these, that tell of no request
	Bad          uint64 // of these, that cannot be read
	First        []string
	Notes        []string // what else is to be known
}

// decoder is one input on its way.
type decoder struct {
	in   *bufio.Reader
	opt  Options
	sink Sink
	rep  *Report
	line int
	note map[string]bool
}

// errTooBad ends the reading of an input that is mostly something else.
var errTooBad = errors.New("too many bad records")

func (d *decoder) run(f *Format) error {
	err := f.decode(d)
	share := float64(d.rep.Bad) / float64(max(1, d.rep.Records))
	switch {
	case err != nil && !errors.Is(err, errTooBad):
		return err
	case share > mostBad:
		return fmt.Errorf("%s: %d of %d records cannot be read as %s, more than %.0f %% are too many; the first:\n  %s",
			d.rep.File, d.rep.Bad, d.rep.Records, f.Name, 100*mostBad, strings.Join(d.rep.First, "\n  "))
	case d.rep.Records == d.rep.Skipped+d.rep.Bad:
		return fmt.Errorf("%s: there is no request in it (%d records read, %d of them bad)", d.rep.File, d.rep.Records, d.rep.Bad)
	}
	return nil
}

// bad counts a record that cannot be read.
func (d *decoder) bad(line int, format string, args ...any) error {
	d.rep.Bad++
	if len(d.rep.First) < shown {
		d.rep.First = append(d.rep.First, d.at(line, format, args...).Error())
	}
	if d.rep.Bad >= enough && float64(d.rep.Bad) > mostBad*float64(d.rep.Records) {
		return errTooBad
	}
	return nil
}

func (d *decoder) at(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", d.rep.File, line, fmt.Errorf(format, args...))
}

// remark notes something once.
func (d *decoder) remark(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if d.note == nil {
		d.note = map[string]bool{}
	}
	if !d.note[text] {
		d.note[text] = true
		d.rep.Notes = append(d.rep.Notes, text)
	}
}

// event hands an event on, with the place of what is wrong with it.
func (d *decoder) event(line int, e *Event) error {
	if err := d.sink.Event(e); err != nil {
		return d.at(line, "%w", err)
	}
	return nil
}

// next is the next line; false after the last one.
func (d *decoder) next() (text []byte, ok bool, err error) {
	text, err = d.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		text, err = d.long(bytes.Clone(text))
	}
	if err == io.EOF {
		err = nil
		if len(text) == 0 {
			return nil, false, nil
		}
	}
	if d.line++; err != nil {
		return nil, false, d.at(d.line, "%w", err)
	}
	return bytes.TrimSpace(text), true, nil
}

// long reads on in a line that is longer than the buffer.
func (d *decoder) long(text []byte) ([]byte, error) {
	for {
		more, err := d.in.ReadSlice('\n')
		if text = append(text, more...); len(text) > longestLine {
			return nil, fmt.Errorf("the line is longer than %d bytes", longestLine)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return text, err
		}
	}
}

// table is a CSV input with a header.
type table struct {
	d    *decoder
	in   *csv.Reader
	cols map[string]int
	row  []string
	line int
}

func (d *decoder) table() (*table, error) {
	t := &table{d: d, in: csv.NewReader(&guard{in: d.in}), cols: map[string]int{}}
	t.in.ReuseRecord, t.in.FieldsPerRecord, t.in.LazyQuotes = true, -1, true
	header, err := t.in.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: header: %w", d.rep.File, err)
	}
	for i, name := range header {
		t.cols[strings.TrimSpace(name)] = i
	}
	return t, nil
}

// next reads a row; rows that are no CSV are bad ones.
func (t *table) next() (ok bool, err error) {
	for {
		t.row, err = t.in.Read()
		if err == io.EOF {
			return false, nil
		}
		t.d.rep.Records++
		var syntax *csv.ParseError
		if errors.As(err, &syntax) {
			if err := t.d.bad(syntax.Line, "no CSV: %w", syntax.Err); err != nil {
				return false, err
			}
			continue
		}
		if err != nil {
			return false, fmt.Errorf("%s: %w", t.d.rep.File, err)
		}
		t.line, _ = t.in.FieldPos(0)
		return true, nil
	}
}

// get is a column of the row, "" when it is not there.
func (t *table) get(name string) string {
	if i, ok := t.cols[name]; ok && i < len(t.row) {
		return strings.TrimSpace(t.row[i])
	}
	return ""
}

func (t *table) bad(format string, args ...any) error { return t.d.bad(t.line, format, args...) }

// guard refuses a line without an end, which a reader of CSV would keep whole.
type guard struct {
	in    io.Reader
	since int
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.in.Read(p)
	if i := bytes.LastIndexByte(p[:n], '\n'); i >= 0 {
		g.since = n - i
	} else if g.since += n; g.since > longestLine {
		return 0, fmt.Errorf("a line is longer than %d bytes", longestLine)
	}
	return n, err
}

// longestTime is the longest time that a source may tell, in seconds: what is
// longer is no duration but a slip.
const longestTime = 20 * 365 * 24 * 3600

// scaled reads a decimal number of the given unit as nanoseconds.
func scaled(text string, unit float64) (ns int64, ok bool) {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 0 && v*unit <= longestTime*1e9) {
		return 0, false
	}
	return int64(v*unit + 0.5), true
}
