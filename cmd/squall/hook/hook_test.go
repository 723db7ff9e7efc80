package hook

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPack(t *testing.T) {
	binary, files := bytes.Repeat([]byte("squall"), 1000), []File{{"profile.yaml", []byte("name: p")}, {"data/users.csv", []byte("id")}}
	packed, err := Pack(binary, Settings{Args: []string{"run", "profile.yaml"}}, files)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Pack(binary, Settings{Args: []string{"run", "profile.yaml"}}, []File{files[1], files[0]})
	if err != nil || !bytes.Equal(packed, again) {
		t.Errorf("the same files make other bytes: %v", err)
	}
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		if runs := f.Mode().Perm()&0o111 != 0; runs != (f.Name == "bootstrap") {
			t.Errorf("%s has mode %v", f.Name, f.Mode())
		}
	}
	if want := []string{"bootstrap", "data/users.csv", "hook.json", "profile.yaml"}; !slices.Equal(names, want) {
		t.Errorf("files %q", names)
	}
	for _, bad := range []string{"../profile.yaml", "/etc/passwd", "", "bootstrap", "hook.json", "a/../../b"} {
		if _, err := Pack(binary, Settings{}, []File{{bad, nil}}); err == nil {
			t.Errorf("a file called %q is packed", bad)
		}
	}
}

func TestArchitecture(t *testing.T) {
	for text, want := range map[string]string{"": "no program of Linux", "#!/bin/sh": "no program of Linux", "MZ": "no program of Linux"} {
		if _, err := Architecture([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	for machine, want := range map[byte]string{0x3e: "x86_64", 0xb7: "arm64", 0x08: ""} {
		header := make([]byte, 64) // of an ELF file without sections
		copy(header, "\x7fELF\x02\x01\x01")
		header[16], header[18], header[20] = 2, machine, 1
		header[52], header[54], header[58] = 64, 56, 64
		if got, err := Architecture(header); got != want || (err == nil) != (want != "") {
			t.Errorf("machine %#x: %q, %v", machine, got, err)
		}
	}
}

func TestOverrides(t *testing.T) {
	for _, version := range []string{"8", "arn:aws:lambda:us-east-1:111122223333:function:shop:8"} {
		got := Overrides("a.b=1; c={d: 2;3}\n\n e=v{version} ", version)
		if want := []string{"a.b=1", "c={d: 2;3}", "e=v8"}; !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	}
	if got := Overrides("", ""); len(got) > 0 {
		t.Errorf("%q", got)
	}
}

// packed is a function whose program does as it is told, and what it has told
// CodeDeploy.
func packed(t *testing.T, do Program) (*Function, *[]string) {
	t.Helper()
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "hook.json"), []byte(`{"args": ["run", "profile.yaml"]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	told := []string{}
	return &Function{Root: root, Run: do, Late: errors.New("late"), Print: io.Discard,
		Tell: func(_ context.Context, e Event, status string) error {
			told = append(told, e.DeploymentID+" "+e.ExecutionID+" "+status)
			return nil
		}}, &told
}

var deploying = Event{DeploymentID: "d-ABCDE1234", ExecutionID: "x"}

func TestHandle(t *testing.T) {
	for name, test := range map[string]struct {
		do     Program
		status string
		exit   int
		said   string
	}{
		"passes": {func(_ context.Context, args []string, out, _ io.Writer) int {
			fmt.Fprint(out, strings.Join(args, " "))
			return 0
		}, "Succeeded", 0, "--set functions.shop.memory=512"},
		"fails":   {func(_ context.Context, _ []string, _, diag io.Writer) int { fmt.Fprint(diag, "p99"); return 10 }, "Failed", 10, "p99"},
		"crashes": {func(context.Context, []string, io.Writer, io.Writer) int { panic("at the disco") }, "Failed", 1, "at the disco"},
		"talks": {func(_ context.Context, _ []string, out, _ io.Writer) int {
			fmt.Fprint(out, strings.Repeat("x", 9999)+"end")
			return 0
		}, "Succeeded", 0, "end"},
	} {
		t.Run(name, func(t *testing.T) {
			f, told := packed(t, test.do)
			t.Setenv("SQUALL_SET", "functions.shop.memory=512")
			a, err := f.Handle(t.Context(), deploying)
			if err != nil || a.Status != test.status || a.Exit != test.exit || !strings.HasSuffix(a.Said, test.said) || len(a.Said) > maxSaid {
				t.Errorf("%+v, %v", a, err)
			}
			if want := []string{"d-ABCDE1234 x " + test.status}; !slices.Equal(*told, want) {
				t.Errorf("told %q", *told)
			}
		})
	}
}

func TestHandleWithoutDeployment(t *testing.T) {
	f, told := packed(t, func(context.Context, []string, io.Writer, io.Writer) int { return 0 })
	if a, err := f.Handle(t.Context(), Event{}); err != nil || a.Status != "Succeeded" || len(*told) > 0 {
		t.Errorf("%+v, %v, told %q", a, err, *told)
	}
	if _, err := f.Handle(t.Context(), Event{DeploymentID: "d-ABCDE1234"}); err == nil {
		t.Error("half an event is taken")
	}
}

// A run that would take longer than Lambda lets it is stopped before, so that it
// takes back what it changed and says so.
func TestHandleStopsInTime(t *testing.T) {
	var cause error
	f, told := packed(t, func(ctx context.Context, _ []string, _, _ io.Writer) int {
		<-ctx.Done()
		cause = context.Cause(ctx)
		return 143
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	a, err := f.Handle(ctx, deploying)
	if err != nil || a.Status != "Failed" || a.Exit != 143 || cause != f.Late || ctx.Err() != nil || len(*told) != 1 {
		t.Errorf("%+v, %v, cause %v, %v", a, err, cause, ctx.Err())
	}
}

// CodeDeploy that cannot be told is an error: Lambda tries again.
func TestHandleCannotTell(t *testing.T) {
	f, _ := packed(t, func(context.Context, []string, io.Writer, io.Writer) int { return 0 })
	f.Tell = func(context.Context, Event, string) error { return errors.New("no leave") }
	if _, err := f.Handle(t.Context(), deploying); err == nil || !strings.Contains(err.Error(), "no leave") {
		t.Errorf("%v", err)
	}
}

func TestWanted(t *testing.T) {
	t.Setenv("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001")
	if !Wanted([]string{"/var/task/bootstrap"}) || Wanted([]string{"/var/task/bootstrap", "run"}) || Wanted([]string{"squall"}) {
		t.Error("the wrong processes are functions")
	}
	t.Setenv("AWS_LAMBDA_RUNTIME_API", "")
	if Wanted([]string{"/var/task/bootstrap"}) {
		t.Error("a process outside of Lambda is a function")
	}
}

// Invocations come from the Runtime API, and what becomes of them goes there.
func TestStart(t *testing.T) {
	events := []string{`{"DeploymentId": "d-ABCDE1234", "LifecycleEventHookExecutionId": "x"}`, `[]`, ``, `{"DeploymentId": "d-ABCDE1234"}`}
	var answers []string
	lambda := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && len(events) == 0 {
			w.WriteHeader(http.StatusForbidden) // the environment has ended
			return
		}
		if r.Method == http.MethodGet {
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprint("r", len(events)))
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Hour).UnixMilli()))
			fmt.Fprint(w, events[0])
			events = events[1:]
			return
		}
		body, _ := io.ReadAll(r.Body)
		answers = append(answers, strings.TrimPrefix(r.URL.Path, "/2018-06-01/runtime/invocation/")+" "+string(body))
		w.WriteHeader(http.StatusAccepted)
	}))
	defer lambda.Close()
	t.Setenv("AWS_LAMBDA_RUNTIME_API", strings.TrimPrefix(lambda.URL, "http://"))
	f, told := packed(t, func(ctx context.Context, _ []string, out, _ io.Writer) int {
		if _, ok := ctx.Deadline(); !ok {
			t.Error("the run has no deadline")
		}
		fmt.Fprint(out, "PASS")
		return 0
	})
	if err := f.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("ended with %v", err)
	}
	want := []string{`r4/response {"status":"Succeeded","exit":0,"said":"PASS"}`, `r3/error {"errorMessage":"json: `, `r2/response {"status":"Succeeded"`, `r1/error {"errorMessage":"the event has only one of`}
	for i, w := range want {
		if i >= len(answers) || !strings.HasPrefix(answers[i], w) {
			t.Fatalf("answers %q, want %q", answers, want)
		}
	}
	if len(*told) != 1 {
		t.Errorf("told %q", *told)
	}
}
