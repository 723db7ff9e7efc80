package k6

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/profiles/read"
)

var update = flag.Bool("update", false, "write the golden files anew")

// What a script becomes is in a file beside it, and validates.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.js")
	if err != nil || len(files) == 0 {
		t.Fatal("no script", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, err := Read(filepath.Base(file), data)
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Profile()
		if err != nil {
			t.Fatal(err)
		}
		golden := strings.TrimSuffix(file, ".js") + ".profile"
		if *update {
			if err := os.WriteFile(golden, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s became\n%s", file, got)
		}
		if _, err := read.Profile("p.yaml", got, nil); err != nil {
			t.Error(err)
		}
	}
}

func TestNoScripts(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "neither a default function nor options",
		"let = ;":                             "no JavaScript",
		"export default function () {}":       "it sends no HTTP request",
		"export const options = {vus: 1}":     "it sends no HTTP request",
		"export default function () { go() }": "it sends no HTTP request",
		"export const options = {stages: [{duration: 'x', target: 1}]}; export default function () { http.get('http://a/') }": "its options: ",
	} {
		if _, err := Read("a.js", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// Whatever a script says, what comes of it validates.
func FuzzRead(f *testing.F) {
	f.Add("export let options = { vus: 10, duration: '30s' }; export default () => { http.get('http://localhost:3000/a?b=c d') }")
	f.Add("export default function () { http.post(`http://${a}/{{x}}`, {a: 'b'}, {headers: {'A b': '\\n'}}); check(http.get('x'), {a: r => r.json('a') == 1}) }")
	f.Add("function f() { f() } export default function () { f(); http.request('nope', 'http://a#b') }")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Read("a.js", []byte(text))
		if err != nil {
			return
		}
		if _, err := d.Profile(); err != nil && strings.Contains(err.Error(), "internal error") {
			t.Fatal(err)
		}
	})
}
