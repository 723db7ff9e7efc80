package trace

import (
	"bufio"
	"io"
	"strconv"
)

// Writer writes rows.
type Writer struct {
	out   *bufio.Writer
	row   []byte
	timed bool
}

// NewWriter writes a comment, if there is one, and the header; timed rows say
// how long their requests ran.
func NewWriter(out io.Writer, comment string, timed bool) *Writer {
	w := &Writer{out: bufio.NewWriter(out), timed: timed}
	if comment != "" {
		_, _ = w.out.WriteString("# " + comment + "\n")
	}
	header := "at_s,for_s,count"
	if timed {
		header += ",duration_s"
	}
	_, _ = w.out.WriteString(header + "\n")
	return w
}

// Write adds a row; Flush says whether all was written. Its count must be
// whole, and rows must come in order.
func (w *Writer) Write(r Row) {
	w.row = appendSeconds(w.row[:0], r.At)
	w.row = appendSeconds(append(w.row, ','), r.For)
	w.row = strconv.AppendUint(append(w.row, ','), uint64(r.Count), 10)
	if w.timed {
		w.row = append(w.row, ',')
		if r.Took > 0 {
			w.row = appendSeconds(w.row, r.Took)
		}
	}
	_, _ = w.out.Write(append(w.row, '\n'))
}

// Flush writes out what is buffered, and says what went wrong so far.
func (w *Writer) Flush() error { return w.out.Flush() }

func seconds(ns int64) string { return string(appendSeconds(nil, ns)) }

// appendSeconds writes a time with as many digits as it needs.
func appendSeconds(b []byte, ns int64) []byte {
	b = strconv.AppendInt(b, ns/1e9, 10)
	if ns%1e9 == 0 {
		return b
	}
	fraction := strconv.AppendInt(nil, 1e9+ns%1e9, 10)
	fraction[0] = '.'
	for fraction[len(fraction)-1] == '0' {
		fraction = fraction[:len(fraction)-1]
	}
	return append(b, fraction...)
}
