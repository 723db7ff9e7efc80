package trace

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

const s = int64(1e9)

func rows(text string) (got []Row, err error) {
	r, err := NewReader("t.csv", strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	for row, ok := r.Next(); ok; row, ok = r.Next() {
		got = append(got, row)
	}
	return got, r.Err()
}

func TestRows(t *testing.T) {
	tests := map[string][]Row{
		"at_s,for_s,count\n0,60,12\n60,60,0\n120.25,0,1":  {{At: 0, For: 60 * s, Count: 12}, {At: 60 * s, For: 60 * s}, {At: 120.25e9, Count: 1}},
		"at_s\n0\n0\n0.000000001\n":                       {{Count: 1}, {Count: 1}, {At: 1, Count: 1}},
		"# made by hand\n\ncount , at_s\r\n 3 , 1.5 \r\n": {{At: 1.5e9, Count: 3}},
		"at_s,count\n": nil,
		"at_s,duration_s\n0,0.25\n1,\n2,0\n3,0.0000014\n4,900": {{Count: 1, Took: 25e7}, {At: s, Count: 1}, {At: 2 * s, Count: 1, Took: 1000},
			{At: 3 * s, Count: 1, Took: 1000}, {At: 4 * s, Count: 1, Took: 900 * s}},
	}
	for text, want := range tests {
		if got, err := rows(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestWhatIsNoTrace(t *testing.T) {
	tests := map[string]string{
		"":                                    "t.csv: there is nothing in it",
		"# only a comment":                    "t.csv: there is nothing in it",
		"hour,count\n":                        `t.csv:1: "hour,count" is no header`,
		"at_s,at_s\n":                         "is no header",
		"count\n5\n":                          "the header has no at_s",
		"at_s,count\n1,2,3\n":                 `t.csv:2: "1,2,3" has 3 columns, the header 2`,
		"at_s,count\n1\n":                     "has 1 columns",
		"at_s,duration_s\n1,900.1\n":          `"900.1" s is longer than Lambda lets a function run`,
		"at_s,duration_s\n1,-1\n":             "is not a number",
		"at_s\n-1\n":                          `"-1" is not a number of 0 or more`,
		"at_s\n1e3\n":                         "is not a number",
		"at_s\nNaN\n":                         "is not a number",
		"at_s\n.\n":                           "is not a number",
		"at_s\n0.0000000001\n":                "at most 9 digits after the point",
		"at_s\n99999999999999999999\n":        "is not a number",
		"at_s\n700000000\n":                   "more than 20 years",
		"at_s,count\n1,1.5\n":                 "not a whole number of requests",
		"at_s\n2\n1\n":                        "t.csv:3: at 1 the row begins before the one above it ends, at 2",
		"at_s,for_s\n0,60\n59.5,1\n":          "at 59.5 the row begins before the one above it ends, at 60",
		"at_s,for_s,count\n0,60,2000000000\n": "are too many",
		"at_s,count\n0,20000000\n":            "are too many",
		"at_s\n" + strings.Repeat("1", 70000): "longer than 65536 bytes",
	}
	for text, want := range tests {
		if got, err := rows(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, %v, want %s", text, got, err, want)
		}
	}
}

func TestUntil(t *testing.T) {
	whole := Row{At: 10, For: 40, Count: 8}
	tests := []struct {
		t    int64
		want Row
		ok   bool
	}{
		{5, Row{}, false}, {10, Row{}, false}, {20, Row{At: 10, For: 10, Count: 2}, true}, {50, whole, true}, {60, whole, true},
	}
	for _, tt := range tests {
		if got, ok := whole.Until(tt.t); got != tt.want || ok != tt.ok {
			t.Errorf("until %d: %v %v, want %v %v", tt.t, got, ok, tt.want, tt.ok)
		}
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want []Row
		at, timed := int64(0), rapid.Bool().Draw(t, "timed")
		for range rapid.IntRange(0, 20).Draw(t, "rows") {
			row := Row{At: at + rapid.Int64Range(0, 1e12).Draw(t, "gap"), For: rapid.Int64Range(0, 1e11).Draw(t, "for"), Count: float64(rapid.Uint32Max(1e6).Draw(t, "count"))}
			if timed && rapid.Bool().Draw(t, "told") {
				row.Took = Run(rapid.Int64Range(0, 900e9).Draw(t, "took"))
			}
			want, at = append(want, row), row.End()
		}
		var b bytes.Buffer
		w := NewWriter(&b, "a comment", timed)
		for _, row := range want {
			w.Write(row)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if got, err := rows(b.String()); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v, %v\nwant %v", got, err, want)
		}
	})
}

func TestScan(t *testing.T) {
	text := []byte("at_s,for_s,count\n0,60,120\n60,0,5\n60.5,0,7\n61,0,1\n")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(text)
	_ = z.Close()
	for name, data := range map[string][]byte{"t.csv": text, "t.csv.gz": packed.Bytes()} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := Scan(path, 0)
		if err != nil || got.Requests != 133 || got.Length != 61*s+1 || got.Peak != 12 || len(got.SHA256) != 64 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
		if got, err := Scan(path, 30*s); err != nil || got.Requests != 60 || got.Length != 30*s {
			t.Errorf("%s, half a minute: %+v, %v", name, got, err)
		}
	}
}

func TestScanRefuses(t *testing.T) {
	dir := t.TempDir()
	torn := filepath.Join(dir, "torn.gz")
	if err := os.WriteFile(torn, []byte("\x1f\x8b\x08\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{dir: "is a folder", filepath.Join(dir, "no"): "no such file", torn: "torn.gz"} {
		if _, err := Scan(path, 0); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", path, err, want)
		}
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	r, err := NewReader("t", strings.NewReader("at_s,for_s,count\n"+strings.Repeat("1,0,1\n", 5000)))
	if err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(1000, func() { r.Next() }); n != 0 || r.Err() != nil {
		t.Errorf("%v allocations for a row, %v", n, r.Err())
	}
}

func FuzzReader(f *testing.F) {
	f.Add("at_s,for_s,count\n0,60,12\n60,60,0\n120.25,0,1")
	f.Add("at_s\n0\n0.5\n")
	f.Add("# c\n\ncount,at_s\r\n1,2\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := rows(text)
		last := int64(0)
		for _, row := range got {
			if row.At < last || row.For < 0 || row.Count < 0 || row.End() > longest {
				t.Fatalf("%v after %d (%v)", row, last, err)
			}
			last = row.End()
		}
	})
}
