package result

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

const golden = "../testdata/result.golden.json"

func sound(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRead(t *testing.T) {
	text := sound(t)
	r, err := Read("result.json", text)
	if err != nil || len(r.Arms) == 0 || r.Arm(r.Arms[0].Name) == nil || r.Arm("nobody") != nil {
		t.Fatalf("%+v, %v", r, err)
	}
	if p := r.Arms[0].Path("nothing"); p != nil {
		t.Errorf("there is a path %q", p.Entry)
	}
}

// A file that was cut off, written by another squall or changed by hand is
// refused with the place and what is wrong there.
func TestReadRefuses(t *testing.T) {
	text := sound(t)
	for _, tt := range []struct{ name, old, new, want string }{
		{"another schema", `"squall.result/v1"`, `"squall.result/v9"`, `result.json: its schema is "squall.result/v9", this squall reads "squall.result/v1"`},
		{"no schema", `"schema"`, `"scheme"`, "it has no field schema"},
		{"NaN", `"seed": `, `"seed": NaN, "x": `, "not JSON: invalid character 'N'"},
		{"text for a number", `"seed": `, `"seed": "one", "x": `, "run.seed: want uint64, found a string"},
		{"a negative count", `"sent": `, `"sent": -1, "x": `, "sent: want uint64, found a number -1"},
		{"a verdict of its own", `"verdict": "`, `"verdict": "FINE`, `verdict: is "FINE`},
		{"fewer requests", `"sent": `, `"sent": 1, "x": `, ".outcomes: add up to"},
		{"a better p50", `"p50": `, `"p50": 1e9, "x": `, "below a smaller quantile"},
	} {
		changed := bytes.Replace(text, []byte(tt.old), []byte(tt.new), 1)
		if bytes.Equal(changed, text) {
			t.Fatalf("%s: nothing was changed", tt.name)
		}
		_, err := Read("result.json", changed)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "result.json") {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
	for n := 0; n < len(text)-2; n += 1 + len(text)/97 {
		if _, err := Read("result.json", text[:n]); err == nil {
			t.Errorf("%d of %d bytes are a result", n, len(text))
		}
	}
	if _, err := Read("r", []byte(" \n")); err == nil || err.Error() != "r: the file is empty" {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(sound(f))
	f.Add([]byte(`{"schema":"squall.result/v1","verdict":"PASS","arms":[{"name":"a","paths":[{"entry":"e","blocks":[{}]}]}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, err := Read("x", text); err == nil && r.Check() != nil {
			t.Fatal("a result that was read does not hold")
		}
	})
}
