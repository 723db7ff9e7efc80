package formula

import (
	"bytes"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/proof.md anew")

const page = "../../docs/proof.md"

// Every figure is what theory says, and the page says so.
func TestTheorems(t *testing.T) {
	runs := Runs
	if race {
		runs = 2 // the figures are the same, and take ten times as long
	}
	rows, err := Prove(Theorems(), 1, runs)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 30 {
		t.Fatalf("only %d theorems", len(rows))
	}
	for i := range rows {
		if wrong := rows[i].Wrong(); wrong != "" && (!race || rows[i].Exact || len(rows[i].Misfits) > 0) {
			t.Errorf("%s, %s: %s", rows[i].Formula, rows[i].Params, wrong)
		}
	}
	if race || t.Failed() {
		return
	}
	var b bytes.Buffer
	if err := Page(&b, rows); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(page, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(page); err != nil || !bytes.Equal(want, b.Bytes()) {
		t.Errorf("docs/proof.md is not what the runs come to (%v); go test ./proof/formula -update writes it anew", err)
	}
}

func TestErlangB(t *testing.T) {
	for _, v := range []struct {
		a    float64
		c    int
		want string
	}{{2, 3, "0.210526"}, {10, 10, "0.214582"}, {100, 100, "0.0757005"}, {20, 20, "0.158892"}} {
		if got := figure(erlangB(v.a, v.c)); got != v.want {
			t.Errorf("B(%g, %d) is %s, want %s", v.a, v.c, got, v.want)
		}
	}
}

// A figure that is off is found, and so is one that says nothing.
func TestWrong(t *testing.T) {
	theorem, exact := &Theorem{}, &Theorem{Exact: true, Grid: 0.5}
	for _, tt := range []struct {
		row  Row
		want string
	}{
		{Row{Theorem: theorem, Expected: 1, Measured: 1.04, Error: 0.01, N: 9}, ""},
		{Row{Theorem: theorem, Expected: 1, Measured: 0.95, Error: 0.01, N: 9}, "-5.0 standard errors"},
		{Row{Theorem: theorem, Expected: 1, Measured: 1.05, Error: 0.01, N: 9}, "+5.0 standard errors"},
		{Row{Theorem: theorem, Expected: 1, Measured: 1, N: 9}, "do not differ"},
		{Row{Theorem: theorem, Expected: 1, Measured: 1, Error: 0.1}, "nothing"},
		{Row{Theorem: theorem, Expected: 1, Measured: 1, Error: 0.1, N: 9, Misfits: []string{"a"}}, "1 cold starts do not fit"},
		{Row{Theorem: exact, Expected: 1, Measured: 1.5, N: 9}, ""},
		{Row{Theorem: exact, Expected: 1, Measured: 1.6, N: 9}, "must be 1"},
		{Row{Theorem: &Theorem{Idle: 1}, Expected: 1, Measured: 1, Error: 0.1, N: 9}, "no cold start"},
	} {
		if got := tt.row.Wrong(); (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%+v: %q, want %q", tt.row, got, tt.want)
		}
	}
	if _, err := Prove([]Theorem{{Formula: "f", Profile: "attack: []\n"}}, 1, 2); err == nil {
		t.Error("a profile that is none was run")
	}
}
