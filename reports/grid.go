package reports

import (
	"io"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/renderer"
	"github.com/olekukonko/tablewriter/tw"
)

// Table writes a list in columns at most width wide, 80 when width is 0: the
// last column wraps, the others stay whole as long as that leaves it room.
func Table(w io.Writer, width int, header []string, rows [][]string) error {
	if len(header) == 0 {
		return nil
	}
	if width <= 0 {
		width = defaultWidth
	}
	return wrapped(w, width, make([]bool, len(header)), header, rows)
}

// wrapped is Table with figures to the right; the last column holds words.
func wrapped(w io.Writer, width int, right []bool, header []string, rows [][]string) error {
	last := len(header) - 1
	head := fit(append([][]string{header}, rows...), right[:last], max(0, width-min(readable, width/2)-gap))
	room := width
	if last > 0 {
		room -= total(columns(head, last)) + gap
	}
	var out [][]string
	for i, row := range append([][]string{header}, rows...) {
		text := ""
		if len(row) > last {
			text = row[last]
		}
		for n, line := range wrap(text, room) {
			cells := make([]string, last, last+1)
			if n == 0 {
				copy(cells, head[i])
			}
			out = append(out, append(cells, line))
		}
	}
	return grid(w, "", right, out)
}

// readable is the room that a column of sentences is given at least, on lines
// that are long enough.
const readable = 28

// grid renders rows without borders or rules: columns parted by blanks, right
// ones for figures, every line shifted by indent.
func grid(w io.Writer, indent string, right []bool, rows [][]string) error {
	var b strings.Builder
	t := tablewriter.NewTable(&b,
		tablewriter.WithRenderer(renderer.NewBlueprint()),
		tablewriter.WithRendition(tw.Rendition{
			Borders:  tw.BorderNone,
			Settings: tw.Settings{Separators: tw.SeparatorsNone, Lines: tw.LinesNone},
		}),
		tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithAlignment(alignment(right)),
		tablewriter.WithPadding(tw.Padding{Right: strings.Repeat(" ", gap), Overwrite: true}),
		tablewriter.WithTrimSpace(tw.Off),
	)
	if err := t.Bulk(rows); err != nil {
		return err
	}
	if err := t.Render(); err != nil {
		return err
	}
	for line := range strings.Lines(b.String()) {
		if _, err := io.WriteString(w, strings.TrimRight(indent+line, " \n")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func alignment(right []bool) tw.Alignment {
	align := make(tw.Alignment, len(right))
	for i, r := range right {
		align[i] = tw.AlignLeft
		if r {
			align[i] = tw.AlignRight
		}
	}
	return align
}
