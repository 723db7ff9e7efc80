package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"
)

// A reader that has gone away ends the program with 141; a connection that the
// other side has closed is an error like any other.
func TestReaderGoneAway(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	gone := 0
	out := piped(w, func() { gone++ })
	if _, err := out.Write([]byte("x")); err != nil || gone != 0 {
		t.Fatalf("%v, gone %d times", err, gone)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = out.Write([]byte("x"))
	if gone != 1 {
		t.Errorf("gone %d times", gone)
	}
	var diag countingWriter
	p := &program{diag: &diag}
	if code := p.exit(usage(fmt.Errorf("report: %w", err))); code != 141 || diag != 0 {
		t.Errorf("exit %d after %d bytes", code, diag)
	}
	if code := p.exit(internal(errors.Join(&net.OpError{Op: "write", Err: os.NewSyscallError("write", syscall.EPIPE)}))); code != exitInternal || diag == 0 {
		t.Errorf("a connection: exit %d after %d bytes", code, diag)
	}
}

type countingWriter int

func (c *countingWriter) Write(b []byte) (int, error) {
	*c += countingWriter(len(b))
	return len(b), nil
}
