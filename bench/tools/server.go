package tools

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
)

// Server is this program once more, as the server that it measures with, in a
// process of its own.
type Server struct {
	URL  string
	cmd  *exec.Cmd
	turn int
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

// addresses is at how many loopback addresses the server listens.
const addresses = 64

// Fresh is a URL of the server's at the next of its addresses. There all local
// ports are free; at the last one those of a run may be closing for a minute.
func (s *Server) Fresh(url string) string {
	s.turn = s.turn%addresses + 1
	return strings.Replace(url, "127.0.0.1", fmt.Sprint("127.0.0.", s.turn), 1)
}

// Listen serves at one port of all addresses and prints the first.
func Listen(out io.Writer, serve func(net.Listener) error) error {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(first.Addr().String())
	ended := make(chan error, addresses)
	go func() { ended <- serve(first) }()
	for i := 2; i <= addresses; i++ {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.%d:%s", i, port))
		if err != nil {
			return err
		}
		go func() { ended <- serve(l) }()
	}
	fmt.Fprintf(out, "http://%s/\n", first.Addr())
	return <-ended
}

// Stop ends the server.
func (s *Server) Stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}
