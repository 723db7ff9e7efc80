package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// pty opens a pseudo terminal of 80 columns: ours, and a program's.
func pty(t *testing.T) (ours, theirs *os.File) {
	t.Helper()
	ours, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("there are no terminals here:", err)
	}
	t.Cleanup(func() { ours.Close() })
	fd := int(ours.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 40, Col: 80})
	}
	if err == nil {
		theirs, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ours, theirs
}

// On a terminal a run on AWS shows what it would do and asks once, and whatever
// is not a yes is a no.
func TestTerminalIsAskedOnce(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	before := s.state(t)
	profile := writeProfile(t, strings.Replace(reserving, "budget: 5\n", "", 1))
	for _, tc := range []struct {
		answer string
		runs   bool
	}{{"y\n", true}, {"Yes\n", true}, {"\n", false}, {"yeah\n", false}, {"\x04", false}} {
		ours, theirs := pty(t)
		child := exec.Command("squall", "run", profile, "--target", "aws", "--allow", "reserved", "--no-tui", "--out", t.TempDir())
		var out bytes.Buffer
		child.Stdin, child.Stderr, child.Stdout = theirs, theirs, &out
		child.Dir = t.TempDir()
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		theirs.Close()
		var shown bytes.Buffer
		buffer := make([]byte, 4096)
		for asked := false; ; {
			n, err := ours.Read(buffer)
			shown.Write(buffer[:n])
			if !asked && strings.Contains(shown.String(), "Run it? [y/N] ") {
				asked = true
				if _, err := io.WriteString(ours, tc.answer); err != nil {
					t.Fatal(err)
				}
			}
			if err != nil {
				break // the other end is closed
			}
		}
		_ = child.Wait()
		code, said := child.ProcessState.ExitCode(), shown.String()
		if strings.Count(said, "Run it?") != 1 || !strings.Contains(said, "reserved concurrency of shop: 20 -> 50") {
			t.Errorf("%q: asked %d times\n%s", tc.answer, strings.Count(said, "Run it?"), said)
		}
		if ran := code == 0 || code == 15; ran != tc.runs || !tc.runs && (code != 2 || !strings.Contains(said, "nothing was changed or sent")) {
			t.Errorf("%q: exit code %d\n%s\n%s", tc.answer, code, said, out.String())
		}
		unchanged(t, s, before)
	}
}
