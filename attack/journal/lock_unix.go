//go:build unix

package journal

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// A process that dies, or that was just forked, holds a lock for a moment more.
const (
	tries = 20
	pause = 25 * time.Millisecond
)

// lock makes a file this process's alone; the lock ends with the file or the
// process, however that dies.
func lock(f *os.File) error {
	for n := 1; ; n++ {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return nil
		case !errors.Is(err, syscall.EWOULDBLOCK):
			return fmt.Errorf("lock it: %w", err)
		case n == tries:
			return ErrInUse
		}
		time.Sleep(pause)
	}
}
