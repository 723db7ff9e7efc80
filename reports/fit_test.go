package reports

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

func TestClip(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"exactly-10", 10, "exactly-10"},
		{"a-name-that-is-long", 10, "a-na..long"},
		{"a-name-that-is-long", 11, "a-nam..long"},
		{"abcdef", 3, "abc"},
		{"abcdef", 0, ""},
		{"日本語日本語日本語", 10, "日本..本語"},
	}
	for _, test := range tests {
		if got := clip(test.in, test.width); got != test.want {
			t.Errorf("clip(%q, %d) = %q, want %q", test.in, test.width, got, test.want)
		}
	}
}

func TestWrap(t *testing.T) {
	tests := []struct {
		in    string
		width int
		want  []string
	}{
		{"", 10, []string{""}},
		{"one two three", 8, []string{"one two", "three"}},
		{"p99 within 4 %", 12, []string{"p99 within", "4 %"}},
		{"abcdefghijkl xy", 8, []string{"abcdefgh", "ijkl xy"}},
		{"a\nb\tc", 10, []string{"a b c"}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, wrap(test.in, test.width)); diff != "" {
			t.Errorf("wrap(%q, %d): %s", test.in, test.width, diff)
		}
	}
}

// FuzzFit holds clip and wrap to their widths, and wrap to losing nothing but
// blanks.
func FuzzFit(f *testing.F) {
	for _, s := range []string{"", "plain words", strings.Repeat("x", 200), "日本語 テスト 4 %", "e\u0301\u200d\x1b[31m", "👩‍👩‍👧 family"} {
		f.Add(s, 20)
	}
	f.Fuzz(func(t *testing.T, s string, width int) {
		width = 8 + (width%100+100)%100
		if got := clip(clean(s), width); twwidth.Width(got) > width {
			t.Errorf("clip to %d: %q takes %d", width, got, twwidth.Width(got))
		}
		wrapped := wrap(s, width)
		for _, line := range wrapped {
			if twwidth.Width(line) > width {
				t.Errorf("wrap to %d: %q takes %d", width, line, twwidth.Width(line))
			}
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(strings.Join(wrapped, "")), squeeze(clean(s)); got != want {
			t.Errorf("wrap lost text: %q, want %q", got, want)
		}
	})
}
