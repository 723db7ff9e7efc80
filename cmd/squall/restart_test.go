package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"squall/analyze"
	"squall/analyze/result"

	"github.com/google/go-cmp/cmp"
)

// killedInTheGuide is the profile of docs/state.md, and how it is made one of a few seconds:
// at its end a machine may be slow to start a process.
func killedInTheGuide(t *testing.T) (profile string, short []string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/state.md")
	if err != nil {
		t.Fatal(err)
	}
	_, yaml, ok := strings.Cut(string(text), "```yaml\n")
	if yaml, _, _ = strings.Cut(yaml, "```"); !ok || !strings.Contains(string(text), "squall serve --config killed.yaml --keep state --supervise") {
		t.Fatal("docs/state.md shows no restart")
	}
	return writeProfile(t, yaml), []string{
		"--set", "attack.sdk.phases=[{for: 7s, rate: 30/s}]", "--set", "attack.events.phases=[{for: 7s, rate: 20/s}]",
		"--set", "faults=[{at: 1500ms, for: 1s, kind: standin.restart, expect: [sdk.error_rate > 80%]}]",
		"--set", "steady=[{hold: sdk.error_rate < 60%, in: [before, after]}]"}
}

// freePorts is the first of five ports in a row that nobody has, below those that
// the system gives to whoever calls.
func freePorts(t *testing.T) int {
	t.Helper()
	for range 100 {
		base, free := 10_000+rand.IntN(20_000), true
		for port := base; port < base+5 && free; port++ {
			l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
			if free = err == nil; free {
				defer func() { _ = l.Close() }()
			}
		}
		if free {
			return base
		}
	}
	t.Fatal("there are no five free ports in a row")
	return 0
}

// superviseStandin starts a stand-in that faults may kill, in processes of its
// own, and gives its address.
func superviseStandin(t *testing.T, profile, keep string) string {
	t.Helper()
	address := "127.0.0.1:" + strconv.Itoa(freePorts(t))
	parent := exec.Command("squall", "serve", "--config", profile, "--keep", keep, "--listen", address, "--supervise")
	var said bytes.Buffer
	parent.Stderr = &said
	out, err := parent.StdoutPipe()
	if err == nil {
		err = parent.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = parent.Process.Kill() // its child ends with it
		_ = parent.Wait()
		if n := strings.Count(said.String(), "was killed; it starts again"); n != 1 {
			t.Errorf("the stand-in was killed %d times: %s", n, said.String())
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "not kept") {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return "http://" + address
		}
	}
	t.Fatalf("the stand-in did not start: %s", said.String())
	return ""
}

// kinds are the outcomes that there were at an entry, and what its ledger has.
func kinds(p *result.PathResult) string {
	there := map[string]bool{}
	for name, n := range p.Outcomes {
		there[name] = n > 0
	}
	if l := p.Ledger; l != nil {
		maps.Copy(there, map[string]bool{"accepted": l.Accepted > 0, "succeeded": l.Succeeded > 0, "exhausted": l.RetriesExhausted > 0, "expired": l.Expired > 0,
			"unaccounted": l.Unaccounted > 0, "lost": l.Lost > 0, "in_flight": l.InFlight > 0, "unbalanced": l.Accepted != l.Succeeded+l.RetriesExhausted})
		for _, name := range slices.Sorted(maps.Keys(l.Deliveries)) {
			d := l.Deliveries[name]
			there[fmt.Sprintf("%s short: %t", name, d.Expected != d.Received)] = true
		}
	}
	maps.DeleteFunc(there, func(_ string, is bool) bool { return !is })
	return p.Entry + ": " + strings.Join(slices.Sorted(maps.Keys(there)), " ")
}

// A fault kills the process of the stand-in under load, and it comes back with
// its state: no event is lost, the report says that it was no model, and clients
// and events meet what they meet when it is modelled in virtual time.
func TestFaultKillsTheStandin(t *testing.T) {
	t.Parallel()
	profile, short := killedInTheGuide(t)
	ledger := func(want []int, args ...string) (*analyze.Result, string) {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "out")
		var out, diag bytes.Buffer
		if code := run(context.Background(), append([]string{"chaos", "run", profile, "--out", dir}, args...), strings.NewReader(""), &out, &diag); !slices.Contains(want, code) {
			t.Fatalf("exit code %d: %s%s", code, out.String(), diag.String())
		}
		result, err := readResult(dir)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for i := range result.Arms[0].Paths {
			lines = append(lines, kinds(&result.Arms[0].Paths[i]))
		}
		return result, strings.Join(lines, "\n")
	}
	ledger([]int{exitOK}, "--clock", "virtual") // as its description says
	modelled, want := ledger([]int{exitOK}, append(short, "--clock", "virtual")...)
	killed, got := ledger([]int{exitOK, 15}, append(short, "--target", superviseStandin(t, profile, filepath.Join(t.TempDir(), "state")))...) // the machine may be busy
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("- modelled, + killed:\n%s", diff)
	}
	m, k := modelled.Experiment.Faults[0], killed.Experiment.Faults[0]
	if m.Killed || !k.Killed || k.Injected == nil || *k.Injected == 0 || k.Observed != "yes" || k.DetectS == nil {
		t.Errorf("modelled %+v\nkilled %+v", m, k)
	}
	if made := killed.Faults[0]; made.Error != "" || !made.Undone {
		t.Errorf("%+v", made)
	}
}
