package main

import (
	"bytes"
	"net"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"squall/analyze"
)

// badDoor accepts connections and does something to each that no server should.
func badDoor(t *testing.T, do func(c *net.TCPConn)) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go do(c.(*net.TCPConn))
		}
	}()
	return "http://" + l.Addr().String() + "/"
}

// A target that closes connections under the hands of who writes to them fails
// those requests, and ends nothing: the kernel's signal for it is that for a
// reader of the output who went away.
func TestTargetClosesConnections(t *testing.T) {
	t.Parallel()
	url := badDoor(t, func(c *net.TCPConn) {
		_ = c.CloseWrite()
		_, _ = c.Read(make([]byte, 1<<10))
		_ = c.SetLinger(0)
		_ = c.Close()
	})
	dir := t.TempDir()
	profile := writeProfile(t, `
name: closing
attack: [{name: shop, url: "`+url+`", method: POST, body: "`+strings.Repeat("x", 900<<10)+`", phases: [{for: 1s, rate: 40/s}]}]
`)
	child := exec.Command("squall", "run", profile, "--out", dir)
	var said bytes.Buffer
	child.Stdout, child.Stderr = &said, &said
	_ = child.Run()
	r, err := readResult(dir)
	if err != nil || r.Verdict == analyze.Aborted || sent(r) != 40 || r.Arms[0].Paths[0].Outcomes["transport_error"] != 40 {
		t.Fatalf("%v, %+v\n%s", err, r.Arms[0].Paths[0].Outcomes, &said)
	}
	if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "entry shop: 40 of 40 requests failed on their way: ") {
		t.Errorf("warnings %q", r.Warnings)
	}
}

// A run that is stopped for some seconds, as by Ctrl-Z, sends what was due then
// late: it is INVALID, says why, and has every hit.
func TestSquallStandsStill(t *testing.T) {
	t.Parallel()
	door := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(door.Close)
	dir := t.TempDir()
	child := exec.Command("squall", "run", writeProfile(t, `
name: still
attack: [{name: shop, url: "`+door.URL+`", phases: [{for: 4s, rate: 50/s}]}]
`), "--out", dir)
	var out bytes.Buffer
	said := &watcher{word: "\nload ", call: func() {
		_ = child.Process.Signal(syscall.SIGSTOP)
		time.AfterFunc(3*time.Second, func() { _ = child.Process.Signal(syscall.SIGCONT) })
	}}
	child.Stdout, child.Stderr = &out, said
	_ = child.Run()
	r, err := readResult(dir)
	if err != nil || r.Verdict != analyze.Invalid || sent(r) != 200 || hitsIn(t, dir) != 200 {
		t.Fatalf("%v, %+v\n%s%s", err, r, said, &out)
	}
	if why := strings.Join(r.Why, "; "); !strings.Contains(why, "the generator sent ") || !strings.Contains(strings.Join(r.Warnings, "\n"), "squall stood still for ") {
		t.Errorf("why %q, warnings %q", why, r.Warnings)
	}
}

// A network that is gone is waited for, which is told, and not once for every
// change; hits so far are kept, and squall recover does the rest when it is back.
func TestNetworkIsGone(t *testing.T) {
	s := account(t)
	var gone atomic.Bool
	var n atomic.Int32
	spoiled(t, s, func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/invocations") && n.Add(1) == 8 {
			gone.Store(true)
		}
		if gone.Load() {
			panic(http.ErrAbortHandler) // no answer, and no connection
		}
		return false
	})
	t.Chdir(t.TempDir())
	before := s.state(t)
	code, said := squallIn(t, "run", writeProfile(t, strings.Replace(reserving, "reserved: 50", "reserved: 50, provisioned: {live: 3}, async: {max_age: 60s}", 1)),
		"--target", "aws", "--allow", "reserved,provisioned,async", "--out", "one")
	if code != 13 || strings.Count(said, "nothing answers: ") != 1 || !strings.Contains(strings.Join(strings.Fields(said), " "), "and it is not asked again for now") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	r, err := readResult("one")
	if err != nil || sent(r) != 12 {
		t.Errorf("hits so far are not kept: %v", err)
	}
	if code, said := squallIn(t, "recover", "one"); code != 2 && code != 13 || strings.Count(said, "nothing answers: ") != 1 {
		t.Errorf("without a network: exit code %d\n%s", code, said)
	}
	gone.Store(false)
	if code, said := squallIn(t, "recover", "one"); code != 0 {
		t.Errorf("with the network: exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
}
