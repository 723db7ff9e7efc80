package sheet

import (
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		`<a href="x">&'`:         "&lt;a href=&#34;x&#34;&gt;&amp;&#39;",
		"a\x00b\x1b[31m\n":       "a b [31m ",
		"\xff":                   "?",
		strings.Repeat("é", 400): strings.Repeat("é", maxText/2) + "...",
	} {
		if got := Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}
