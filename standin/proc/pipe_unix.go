//go:build unix

package proc

import (
	"errors"
	"os"
	"syscall"
)

// pipe makes a file for a process to write to, whose other end is read as the
// process writes, and at once when the output is taken: a line that was written
// before an answer belongs to that answer. done ends when nobody writes to the
// file any more.
func (o *output) pipe() (w *os.File, done func(), err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	raw, err := r.SyscallConn()
	if err != nil {
		return nil, nil, errors.Join(err, r.Close(), w.Close())
	}
	buffer := make([]byte, 32<<10)
	drain := func(fd uintptr) (empty bool) {
		for {
			n, err := syscall.Read(int(fd), buffer)
			if n > 0 {
				o.add(buffer[:n])
				continue
			}
			return errors.Is(err, syscall.EAGAIN)
		}
	}
	o.mu.Lock()
	o.more = func() { _ = raw.Control(func(fd uintptr) { drain(fd) }) } // closed: there is no more
	o.mu.Unlock()
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		_ = raw.Read(func(fd uintptr) bool { // it ends with the last writer
			o.mu.Lock()
			defer o.mu.Unlock()
			return !drain(fd)
		})
	}()
	return w, func() {
		<-finished
		_ = r.Close() // everything was read
	}, nil
}
