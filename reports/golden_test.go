package reports

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/analyze"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files and their inputs anew")

// TestGolden renders every result under testdata and compares each report
// with its golden file.
func TestGolden(t *testing.T) {
	if *update {
		for name, r := range samples() {
			b, err := json.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join("testdata", name+".json"), append(b, '\n'))
		}
	}
	inputs, err := filepath.Glob("testdata/*.json")
	if err != nil || len(inputs) < len(samples()) {
		t.Fatalf("%d inputs under testdata, want one for each of the %d samples (run with -update): %v", len(inputs), len(samples()), err)
	}
	for _, input := range inputs {
		name := strings.TrimSuffix(filepath.Base(input), ".json")
		t.Run(name, func(t *testing.T) {
			r := read(t, input)
			golden(t, name+".txt", func(w io.Writer) error {
				return Terminal(w, r, TerminalOptions{Out: "out/latest", Took: 50 * time.Second})
			})
			golden(t, name+".md", func(w io.Writer) error { return Markdown(w, r) })
			golden(t, name+".xml", func(w io.Writer) error { return JUnit(w, r) })
			if slices.Contains(pages, name) {
				golden(t, name+".html", func(w io.Writer) error { return htmlBody(w, r) })
			}
		})
	}
}

// pages are the results whose HTML is kept too: it says what the others say.
var pages = []string{"quickstart", "fail", "hostile", "no-data"}

// htmlBody leaves the charts' library out of the golden files.
func htmlBody(w io.Writer, r *analyze.Result) error {
	var b bytes.Buffer
	if err := HTML(&b, r); err != nil {
		return err
	}
	page := b.String()
	_, err := io.WriteString(w, page[strings.Index(page, "<body>"):strings.Index(page, "</main>")])
	return err
}

func golden(t *testing.T, file string, render func(io.Writer) error) {
	t.Helper()
	var b bytes.Buffer
	if err := render(&b); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, path, b.Bytes())
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v (run with -update)", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s differs from its golden file (-want +got):\n%s", file, diff)
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) *analyze.Result {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var r analyze.Result
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return &r
}

// each runs a test on every sample, in a fixed order, and on one that is far
// larger than any page.
func each(t *testing.T, test func(t *testing.T, r *analyze.Result)) {
	all := samples()
	all["huge"] = huge()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { test(t, all[name]) })
	}
}

func TestJSONRoundTrip(t *testing.T) {
	each(t, func(t *testing.T, r *analyze.Result) {
		// The first pass only replaces what is not UTF-8.
		again := func(r *analyze.Result) (*analyze.Result, []byte) {
			var b bytes.Buffer
			if err := JSON(&b, r); err != nil {
				t.Fatal(err)
			}
			var back analyze.Result
			if err := json.Unmarshal(b.Bytes(), &back); err != nil {
				t.Fatal(err)
			}
			return &back, b.Bytes()
		}
		r, _ = again(r)
		r, first := again(r)
		if _, second := again(r); !bytes.Equal(first, second) {
			t.Error("a result that was read back is written differently")
		}
	})
}

// broken is a writer that fails after some bytes.
type broken struct{ left int }

func (b *broken) Write(p []byte) (int, error) {
	if b.left -= len(p); b.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(p), nil
}

// TestWriteErrors expects that no report hides a full disk.
func TestWriteErrors(t *testing.T) {
	r := quickstart()
	for name, render := range map[string]func(io.Writer) error{
		"terminal": func(w io.Writer) error { return Terminal(w, r, TerminalOptions{}) },
		"markdown": func(w io.Writer) error { return Markdown(w, r) },
		"json":     func(w io.Writer) error { return JSON(w, r) },
		"junit":    func(w io.Writer) error { return JUnit(w, r) },
		"html":     func(w io.Writer) error { return HTML(w, r) },
		"table":    func(w io.Writer) error { return Table(w, 80, []string{"a"}, [][]string{{"b"}}) },
	} {
		for _, left := range []int{0, 300} {
			if name == "table" && left > 0 {
				continue
			}
			if err := render(&broken{left}); err == nil {
				t.Errorf("%s: no error from a writer that fails after %d bytes", name, left)
			}
		}
	}
}
