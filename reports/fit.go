package reports

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// clean makes text safe to print on one line: control characters, which could
// move the cursor or start a colour, become blanks, and so does what turns the
// direction of writing.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "?")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || '\u2028' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' {
			return ' '
		}
		return r
	}, s)
}

// clip shortens text to a display width by leaving out its middle: names that
// differ usually differ at an end.
func clip(s string, width int) string {
	if twwidth.Width(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	if width < 5 {
		return cut(s, width)
	}
	runes := []rune(s)
	tail := (width - 2) / 2
	end := runes[max(0, len(runes)-tail):]
	for twwidth.Width(string(end)) > tail {
		end = end[1:]
	}
	return cut(s, width-2-twwidth.Width(string(end))) + ".." + string(end)
}

// cut returns the head of s that takes at most width columns: at least one
// rune, so that what is left gets shorter, and not endlessly many that take
// no room.
func cut(s string, width int) string {
	end := 0
	for n := 0; end < len(s); n++ {
		_, size := utf8.DecodeRuneInString(s[end:])
		if n > 0 && (n >= 8*width || twwidth.Width(s[:end+size]) > width) {
			break
		}
		end += size
	}
	return s[:end]
}

// stuck stands for a blank that no line may break at: the one between a
// number and its percent sign.
const stuck = "\x00"

var glue = strings.NewReplacer(" %", stuck+"%")

// wrap breaks text at blanks into lines of at most width columns; a word that
// is longer is broken too.
func wrap(s string, width int) []string {
	width = max(width, 8)
	var lines []string
	line := ""
	for _, word := range strings.Fields(glue.Replace(clean(s))) {
		word = strings.ReplaceAll(word, stuck, " ")
		if line != "" && twwidth.Width(line)+1+twwidth.Width(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for twwidth.Width(word) > width {
			head := cut(word, width)
			lines = append(lines, head)
			word = word[len(head):]
		}
		line = word
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}

const (
	gap       = 2 // blanks between columns
	narrowest = 6 // what a column of words keeps when room is short
)

// fit cleans the cells and clips columns of words, the widest first, until a
// row takes at most width columns.
func fit(rows [][]string, right []bool, width int) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		out[i] = make([]string, len(right))
		for j := range min(len(row), len(right)) {
			out[i][j] = clean(row[j])
		}
	}
	widths := columns(out, len(right))
	for total(widths) > width {
		widest := -1
		for j, w := range widths {
			if !right[j] && w > narrowest && (widest < 0 || w > widths[widest]) {
				widest = j
			}
		}
		if widest < 0 {
			break
		}
		widths[widest]--
	}
	for _, row := range out {
		for j := range row {
			row[j] = clip(row[j], widths[j])
		}
	}
	return out
}

// columns measures how wide each column is.
func columns(rows [][]string, n int) []int {
	widths := make([]int, n)
	for _, row := range rows {
		for j, cell := range row {
			widths[j] = max(widths[j], twwidth.Width(cell))
		}
	}
	return widths
}

// total is the width of a row, gaps between its columns included.
func total(widths []int) int {
	sum := 0
	for _, w := range widths {
		sum += w
	}
	return sum + gap*max(0, len(widths)-1)
}

// pad fills text up to a display width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-twwidth.Width(s)))
}

func figures(n int, words ...int) []bool {
	right := slices.Repeat([]bool{true}, n)
	for _, i := range words {
		right[i] = false
	}
	return right
}
