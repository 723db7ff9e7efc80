package tools

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Server is this program once more, as the server that it measures with, in a
// process of its own.
type Server struct {
	URL string
	cmd *exec.Cmd
}

// Serve starts the server: this program with the argument serve, which prints
// its address.
func Serve() (*Server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, "serve")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &Server{cmd: cmd}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.Stop()
		return nil, fmt.Errorf("the server printed no address: %w", err)
	}
	s.URL = strings.TrimSpace(line)
	return s, nil
}

// Stop ends the server.
func (s *Server) Stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}
