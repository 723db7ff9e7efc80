package sheet

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind is the class of a verdict: what the reader should do about it.
func Kind(verdict string) string {
	switch verdict {
	case "PASS":
		return "good"
	case "INCONCLUSIVE", "INCOMPARABLE", "NOT JUDGED", "NO VERDICT":
		return "open"
	}
	return "bad"
}

// Linked puts links to the sections behind the header.
func Linked(page string) string {
	head, rest, _ := strings.Cut(page, "</header>\n")
	var b strings.Builder
	for _, part := range strings.Split(rest, "<h2 id=\"")[1:] {
		id, title, _ := strings.Cut(part, "\">")
		title, _, _ = strings.Cut(title, "</h2>")
		b.WriteString("<a href=\"#" + id + "\">" + title + "</a>\n")
	}
	return head + "</header>\n<nav aria-label=\"sections\">\n" + b.String() + "</nav>\n" + rest
}

// Bounded is a name that fits a chart, and cannot harm it.
func Bounded(s string) string {
	s = Plain(s)
	if runes := []rune(s); len(runes) > 80 {
		return string(runes[:80]) + "..."
	}
	return s
}

// Escape makes text safe between tags and inside quoted attributes, and
// bounds its length.
func Escape(s string) string {
	s = Plain(s)
	if len(s) > maxText {
		end := maxText
		for !utf8.RuneStart(s[end]) {
			end--
		}
		s = s[:end] + "..."
	}
	return html.EscapeString(s)
}

// Plain is text without what moves other text: control characters, and those
// that turn the direction of writing.
func Plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || '\u202a' <= r && r <= '\u202e' || '\u2066' <= r && r <= '\u2069' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}
