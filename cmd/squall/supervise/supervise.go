// Package supervise runs squall as a child of itself, and starts it again when it
// is killed: what makes a stand-in one that a fault may really kill.
//
// It decides nothing about when that happens, and keeps no state: how long a
// child stays away after its death is in the state that the child keeps.
package supervise

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// mark is the variable by which a child knows that it is one.
const mark = "SQUALL_SUPERVISED"

// Child says whether this process is a child.
func Child() bool { return os.Getenv(mark) != "" }

// Orphaned is a context that ends with ctx, or when the parent of this child has
// gone, however it went.
func Orphaned(ctx context.Context, in io.Reader) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		_, _ = io.Copy(io.Discard, in) // the parent says nothing until it is gone
		cancel()
	}()
	return ctx, cancel
}

// Die ends this process as kill -9 does: nothing is written, closed or told.
func Die() {
	p, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = p.Kill()
	}
	if err != nil {
		os.Exit(died)
	}
	select {} // the signal is on its way
}

// died is how a process ends that could not kill itself, and on Windows one that
// was killed.
const died = 1

// Exit is how a child ended that was not killed; it has said why.
type Exit struct{ Code int }

func (e Exit) Error() string { return fmt.Sprintf("the stand-in ended with %d", e.Code) }

const (
	// brief is a life that is too short to have served anybody, and tooOften how
	// many of them in a row are given up on.
	brief    = time.Second
	tooOften = 5
)

// Run runs this program with the same arguments, again and again as long as it
// is killed, until ctx ends: then the child is asked to stop.
func Run(ctx context.Context, out, diag io.Writer) error {
	for deaths := 0; ; {
		began := time.Now()
		killed, err := once(ctx, out, diag)
		if !killed || ctx.Err() != nil {
			return err
		}
		if deaths++; time.Since(began) > brief {
			deaths = 1
		}
		if deaths == tooOften {
			return fmt.Errorf("the stand-in was killed %d times in a row within a second of its start: given up", deaths)
		}
		if _, err := fmt.Fprintln(diag, "squall: the stand-in was killed; it starts again"); err != nil {
			return err
		}
	}
}

// once is one life of the child; killed says that nobody asked for its end.
func once(ctx context.Context, out, diag io.Writer) (killed bool, err error) {
	self, err := os.Executable()
	if err != nil {
		return false, err
	}
	child := exec.Command(self)
	child.Args, child.Env = os.Args, append(os.Environ(), mark+"=1")
	child.Stdout, child.Stderr = out, diag
	leash, err := child.StdinPipe() // it ends with this process
	if err == nil {
		err = child.Start()
	}
	if err != nil {
		return false, fmt.Errorf("the stand-in cannot be started: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = leash.Close() })()
	err = child.Wait()
	var ended *exec.ExitError
	if !errors.As(err, &ended) {
		return false, err
	}
	code := ended.ExitCode()
	if code == -1 || runtime.GOOS == "windows" && code == died {
		return true, nil
	}
	return false, Exit{code}
}
