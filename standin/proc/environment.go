package proc

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"squall/standin/invoke"
	"squall/standin/runtimeapi"
)

// environment is one process and its Runtime API.
type environment struct {
	process invoke.Process
	host    *Host
	api     *runtimeapi.API
	output  output

	mu      sync.Mutex
	command *exec.Cmd // once it runs
	ready   bool      // it has asked for an invocation
	handed  int       // invocations that it has not answered
	frozen  bool
	ended   bool // it is to end
	over    bool // it has
	failure []byte
}

// run is the life of the process.
func (e *environment) run() {
	runtime.LockOSThread() // a process dies with the thread that started it
	defer runtime.UnlockOSThread()
	why := e.live()
	e.mu.Lock()
	payload, unwanted := e.failure, e.ended
	e.over = true
	e.mu.Unlock()
	if unwanted {
		e.host.forget(e.process.Env)
	}
	if payload == nil {
		payload = document(why)
	}
	e.tell(invoke.Exited, payload)
}

// live runs the process to its end, and says why it ended.
func (e *environment) live() error {
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("the Runtime API: %w", err)
	}
	server := &http.Server{Handler: e.api, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(&e.output, "", 0)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(socket) }()
	defer func() {
		_ = server.Close() // the process is gone
		<-served
	}()
	scratch, err := os.MkdirTemp(e.host.options.Dir, "tmp-")
	if err != nil {
		return fmt.Errorf("a folder for temporary files: %w", err)
	}
	defer func() { _ = os.RemoveAll(scratch) }() // Close removes the folder around it
	command := e.program()
	command.Env = e.variables(command.Dir, scratch, socket.Addr().String())
	pipe, done, err := e.output.pipe()
	if err != nil {
		return fmt.Errorf("a pipe for what it writes: %w", err)
	}
	command.Stdout, command.Stderr = pipe, pipe
	apart(command)
	err = e.start(command)
	_ = pipe.Close() // the process has its own
	defer done()
	if err != nil {
		return err
	}
	err = command.Wait()
	killGroup(command) // what the process itself started
	if err == nil {
		err = errors.New("exit status 0")
	}
	return err
}

// program is what the process runs: the bootstrap of its package, or what it
// was told.
func (e *environment) program() *exec.Cmd {
	root := e.host.store.path(e.process.Code)
	command := exec.Command(filepath.Join(root, "bootstrap"))
	if p := e.process.Program; len(p.Command) > 0 {
		root = p.Dir
		command = exec.Command(p.Command[0], p.Command[1:]...)
	}
	command.Dir = root
	return command
}

// start starts the process unless its environment has ended already.
func (e *environment) start(command *exec.Cmd) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return errors.New("the environment has ended")
	}
	if err := command.Start(); err != nil {
		e.failure = fault("Runtime.InvalidEntrypoint", err.Error())
		return err
	}
	e.command = command
	return nil
}

// Waits implements runtimeapi.Listener: the process has nothing to do, so it is
// ready the first time, and frozen.
func (e *environment) Waits() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.ready {
		e.ready = true
		e.tell(invoke.Ready, nil)
	}
	if e.handed == 0 && e.command != nil && !e.ended {
		e.frozen = true
		freeze(e.command)
	}
}

// Answered implements runtimeapi.Listener.
func (e *environment) Answered(payload []byte, failed bool) {
	e.mu.Lock()
	e.handed--
	e.mu.Unlock()
	what := invoke.Answered
	if failed {
		what = invoke.Failed
	}
	e.tell(what, payload)
}

// InitFailed implements runtimeapi.Listener: the process says why, and exits.
func (e *environment) InitFailed(payload []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failure = payload
}

func (e *environment) tell(what invoke.What, payload []byte) {
	e.host.options.Tell(invoke.Told{Env: e.process.Env, Place: e.process.Place, What: what, Payload: payload})
}

// hand gives the process an invocation, awake.
func (e *environment) hand(i invoke.Invocation) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended {
		return
	}
	e.handed++
	if e.frozen {
		e.frozen = false
		thaw(e.command)
	}
	e.api.Hand(i)
}

func (e *environment) end() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.ended = true
	switch {
	case e.over:
		e.host.forget(e.process.Env)
	case e.command != nil:
		killGroup(e.command)
	}
}

// variables are those that Lambda gives a process, and the function's own; of
// squall's environment only what finds programs. The APIs of AWS that they lead
// to are the stand-in's.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func (e *environment) variables(root, scratch, api string) []string {
	p := &e.process
	all := map[string]string{
		"AWS_LAMBDA_RUNTIME_API": api, "_HANDLER": p.Handler, "LAMBDA_TASK_ROOT": root, "LAMBDA_RUNTIME_DIR": root,
		"AWS_LAMBDA_FUNCTION_NAME": p.Function, "AWS_LAMBDA_FUNCTION_VERSION": p.Version,
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE": strconv.Itoa(p.Memory), "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME": p.LogGroup, "AWS_LAMBDA_LOG_STREAM_NAME": p.LogStream,
		"AWS_LAMBDA_LOG_FORMAT": cmp.Or(p.LogFormat, "Text"),
		"AWS_EXECUTION_ENV":     "AWS_Lambda_provided.al2023", "AWS_REGION": p.Region, "AWS_DEFAULT_REGION": p.Region,
		"AWS_ACCESS_KEY_ID": "squall", "AWS_SECRET_ACCESS_KEY": "squall", "AWS_SESSION_TOKEN": "squall",
		"AWS_ENDPOINT_URL": e.host.options.Endpoint(), "TMPDIR": scratch, "HOME": scratch,
		"PATH": cmp.Or(os.Getenv("PATH"), "/usr/local/bin:/usr/bin:/bin"), "LANG": "en_US.UTF-8", "TZ": ":UTC",
	}
	if p.LogLevel != "" { // Lambda itself filters the lines of managed runtimes alone
		all["AWS_LAMBDA_LOG_LEVEL"] = p.LogLevel
	}
	for name, value := range p.Variables {
		all[name] = value
	}
	out := make([]string, 0, len(all))
	for name, value := range all {
		out = append(out, name+"="+value)
	}
	return out
}

// document says, in Lambda's words, that a process ended by itself.
func document(why error) []byte {
	if why.Error() == "exit status 0" {
		return fault("Runtime.ExitError", "Error: Runtime exited without providing a reason")
	}
	return fault("Runtime.ExitError", "Error: Runtime exited with error: "+why.Error())
}

func fault(kind, message string) []byte {
	text, err := json.Marshal(struct {
		ErrorType    string `json:"errorType"`
		ErrorMessage string `json:"errorMessage"`
	}{kind, message})
	if err != nil {
		panic("proc: two strings have no JSON: " + err.Error())
	}
	return text
}
