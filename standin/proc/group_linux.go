package proc

import (
	"os/exec"
	"syscall"
)

// apart gives a process a group of its own, so that it is frozen and killed
// with what it starts, and lets it die with squall.
func apart(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// A group that is gone needs no signal, so errors say nothing.
func killGroup(c *exec.Cmd) { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
func freeze(c *exec.Cmd)    { _ = syscall.Kill(-c.Process.Pid, syscall.SIGSTOP) }
func thaw(c *exec.Cmd)      { _ = syscall.Kill(-c.Process.Pid, syscall.SIGCONT) }
