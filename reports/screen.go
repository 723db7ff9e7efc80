package reports

import (
	"io"
	"strings"
)

const defaultWidth = 80

// screen lays text out on lines of a fixed width and keeps the first error.
type screen struct {
	w     io.Writer
	width int
	color bool
	err   error
}

func (s *screen) line(text string) {
	if s.err == nil {
		_, s.err = io.WriteString(s.w, strings.TrimRight(text, " ")+"\n")
	}
}

// lines writes wrapped text, every line after indent blanks.
func (s *screen) lines(indent int, text string) {
	for _, l := range wrap(text, s.width-indent) {
		s.line(strings.Repeat(" ", indent) + l)
	}
}

// labelled writes a label in its own column and the wrapped text beside it.
// The label is coloured after the layout, so colours take no room.
func (s *screen) labelled(label, colour string, text string) {
	column := max(labelColumn, len(label)+gap)
	for i, l := range wrap(text, s.width-column) {
		if i == 0 {
			s.line(s.paint(colour, label) + strings.Repeat(" ", column-len(label)) + l)
			continue
		}
		s.line(strings.Repeat(" ", column) + l)
	}
}

const labelColumn = 7

// The colours of the terminal: SGR parameters.
const (
	plain  = ""
	bold   = "1"
	green  = "1;32"
	red    = "1;31"
	yellow = "1;33"
)

func (s *screen) paint(colour, text string) string {
	if !s.color || colour == plain || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// colourOf is the colour of a verdict: green to rely on, yellow to look at,
// red to act on.
func colourOf(verdict string) string {
	switch verdict {
	case "PASS":
		return green
	case "INCONCLUSIVE", "NOT JUDGED", "INCOMPARABLE":
		return yellow
	}
	return red
}

// table writes rows as a grid that fits, under a title of its own if it has
// one.
func (s *screen) table(title string, right []bool, rows [][]string) {
	if title != "" {
		s.line(s.paint(bold, strings.TrimSpace(clip(clean(title), s.width))))
	}
	if s.err == nil && len(rows) > 0 {
		s.err = grid(cutter{s.w, s.width}, " ", right, fit(rows, right, s.width-1))
	}
}

// cutter is the last resort for a grid that no clipping of words makes narrow
// enough.
type cutter struct {
	w     io.Writer
	width int
}

func (c cutter) Write(line []byte) (int, error) {
	text := strings.TrimSuffix(string(line), "\n")
	if _, err := io.WriteString(c.w, clip(text, c.width)+"\n"); err != nil {
		return 0, err
	}
	return len(line), nil
}
