package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// pseudo is a pair of ends of a terminal so many columns wide: what a person
// has, and what a program has.
func pseudo(t *testing.T, columns uint16) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no terminal can be made here: %v", err)
	}
	t.Cleanup(func() { _ = person.Close() })
	var locked, number int32
	size := [4]uint16{24, columns}
	for _, c := range []struct {
		request uintptr
		of      unsafe.Pointer
	}{{syscall.TIOCSPTLCK, unsafe.Pointer(&locked)}, {syscall.TIOCGPTN, unsafe.Pointer(&number)}, {syscall.TIOCSWINSZ, unsafe.Pointer(&size)}} {
		if _, _, code := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), c.request, uintptr(c.of)); code != 0 {
			t.Fatalf("setting up a terminal: %v", code)
		}
	}
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = program.Close() })
	return person, program
}

// modes are how a terminal treats keys and lines.
func modes(t *testing.T, f *os.File) (m syscall.Termios) {
	t.Helper()
	if _, _, code := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), syscall.TCGETS, uintptr(unsafe.Pointer(&m))); code != 0 {
		t.Fatalf("asking a terminal: %v", code)
	}
	return m
}

var moves = regexp.MustCompile(`\x1b\[[0-9;?<>=$]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>78M]|\x1b\][^\x07]*\x07|[\r\n]`)

// On a terminal, even a narrow one, the run shows itself within its width; q
// ends it in order, and the terminal is what it was.
func TestQuitOnATerminal(t *testing.T) {
	for _, columns := range []uint16{40, 80} {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			t.Parallel()
			person, program := pseudo(t, columns)
			before := modes(t, program)
			dir := t.TempDir()
			profile := filepath.Join(dir, "p.yaml")
			text := "name: a-long-name-for-a-narrow-terminal\nfunctions: [{name: f, model: {duration: {constant: 5ms}}}]\nattack: [{path: sdk, function: f, phases: [{for: 10m, rate: 20/s}]}]\n"
			if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			c := exec.CommandContext(t.Context(), os.Args[0])
			c.Args = []string{"squall", "run", profile, "--out", filepath.Join(dir, "out")}
			c.Env = append(os.Environ(), "TERM=xterm-256color", "CI=", "NO_COLOR=")
			c.Stdin, c.Stdout, c.Stderr = program, &out, program
			c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			shown := make(chan string)
			go func() { shown <- watched(person) }()
			err := c.Wait()
			after := modes(t, program)
			_ = program.Close() // the last one that has this end: the other one is told
			seen := <-shown
			var ended *exec.ExitError
			if !errors.As(err, &ended) || ended.ExitCode() != 130 || !strings.Contains(out.String(), "ABORTED") {
				t.Errorf("it ended with %v and said\n%s\nafter showing %q", err, &out, seen)
			}
			if after != before {
				t.Errorf("the terminal was %+v and is %+v", before, after)
			}
			if !strings.Contains(seen, "q stops") {
				t.Errorf("it showed %q", seen)
			}
			for _, part := range moves.Split(seen, -1) {
				if twwidth.Width(part) > int(columns) {
					t.Errorf("%d columns: %q", twwidth.Width(part), part)
				}
			}
		})
	}
}

// watched reads what is shown, presses q once the run says that this stops it,
// and gives all of it.
func watched(person *os.File) string {
	var all []byte
	pressed := false
	for {
		part := make([]byte, 4096)
		n, err := person.Read(part)
		all = append(all, part[:n]...)
		if !pressed && bytes.Contains(all, []byte("q stops")) {
			pressed = true
			_, _ = person.Write([]byte("q"))
		}
		if err != nil {
			return string(all)
		}
	}
}
