// Command squall is a load-testing and chaos harness for AWS Lambda.
//
// This package only wires: it parses flags, opens files and sockets, and joins
// profiles, attack, standin, analyze and reports. What it does not do: decide
// anything about load, Lambda or figures.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"squall/attack/lab/specimen"
	"squall/cmd/squall/hook"
)

func main() {
	if specimen.Wanted() {
		fmt.Fprintln(os.Stderr, "squall:", specimen.Serve(context.Background(), os.Stdout))
		os.Exit(exitInternal)
	}
	if hook.Wanted(os.Args) {
		fmt.Fprintln(os.Stderr, "squall:", serveHook())
		os.Exit(exitInternal)
	}
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup does
		signal.Notify(signals, syscall.SIGHUP)
	}
	// Nobody reads these: a connection that the other side has closed sends them
	// too, and must end nothing. Without them a pipe would end the process at once.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	gone := func() { cancel(interrupted{syscall.SIGPIPE}) }
	go func() {
		first := <-signals
		cancel(interrupted{first})
		<-signals
		fmt.Fprintln(os.Stderr, "squall: second signal: leaving at once; squall recover takes back what was changed")
		os.Exit(interrupted{first}.code())
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, piped(os.Stdout, gone), piped(os.Stderr, gone)))
}

// interrupted is the cause of a context that a signal ended.
type interrupted struct{ signal os.Signal }

func (i interrupted) Error() string { return "interrupted" }

// code is what a shell expects of a process that a signal ended.
func (i interrupted) code() int {
	if n, ok := i.signal.(syscall.Signal); ok {
		return 128 + int(n)
	}
	return 130
}

// run is the program: main adapts the process to it, tests call it.
func run(ctx context.Context, args []string, in io.Reader, out, diag io.Writer) int {
	p := &program{in: in, out: out, diag: diag}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(diag)
	return p.exit(root.ExecuteContext(ctx))
}

// piped is a stream that says when its reader has gone away, as head does: that
// ends a run in order.
func piped(f *os.File, gone func()) io.Writer {
	if tty, _ := terminal(f); tty {
		return f
	}
	return pipe{f, gone}
}

type pipe struct {
	*os.File
	gone func()
}

func (p pipe) Write(b []byte) (int, error) {
	n, err := p.File.Write(b)
	if errors.Is(err, syscall.EPIPE) {
		p.gone()
	}
	return n, err
}
