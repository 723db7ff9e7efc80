//go:build !linux

package proc

import "os/exec"

// apart, freeze and thaw have no process groups to work with here.
func apart(*exec.Cmd)  {}
func freeze(*exec.Cmd) {}
func thaw(*exec.Cmd)   {}

func killGroup(c *exec.Cmd) { _ = c.Process.Kill() }
