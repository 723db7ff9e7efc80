package proc_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"squall/standin/invoke"
	"squall/standin/proc"
)

// bootstrap is a runtime that answers by what it is asked, and says once how it
// was started.
const bootstrap = `#!/usr/bin/env python3
import os, sys, time, urllib.request
print("started", os.environ["_HANDLER"], "in", os.environ["AWS_REGION"], "as", os.environ["STAGE"], os.environ.get("AWS_PROFILE", ""), flush=True)
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    r = urllib.request.urlopen(base + "next")
    event, id = r.read(), r.headers["Lambda-Runtime-Aws-Request-Id"]
    if b"exit" in event:
        sys.exit(3)
    if b"wait" in event:
        time.sleep(600)
    print("working on", id, flush=True)
    if b"fail" in event:
        urllib.request.urlopen(base + id + "/error", b'{"errorMessage":"asked to","errorType":"Asked"}').read()
    else:
        urllib.request.urlopen(base + id + "/response", b'{"echo":' + event + b'}').read()
`

func pack(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		h.SetMode(0o755)
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// stage is a host and what it tells.
type stage struct {
	*proc.Host
	t    *testing.T
	told chan invoke.Told
}

func host(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, told: make(chan invoke.Told, 64)}
	var err error
	s.Host, err = proc.New(proc.Options{Dir: t.TempDir(), Endpoint: func() string { return "http://127.0.0.1:1" }, Tell: func(x invoke.Told) { s.told <- x }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// next is what is told next.
func (s *stage) next(what invoke.What) invoke.Told {
	s.t.Helper()
	select {
	case x := <-s.told:
		if x.What != what {
			s.t.Fatalf("told %d %s, want %d; it wrote %q", x.What, x.Payload, what, s.Output(x.Env))
		}
		return x
	case <-time.After(time.Minute):
		s.t.Fatal("nothing was told for a minute")
	}
	panic("unreachable")
}

func (s *stage) start(env uint64, code string) {
	s.Start(invoke.Process{Env: env, Code: code, Handler: "main.handler", Region: "eu-west-1", Variables: map[string]string{"STAGE": "prod"}})
}

func (s *stage) hand(env uint64, id, payload string) {
	s.Hand(env, invoke.Invocation{RequestID: id, Payload: []byte(payload), Deadline: time.Now().Add(time.Minute)})
}

// TestLife takes a process through answers, an error and its own end.
func TestLife(t *testing.T) {
	s := host(t)
	if err := s.Keep("sum", pack(t, map[string]string{"bootstrap": bootstrap})); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_PROFILE", "prod")
	s.start(7, "sum")
	if x, wrote := s.next(invoke.Ready), string(s.Output(7)); x.Env != 7 || wrote != "started main.handler in eu-west-1 as prod \n" {
		t.Errorf("ready as %+v, it wrote %q", x, wrote)
	}
	s.hand(7, "id-1", `{"n":1}`)
	if x, wrote := s.next(invoke.Answered), string(s.Output(7)); string(x.Payload) != `{"echo":{"n":1}}` || wrote != "working on id-1\n" {
		t.Errorf("answered %s, wrote %q", x.Payload, wrote)
	}
	s.hand(7, "id-2", `"fail"`)
	if x := s.next(invoke.Failed); !strings.Contains(string(x.Payload), `"errorType":"Asked"`) {
		t.Errorf("failed with %s", x.Payload)
	}
	s.hand(7, "id-3", `"exit"`)
	if x := s.next(invoke.Exited); !strings.Contains(string(x.Payload), "Runtime exited with error: exit status 3") {
		t.Errorf("exited with %s", x.Payload)
	}
	s.End(7)
	if wrote := s.Output(7); wrote != nil {
		t.Errorf("after its end it wrote %q", wrote)
	}
}

// TestEnd: a process is killed with what it started, whatever it is doing.
func TestEnd(t *testing.T) {
	s := host(t)
	if err := s.Keep("sum", pack(t, map[string]string{"bootstrap": bootstrap})); err != nil {
		t.Fatal(err)
	}
	s.start(1, "sum")
	s.next(invoke.Ready) // and frozen soon
	s.End(1)
	s.next(invoke.Exited)
	s.start(2, "sum")
	s.next(invoke.Ready)
	s.hand(2, "id", `"wait"`)
	s.End(2)
	if x := s.next(invoke.Exited); !strings.Contains(string(x.Payload), "signal: killed") {
		t.Errorf("exited with %s", x.Payload)
	}
	s.End(2)
	s.hand(9, "id", `{}`) // nobody's
}

func TestWhatCannotStart(t *testing.T) {
	s := host(t)
	for name, files := range map[string]map[string]string{
		"none":  {"index.js": "x"},
		"noise": {"bootstrap": "\x00\x01 not a program"},
	} {
		if err := s.Keep(name, pack(t, files)); err != nil {
			t.Fatal(err)
		}
		s.start(1, name)
		if x := s.next(invoke.Exited); !strings.Contains(string(x.Payload), "Runtime.InvalidEntrypoint") {
			t.Errorf("%s: %s", name, x.Payload)
		}
	}
	if err := s.Keep("mute", pack(t, map[string]string{"bootstrap": "#!/bin/sh\nexit 0\n"})); err != nil {
		t.Fatal(err)
	}
	s.start(2, "mute")
	if x := s.next(invoke.Exited); !strings.Contains(string(x.Payload), "without providing a reason") {
		t.Errorf("a runtime that says nothing: %s", x.Payload)
	}
}

// TestPackages: nothing gets out of its folder, and nothing that is refused is
// left.
func TestPackages(t *testing.T) {
	dir := t.TempDir()
	h, err := proc.New(proc.Options{Dir: dir, Unzipped: 1 << 20, Tell: func(invoke.Told) {}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../evil", "/etc/evil", "a/../../evil"} {
		if err := h.Keep(name, pack(t, map[string]string{name: "x"})); err == nil || h.Has(name) {
			t.Errorf("%s was taken: %v", name, err)
		}
	}
	if err := h.Keep("garbage", []byte("not a zip")); err == nil {
		t.Error("garbage was taken")
	}
	bomb := pack(t, map[string]string{"zeros": strings.Repeat("\x00", 1<<20+1)})
	if err := h.Keep("bomb", bomb); !errors.Is(err, invoke.ErrUnzipped) || h.Has("bomb") {
		t.Errorf("a bomb of %d bytes: %v", len(bomb), err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	header := &zip.FileHeader{Name: "link"}
	header.SetMode(os.ModeSymlink | 0o777)
	if w, err := z.CreateHeader(header); err != nil {
		t.Fatal(err)
	} else if _, err := w.Write([]byte("/etc/passwd")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := h.Keep("link", b.Bytes()); err == nil {
		t.Error("a link was taken")
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*", "unzip-*")); err != nil || len(left) > 0 {
		t.Errorf("left %q, %v", left, err)
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left %v, %v", left, err)
	}
}

// FuzzKeep: whatever a package is, it is unzipped in its folder or nowhere.
func FuzzKeep(f *testing.F) {
	f.Add(pack(f, map[string]string{"bootstrap": "#!/bin/sh\n", "lib/a": "b"}))
	f.Add(pack(f, map[string]string{"../up": "x"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		h, err := proc.New(proc.Options{Dir: dir, Unzipped: 1 << 16})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Keep("sum", data); (err == nil) != h.Has("sum") {
			t.Errorf("kept %v, and %v", h.Has("sum"), err)
		}
		if made, err := filepath.Glob(dir + "/*"); err != nil || len(made) != 1 {
			t.Errorf("beside the host's folder there are %v, %v", made, err)
		}
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
}
