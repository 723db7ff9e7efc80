package template

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"squall/profiles/feed"

	"pgregory.net/rapid"
)

func table(t *testing.T, name, text string) *feed.Table {
	t.Helper()
	data, err := feed.Read(name, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestData(t *testing.T) {
	data := table(t, "a.jsonl", `{"name":"Ann \"A\"\n","n":7,"tags":["x"]}`+"\n"+`{"name":"Bob","n":null,"tags":[]}`)
	for _, c := range []struct {
		row        int
		text, want string
	}{
		{0, "{{data.name}}!", "Ann \"A\"\n!"},
		{0, "{{json data.name}}", `"Ann \"A\"\n"`},
		{0, "{{data.n}} {{json data.n}} {{json data.tags}}", `7 7 ["x"]`},
		{1, "{{json data.n}} {{data.name}}", "null Bob"},
	} {
		tmpl, err := Compile(c.text, data.Columns())
		if err != nil {
			t.Fatal(err)
		}
		if got := string(tmpl.Append(nil, &Values{Data: data, Row: c.row})); got != c.want {
			t.Errorf("%s became %s, want %s", c.text, got, c.want)
		}
	}
	_, err := Compile("{{data.nme}}", data.Columns())
	if err == nil || !strings.Contains(err.Error(), "is no column of the data; it has name, n, tags") {
		t.Error(err)
	}
}

// Whatever a cell holds, a JSON value of it is JSON, and a query's is a query's.
func TestQuotedAndEscaped(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String().Draw(r, "text")
		raw, err := json.Marshal(map[string]string{"x": text})
		if err != nil {
			r.Fatal(err)
		}
		v := Values{Data: table(t, "a.jsonl", string(raw))}
		want := v.Data.Text(0, 0)
		quoted, err := Compile("{{json data.x}}", v.Data.Columns())
		if err != nil {
			r.Fatal(err)
		}
		var back string
		if out := quoted.Append(nil, &v); json.Unmarshal(out, &back) != nil || back != want {
			r.Fatalf("%q became %s", want, out)
		}
		escaped, err := Compile("a={{data.x}}&b={{data.x}}", v.Data.Columns())
		if err != nil {
			r.Fatal(err)
		}
		q, err := url.ParseQuery(string(escaped.AppendEscaped(nil, &v)))
		if err != nil || q.Get("a") != want || q.Get("b") != want {
			r.Fatalf("%q became %v: %v", want, q, err)
		}
	})
}

func TestFillHasItsLength(t *testing.T) {
	tmpl, err := Compile("{{fill 5 40}}", nil)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for key := range uint64(2000) {
		text := string(tmpl.Append(nil, &Values{Key: key}))
		if seen[len(text)] = true; len(text) < 5 || len(text) > 40 || strings.Trim(text, "abcdefghijklmnopqrstuvwxyzABCDEF") != "" {
			t.Fatalf("%q", text)
		}
	}
	if len(seen) != 36 {
		t.Errorf("%d lengths of 36", len(seen))
	}
}

func TestWhatIsFixed(t *testing.T) {
	for text, want := range map[string]bool{"": true, "plain": true, "{{n}}": false, "a {{n}}": false} {
		tmpl, err := Compile(text, nil)
		if err != nil || tmpl.Fixed() != want {
			t.Errorf("%q: %v %v", text, tmpl.Fixed(), err)
		}
	}
}
