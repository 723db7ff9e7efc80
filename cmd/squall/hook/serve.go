package hook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Wanted says whether Lambda has started this process from a package of ours,
// and asks it for nothing else.
func Wanted(args []string) bool {
	return len(args) == 1 && os.Getenv("AWS_LAMBDA_RUNTIME_API") != "" && filepath.Base(args[0]) == program
}

// Program runs a command line of squall and gives its exit code.
type Program func(ctx context.Context, args []string, out, diag io.Writer) int

// Function is the function.
type Function struct {
	Run   Program
	Late  error // the cause of a context that ends since Lambda's time does
	Root  string
	Tell  func(ctx context.Context, e Event, status string) error
	Print io.Writer
}

// Event is what CodeDeploy sends to the hook of a deployment. An event without
// these two, as Step Functions may send one, is told to nobody.
// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html
type Event struct {
	DeploymentID string `json:"DeploymentId"`
	ExecutionID  string `json:"LifecycleEventHookExecutionId"`
}

// Answer is what the function returns.
type Answer struct {
	Status string `json:"status"` // as CodeDeploy calls it: Succeeded or Failed
	Exit   int    `json:"exit"`   // the exit code of squall
	Said   string `json:"said"`   // the end of what it printed
}

// The time that is kept back to take changes back and to report, of what Lambda
// gives: a minute, or a fifth where there is little.
const (
	keptBack = time.Minute
	keptPart = 5
)

// Handle runs the profile for one event. What fails is an answer, and told to
// CodeDeploy, which would otherwise wait for an hour; an error is that it could
// not be told.
func (f *Function) Handle(ctx context.Context, e Event) (*Answer, error) {
	if (e.DeploymentID == "") != (e.ExecutionID == "") {
		return nil, fmt.Errorf("the event has only one of DeploymentId (%q) and LifecycleEventHookExecutionId (%q)", e.DeploymentID, e.ExecutionID)
	}
	a := f.answer(ctx)
	if e.DeploymentID == "" {
		return a, nil
	}
	if err := f.Tell(ctx, e, a.Status); err != nil {
		return a, fmt.Errorf("the deployment is %s and CodeDeploy cannot be told: %w", a.Status, err)
	}
	return a, nil
}

func (f *Function) answer(ctx context.Context) (a *Answer) {
	a = &Answer{Status: "Failed", Exit: 1}
	defer func() {
		if v := recover(); v != nil {
			a.Said = fmt.Sprint("squall has crashed: ", v)
		}
	}()
	var said tail
	code, err := f.run(ctx, io.MultiWriter(&said, f.Print))
	if err != nil {
		fmt.Fprintln(io.MultiWriter(&said, f.Print), "squall:", err)
	}
	a.Exit, a.Said = code, said.String()
	if code == 0 {
		a.Status = "Succeeded"
	}
	return a
}

// run runs the command line of the package in a folder of its own, with the
// overrides that the function's environment has.
func (f *Function) run(ctx context.Context, out io.Writer) (code int, err error) {
	data, err := os.ReadFile(filepath.Join(f.Root, settings))
	if err != nil {
		return 1, err
	}
	var s Settings
	if err := json.Unmarshal(data, &s); err != nil {
		return 1, fmt.Errorf("%s: %w", settings, err)
	}
	dir, err := os.MkdirTemp("", "squall-")
	if err != nil {
		return 1, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	args := append(s.Args, "--out", filepath.Join(dir, "result"))
	for _, set := range Overrides(os.Getenv("SQUALL_SET"), os.Getenv("SQUALL_VERSION")) {
		args = append(args, "--set", set)
	}
	if err := os.Chdir(f.Root); err != nil { // where the profile and its files are
		return 1, err
	}
	within, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	if end, ok := ctx.Deadline(); ok {
		left := time.Until(end)
		late := time.AfterFunc(left-min(keptBack, left/keptPart), func() { cancel(f.Late) })
		defer late.Stop()
	}
	return f.Run(within, args, out, out), nil
}

// Overrides are those of SQUALL_SET: path=value, one a line or after a
// semicolon and a space. {version} is the number of a version, or that at the
// end of its ARN.
func Overrides(text, version string) []string {
	var out []string
	text = strings.ReplaceAll(text, "{version}", version[strings.LastIndexByte(version, ':')+1:])
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "; ", "\n"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// tail keeps the end of what is written to it.
type tail struct{ bytes.Buffer }

const maxSaid = 4096

// Write implements io.Writer.
func (t *tail) Write(p []byte) (int, error) {
	t.Buffer.Write(p)
	if over := t.Len() - maxSaid; over > 0 {
		t.Next(over)
	}
	return len(p), nil
}
