package template

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var sample = Values{Key: 0x0123456789abcdef, ID: 0x0123456789abcdef, N: 42, Entry: "events", Run: "r-1", Now: 1767366245006_999_999}

func filled(t testing.TB, text string, v Values) string {
	t.Helper()
	tmpl, err := Compile(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(tmpl.Append(nil, &v))
}

func TestPlaceholders(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"plain", "plain"},
		{"{{id}}", "0123456789abcdef"},
		{"{{n}}", "42"},
		{"{{entry}}", "events"},
		{"{{now}}", "2026-01-02T15:04:05.006Z"},
		{"{{random 7 7}}", "7"},
		{"{{run}}", "r-1"},
		{"{{unix}}", "1767366245"},
		{"{{pick a a}}", "a"},
		{"{{fill 0}}.", "."},
		{`{"id": "{{id}}", "n": {{n}}}`, `{"id": "0123456789abcdef", "n": 42}`},
		{"{{ n }}{{n}}", "4242"},
		{`{"a":{"b":{"c":1}}}`, `{"a":{"b":{"c":1}}}`},
		{"é{{entry}}{", "éevents{"},
	}
	for _, tt := range tests {
		if got := filled(t, tt.text, sample); got != tt.want {
			t.Errorf("%q became %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	tmpl, err := Compile("-{{n}}", nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(tmpl.Append([]byte("a"), &sample)); got != "a-42" {
		t.Errorf("got %q", got)
	}
}

func TestErrorsNameThePlaceholderAndItsPlace(t *testing.T) {
	tests := []struct{ text, want string }{
		{"a {{name}}", "{{name}} at byte 3 is no placeholder; allowed are {{id}}"},
		{"{{}}", "{{}} at byte 1 is no placeholder"},
		{"{{n}} {{n", "the {{ at byte 7 has no }}"},
		{"{{id 5}}", "{{id 5}} at byte 1 is no placeholder"},
		{"{{random}}", "has 0 bounds"},
		{"{{random 1 2 3}}", "has 3 bounds"},
		{"{{n}}{{random 1 x}}", `{{random 1 x}} at byte 6 has the bound "x"`},
		{"{{random 2 1}}", "the smaller one comes first"},
		{"{{ID}}", "is no placeholder"},
		{"{{json n}}", "is no placeholder"},
		{"{{pick a}}", "has 1 words; it needs two or more"},
		{"{{fill}}", "needs a length in bytes"},
		{"{{fill -1}}", "is of 0 to"},
		{"{{fill 1 99999999}}", "is of 0 to"},
		{"{{data.id}}", "has no data to come from"},
	}
	for _, tt := range tests {
		if _, err := Compile(tt.text, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v; want an error with %q", tt.text, err, tt.want)
		}
	}
}

func TestUUIDsAreVersion4AndDiffer(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for key := range uint64(500) {
		two := strings.Fields(filled(t, "{{uuid}} {{uuid}}", Values{Key: key}))
		for _, u := range two {
			if !form.MatchString(u) || seen[u] {
				t.Fatalf("key %d: %s is malformed or was there before", key, u)
			}
			seen[u] = true
		}
	}
}

func TestRandomCoversItsRangeEvenly(t *testing.T) {
	const n, lo, hi = 60_000, -2, 3
	count := map[int64]int{}
	for key := range uint64(n) {
		v, err := strconv.ParseInt(filled(t, "{{random -2 3}}", Values{Key: key}), 10, 64)
		if err != nil || v < lo || v > hi {
			t.Fatalf("drew %d: %v", v, err)
		}
		count[v]++
	}
	for v := int64(lo); v <= hi; v++ {
		if z := float64(count[v]-n/6) / math.Sqrt(n/6.0); math.Abs(z) > 4.5 {
			t.Errorf("%d was drawn %d times in %d", v, count[v], n)
		}
	}
}

func TestRandomOverAllNumbers(t *testing.T) {
	negative := 0
	for key := range uint64(1000) {
		got := filled(t, "{{random -9223372036854775808 9223372036854775807}}", Values{Key: key})
		if _, err := strconv.ParseInt(got, 10, 64); err != nil {
			t.Fatal(err)
		}
		if got[0] == '-' {
			negative++
		}
	}
	if negative < 400 || negative > 600 {
		t.Errorf("%d of 1,000 numbers are negative", negative)
	}
}

func TestTheKeyDecidesEverythingRandom(t *testing.T) {
	const text = "{{uuid}} {{random 0 1000000}}"
	if a, b := filled(t, text, Values{Key: 5, N: 1, Now: 9}), filled(t, text, Values{Key: 5, N: 2}); a != b {
		t.Errorf("one key gave %s and %s", a, b)
	}
	if a, b := filled(t, text, Values{Key: 5}), filled(t, text, Values{Key: 6}); a == b {
		t.Errorf("two keys gave %s", a)
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	tmpl, err := Compile(`{"id":"{{id}}","n":{{n}},"e":"{{entry}}","t":"{{now}}","u":"{{uuid}}","r":{{random 1 100}},"p":"{{pick a b}}","f":"{{fill 10 20}}"}`, nil)
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 0, 1024)
	if n := testing.AllocsPerRun(100, func() { buf = tmpl.Append(buf[:0], &sample) }); n != 0 {
		t.Errorf("%v allocations per payload", n)
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"{{id}}", "a{{random 1 2}}b", "{{", "}}{{n}}", "{{{n}}}", "{{random -1 -1}}{{uuid}}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tmpl, err := Compile(text, nil)
		if err != nil {
			if !strings.Contains(text, "{{") {
				t.Fatalf("%q has no placeholder, yet: %v", text, err)
			}
			return
		}
		out := string(tmpl.Append(nil, &sample))
		if !strings.Contains(text, "{{") && out != text {
			t.Fatalf("%q became %q", text, out)
		}
		if out != string(tmpl.Append(nil, &sample)) {
			t.Fatalf("%q was filled in twice, differently", text)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	tmpl, err := Compile(`{"id": "{{id}}", "n": {{n}}, "amount": {{random 1 100}}}`, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	var buf []byte
	v := sample
	for b.Loop() {
		buf = tmpl.Append(buf[:0], &v)
		v.N++
	}
}
