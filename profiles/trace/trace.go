// Package trace reads and writes the files that arrival: replay goes by: when
// requests came, row by row, in order, as CSV with a header, gzip or not.
//
//	at_s,for_s,count
//	0,60,12            twelve requests, anywhere in the first minute
//	60,60,0            none in the second
//	120.25,0,1         one at exactly 120.25 s
//
// A fourth column, duration_s, says how long each request of a row ran; empty,
// that nobody knows.
//
// at_s counts from the start of the replay. for_s and count may be left out,
// and are then 0 and 1: a file with at_s alone has one request per line. Spans
// do not overlap. A last row with count 0 says how long the trace is. Lines
// that begin with # are comments.
//
// No file is ever in memory as a whole. What other tools write is read by
// package trace/from; who sends what a trace says is not decided here.
package trace

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Row is a number of requests in a span of time.
type Row struct {
	At    int64 // ns from the start
	For   int64 // ns; 0: all at once
	Count float64
	Took  int64 // ns that each of them ran, in whole microseconds; 0: not told
}

// End is when the row's span has passed.
func (r Row) End() int64 { return r.At + r.For }

// Until is what of the row comes before a time: a share of its requests when
// it lies across. ok is false when it begins at that time or later.
func (r Row) Until(t int64) (cut Row, ok bool) {
	if r.At >= t {
		return Row{}, false
	}
	if r.End() > t {
		r.Count *= float64(t-r.At) / float64(r.For)
		r.For = t - r.At
	}
	return r, true
}

// Limits of what a trace may say; none is one that a plan could carry out.
const (
	longest  = int64(20 * 365 * 24 * time.Hour)
	mostRow  = 1e9
	mostRate = 1e7 // a second
	maxLine  = 64 << 10

	longestRun = int64(15 * time.Minute)
)

// Run is how long a request ran as a row says it: in whole microseconds, at
// least one, since 0 is what nobody knows, and no longer than Lambda allows.
func Run(ns int64) int64 {
	const us = int64(time.Microsecond)
	return min(max((ns+us/2)/us*us, us), longestRun)
}

// columns are where the columns of a file are; -1: not there.
type columns struct{ at, span, count, took, n int }

// Reader reads rows. It does not allocate for any of them.
type Reader struct {
	name string
	in   *bufio.Reader
	line int
	cols columns
	last int64 // the end of the latest row
	err  error
}

// NewReader reads a header; name is what errors call the input.
func NewReader(name string, in io.Reader) (*Reader, error) {
	r := &Reader{name: name, in: bufio.NewReaderSize(in, maxLine)}
	text, ok := r.text()
	switch {
	case r.err != nil:
		return nil, r.err
	case !ok:
		return nil, fmt.Errorf("%s: there is nothing in it, a trace begins with the header at_s,for_s,count", name)
	}
	r.cols = columns{at: -1, span: -1, count: -1, took: -1}
	for field := range bytes.SplitSeq(text, []byte(",")) {
		at := map[string]*int{"at_s": &r.cols.at, "for_s": &r.cols.span, "count": &r.cols.count, "duration_s": &r.cols.took}[string(bytes.TrimSpace(field))]
		if at == nil || *at >= 0 {
			return nil, r.fail("%q is no header of a trace, which is at_s,for_s,count; squall import makes one of what other tools write", clip(text))
		}
		*at = r.cols.n
		r.cols.n++
	}
	if r.cols.at < 0 {
		return nil, r.fail("the header has no at_s, the time of a row in seconds")
	}
	return r, nil
}

// Next gives the next row, and false after the last one or at an error.
func (r *Reader) Next() (Row, bool) {
	text, ok := r.text()
	if !ok {
		return Row{}, false
	}
	row := Row{Count: 1}
	n := 0
	for rest, more := text, true; more; n++ {
		var field []byte
		field, rest, more = bytes.Cut(rest, []byte(","))
		if !r.field(&row, n, bytes.TrimSpace(field)) {
			return Row{}, false
		}
	}
	if n != r.cols.n {
		r.fail("%q has %d columns, the header %d", clip(text), n, r.cols.n)
		return Row{}, false
	}
	return row, r.check(row)
}

// Err is why the rows ended too early, or nil.
func (r *Reader) Err() error { return r.err }

// text is the next line that is neither empty nor a comment.
func (r *Reader) text() ([]byte, bool) {
	for r.err == nil {
		text, err := r.in.ReadSlice('\n')
		if len(text) > 0 {
			r.line++
		}
		trimmed := bytes.TrimSpace(text)
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			r.fail("the line is longer than %d bytes; this is no trace", maxLine)
		case err != nil && err != io.EOF:
			r.err = fmt.Errorf("%s: %w", r.name, err)
		case len(trimmed) > 0 && trimmed[0] != '#':
			return trimmed, true
		case err == io.EOF:
			return nil, false
		}
	}
	return nil, false
}

// field reads column n of a row.
func (r *Reader) field(row *Row, n int, text []byte) bool {
	if n == r.cols.took && len(text) == 0 {
		return true
	}
	v, ok := decimal(text)
	switch {
	case !ok:
		r.fail("%q is not a number of 0 or more with at most 9 digits after the point", clip(text))
		return false
	case n == r.cols.at:
		row.At = v
	case n == r.cols.span:
		row.For = v
	case n == r.cols.took && v > longestRun:
		r.fail("%q s is longer than Lambda lets a function run, 15 minutes", clip(text))
		return false
	case n == r.cols.took:
		row.Took = Run(v)
	case n == r.cols.count && v%1e9 != 0:
		r.fail("%q is not a whole number of requests", clip(text))
		return false
	case n == r.cols.count:
		row.Count = float64(v / 1e9)
	}
	return true
}

// check looks at a row as a whole.
func (r *Reader) check(row Row) bool {
	switch {
	case row.At > longest || row.For > longest-row.At:
		r.fail("the row lies more than 20 years after the start")
	case row.At < r.last:
		r.fail("at %s the row begins before the one above it ends, at %s; rows must be in order and not overlap", seconds(row.At), seconds(r.last))
	case row.Count > mostRow || row.Count/max(1, float64(row.For)/1e9) > mostRate:
		r.fail("%.0f requests in %s s are too many, at most %.0f a second can be sent", row.Count, seconds(row.For), mostRate)
	default:
		r.last = row.End()
		return true
	}
	return false
}

func (r *Reader) fail(format string, args ...any) error {
	r.err = fmt.Errorf("%s:%d: %s", r.name, r.line, fmt.Sprintf(format, args...))
	return r.err
}

// decimal reads digits with at most one point as billionths.
func decimal(text []byte) (v int64, ok bool) {
	digits, after := 0, -1
	for _, c := range text {
		switch {
		case c == '.' && after < 0:
			after = 0
			continue
		case c < '0' || c > '9' || after >= 9 || v > math.MaxInt64/10-1:
			return 0, false
		}
		v = v*10 + int64(c-'0')
		digits++
		if after >= 0 {
			after++
		}
	}
	for range 9 - max(0, after) {
		if v > math.MaxInt64/10 {
			return 0, false
		}
		v *= 10
	}
	return v, digits > 0
}

func clip(text []byte) []byte { return text[:min(len(text), 60)] }
