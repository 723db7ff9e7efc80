package source

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is one thing that is wrong, and where. Line is 0 in the text of an
// override, which has no lines.
type Problem struct {
	File  string // the profile, or the override as it was given
	Line  int
	Col   int
	Path  string // address of the value in the profile
	Text  string // what is wrong, what is allowed
	Quote string // the source line; "" when it is too long to be of use
	// Refused says that the value can be read, and that AWS would not take it.
	Refused bool
}

// maxQuote is the longest source line that is kept, in bytes.
const maxQuote = 4096

// Problem makes a located problem.
func (d *Document) Problem(at Place, path, format string, args ...any) Problem {
	p := Problem{File: d.Name, Line: max(at.Line, 1), Col: max(at.Col, 1), Path: path, Text: fmt.Sprintf(format, args...)}
	if at.Set != "" {
		p.File, p.Line = "--set "+at.Set, 0
		lines := strings.Split(d.sets[at.Set], "\n")
		p.Quote = lines[min(max(at.Line, 1), len(lines))-1]
		if at.Line > len(lines) {
			p.Col = utf8.RuneCountInString(p.Quote) + 1 // the end was missed
		}
	} else if at.Line >= 1 && at.Line <= len(d.lines) {
		p.Quote = strings.TrimRight(d.lines[at.Line-1], "\r")
	}
	if len(p.Quote) > maxQuote {
		p.Quote = ""
	}
	return p
}

// String is the problem on one line, as file:line:col: path: text.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(Brief(p.File, maxFile))
	if p.Line > 0 {
		b.WriteString(":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col))
	}
	b.WriteString(": ")
	if p.Path != "" && p.File != "--set "+p.Path && p.File != "--sweep "+p.Path {
		b.WriteString(Brief(p.Path, maxPath) + ": ")
	}
	b.WriteString(Brief(p.Text, maxText))
	return b.String()
}

// What a problem says at most, in characters: values and keys that it quotes
// can be as long as a profile.
const (
	maxFile = 300
	maxPath = 120
	maxText = 1000
)

// Brief is a text of at most so many characters: what is in the middle of a
// longer one is left out.
func Brief(text string, most int) string {
	if len(text) <= most {
		return text
	}
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	half := (most - 1) / 2
	return string(runes[:most-1-half]) + "…" + string(runes[len(runes)-half:])
}

// quoteWidth is how much of a long source line is shown.
const quoteWidth = 100

// Detail is the problem with its source line and a caret under the place.
func (p Problem) Detail() string {
	if p.Quote == "" {
		return p.String()
	}
	runes := []rune(strings.ToValidUTF8(p.Quote, string(utf8.RuneError)))
	col := min(p.Col-1, len(runes))
	from := 0
	if len(runes) > quoteWidth {
		from = min(max(col-quoteWidth/2, 0), len(runes)-quoteWidth)
		runes = runes[from : from+quoteWidth]
	}
	var pad strings.Builder
	for _, r := range runes[:min(col-from, len(runes))] {
		if r == '\t' {
			pad.WriteRune('\t')
		} else {
			pad.WriteByte(' ')
		}
	}
	return p.String() + "\n    " + string(runes) + "\n    " + pad.String() + "^"
}
