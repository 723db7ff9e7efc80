package standin_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/read"
	"squall/standin"
	"squall/standin/lease"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// programs say which process answered, and how often it has, each in a language
// of its own.
var programs = map[string]struct{ file, text string }{
	"python3": {"own.py", `import os, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
n = 0
while True:
    r = urllib.request.urlopen(base + "next")
    r.read()
    n += 1
    body = b'{"statusCode":200,"body":"%d of %d, and some more"}' % (n, os.getpid())
    urllib.request.urlopen(base + r.headers["Lambda-Runtime-Aws-Request-Id"] + "/response", body).read()
`},
	"node": {"own.mjs", `const base = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/"
for (let n = 1; ; n++) {
  const r = await fetch(base + "next")
  await r.text()
  const body = JSON.stringify({statusCode: 200, body: n + " of " + process.pid + ", and some more"})
  await (await fetch(base + r.headers.get("lambda-runtime-aws-request-id") + "/response", {method: "POST", body})).text()
}
`},
	"go": {"", ""}, // this test's own binary
}

const ownProgram = "SQUALL_TEST_PROGRAM"

// serveProgram is the program in Go.
func serveProgram() {
	base := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for n := 1; ; n++ {
		r, err := http.Get(base + "next")
		if err != nil {
			os.Exit(1)
		}
		body := fmt.Appendf(nil, `{"statusCode":200,"body":"%d of %d, and some more"}`, n, os.Getpid())
		done, err := http.Post(base+r.Header.Get("Lambda-Runtime-Aws-Request-Id")+"/response", "application/json", bytes.NewReader(body))
		if err != nil {
			os.Exit(1)
		}
		_, _ = r.Body.Close(), done.Body.Close()
	}
}

// studio is a stand-in with one program as its function, whose model of time is
// that of the program.
type studio struct {
	t   *testing.T
	url string
	c   *lambda.Client
}

func openStudio(t *testing.T, language string) *studio {
	t.Helper()
	var command []string
	env := "{STAGE: test}"
	if language == "go" {
		command, env = []string{os.Args[0]}, "{"+ownProgram+": \"1\"}"
	} else {
		path, err := exec.LookPath(language)
		if err != nil && os.Getenv("CI") == "" {
			t.Skip(err)
		} else if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), programs[language].file)
		if err := os.WriteFile(file, []byte(programs[language].text), 0o600); err != nil {
			t.Fatal(err)
		}
		command = []string{path, file}
	}
	list, _ := json.Marshal(command)
	plan, err := read.Profile("own.yaml", []byte("name: own\nplatform: {init_limit: 3s}\nfunctions: [{name: own, timeout: 1s, env: "+env+", process: {command: "+string(list)+"}}]\n"+
		"attack: [{path: sdk, function: own, phases: [{for: 1s, rate: 1/s}]}]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	world := &plan.Arms[0].World
	s, c := serve(t, standin.Options{World: world, Programs: standin.Programs(world)})
	if err := s.Install(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	return &studio{t, s.Endpoint(), c}
}

// invoke gives what a caller sees, without the number of the process, and that.
func (s *studio) invoke() (seen, process string) {
	s.t.Helper()
	out, err := s.c.Invoke(s.t.Context(), &lambda.InvokeInput{FunctionName: aws.String("own")})
	if err != nil {
		return err.Error(), ""
	}
	var answer struct{ Body string }
	seen = aws.ToString(out.FunctionError) + " " + string(out.Payload)
	if json.Unmarshal(out.Payload, &answer) == nil && strings.Contains(answer.Body, " of ") {
		n, rest, _ := strings.Cut(answer.Body, " of ")
		process, _, _ = strings.Cut(rest, ",")
		seen = "answer " + n
	}
	return seen, process
}

func (s *studio) fault(method string, r lease.Request) (rows []lease.Row) {
	s.t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		s.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+"/_squall/faults", bytes.NewReader(b))
	if method == http.MethodDelete {
		req, err = http.NewRequestWithContext(s.t.Context(), method, s.url+"/_squall/faults?lease="+r.Lease, nil)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode >= 300 {
		s.t.Fatalf("%s %s: %s", method, r.Fault.Kind, res.Status)
	}
	_ = json.NewDecoder(res.Body).Decode(&rows)
	return rows
}

// strike is a fault on a program, and what is seen of it.
type strike struct {
	kind  string
	delay time.Duration
	count int
	want  string // what the caller sees
	fresh bool   // the process does not outlive it
	least time.Duration
}

var strikes = []strike{
	{"invoke.delay", 300 * time.Millisecond, 0, "answer ", false, 300 * time.Millisecond},
	{"invoke.error.handled", 0, 0, "Handled {\"errorMessage\":\"injected by a fault\"", false, 0},
	{"invoke.error.unhandled", 0, 0, "Unhandled {\"errorMessage\":\"injected by a fault\"", false, 0},
	{"invoke.error.exit", 0, 0, "Runtime.ExitError", true, 0},
	{"invoke.error.oom", 0, 0, "Runtime.OutOfMemory", true, 0},
	{"invoke.timeout", 0, 0, "Task timed out after 1.00 seconds", true, time.Second},
	{"invoke.response.corrupt", 0, 0, " {\"s", false, 0},
	{"invoke.response.truncate", 0, 0, " {\"statusCode\":", false, 0},
	{"invoke.response.bad-shape", 0, 0, "two hundred", false, 0},
	{"invoke.response.oversize", 0, 0, "Function.ResponseSizeTooLarge", false, 0},
	{"invoke.response.status", 0, 503, `{"statusCode":503`, false, 0},
	{"iam.deny-dependency", 0, 0, "AccessDeniedException", false, 0},
	{"env.kill", 0, 0, "answer ", true, 0},
	{"env.recycle", 0, 0, "answer 1", true, 0},
	{"env.max-age", 0, 0, "answer 2", true, 0},          // too old at once: it ends with the invoke that it has in hand
	{"env.max-age", time.Hour, 0, "answer 2", false, 0}, // nobody is so old
	{"init.delay", 500 * time.Millisecond, 0, "answer 1", false, 500 * time.Millisecond},
	{"init.delay", time.Minute, 0, "Unhandled", true, 3 * time.Second},
	{"init.fail", 0, 0, "Unhandled", true, 0},
	{"init.timeout", 0, 0, "Unhandled", true, 3 * time.Second},
}

// Faults strike programs of a user as they strike models: the caller sees them,
// they are counted, they end, and afterwards the program answers as before, in a
// new process where the old one did not outlive them.
func TestFaultsStrikePrograms(t *testing.T) {
	for language := range programs {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			for _, f := range strikes {
				if language != "go" && !slices.Contains([]string{"invoke.delay", "invoke.error.exit", "invoke.response.truncate", "env.kill", "init.fail"}, f.kind) {
					continue // one of each way that the shell has with a process
				}
				t.Run(f.kind, func(t *testing.T) {
					t.Parallel()
					s := openStudio(t, language)
					before := "none"
					if !strings.HasPrefix(f.kind, "init.") {
						if _, before = s.invoke(); before == "" {
							t.Fatal("the program does not answer")
						}
					}
					r := lease.Request{Lease: "l", Lasts: time.Hour, Fault: profiles.Fault{Kind: f.kind, Share: 1, Count: f.count, Delay: dist.Must(dist.Constant(max(f.delay, 1)))}}
					s.fault(http.MethodPut, r)
					began := time.Now()
					seen, during := s.invoke()
					if took := time.Since(began); !strings.Contains(seen, f.want) || took < f.least {
						t.Errorf("the caller saw %.200s after %s, want %s after %s", seen, took, f.want, f.least)
					}
					struck := uint64(1)
					if f.delay == time.Hour {
						struck = 0
					}
					rows := s.fault(http.MethodGet, r)
					if len(rows) != 1 || rows[0].Struck != struck || !rows[0].Live {
						t.Errorf("counted: %+v", rows)
					}
					s.fault(http.MethodDelete, r)
					seen, after := s.invoke()
					if !strings.HasPrefix(seen, "answer ") {
						t.Fatalf("after it: %s", seen)
					}
					last := before
					if during != "" && f.kind != "env.kill" {
						last = during
					}
					if same := after == last; same == f.fresh && f.kind != "env.recycle" || f.kind == "env.recycle" && (during == before || after != during) {
						t.Errorf("processes %s before, %q during, %s after it", before, during, after)
					}
					if rows := s.fault(http.MethodGet, r); len(rows) != 1 || rows[0].Struck != struck || rows[0].Live {
						t.Errorf("it has not ended: %+v", rows)
					}
				})
			}
		})
	}
}
