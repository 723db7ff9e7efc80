//go:build !unix

package proc

import (
	"io"
	"os"
)

// pipe makes a file for a process to write to, whose other end is read as the
// process writes. done ends when nobody writes to the file any more.
func (o *output) pipe() (w *os.File, done func(), err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		_, _ = io.Copy(o, r) // it ends with the last writer
	}()
	return w, func() {
		<-finished
		_ = r.Close() // everything was read
	}, nil
}
