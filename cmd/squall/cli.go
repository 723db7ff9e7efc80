package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"squall/cmd/squall/help"
	"squall/cmd/squall/screen"
	"squall/profiles"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// program is what every subcommand needs.
type program struct {
	in        io.Reader
	out, diag io.Writer
	tuned     string // the setting that squall canary compares, or ""
}

// Exit codes that no verdict gives.
const (
	exitOK       = 0
	exitInternal = 1
	exitUsage    = 2
)

// status is an error that knows the exit code; a nil err prints nothing.
type status struct {
	code int
	err  error
}

func (s status) Error() string {
	if s.err == nil {
		return fmt.Sprintf("exit code %d", s.code)
	}
	return s.err.Error()
}

func (s status) Unwrap() error { return s.err }

// usage marks an error of the caller's making.
func usage(err error) error { return status{exitUsage, err} }

// internal marks an error that is not the caller's.
func internal(err error) error { return status{exitInternal, err} }

// exit prints an error and gives the exit code. What has no status came from
// the parsing of flags.
func (p *program) exit(err error) int {
	if err == nil {
		return exitOK
	}
	s := status{exitUsage, err}
	errors.As(err, &s)
	if file := new(fs.PathError); errors.As(err, &file) && errors.Is(file, syscall.EPIPE) { // not a connection's
		return interrupted{syscall.SIGPIPE}.code()
	}
	if s.err != nil {
		fmt.Fprintln(p.diag, "squall:", strings.TrimRight(s.err.Error(), "\n"))
	}
	return s.code
}

const about = `squall sends load to AWS Lambda through every door at once, measures it from the
time each request was due, and says PASS, FAIL or that it cannot tell.

  squall run                  the built-in quickstart, on the local stand-in
  squall run my.yaml          your own profile (squall init writes one)
  squall simulate my.yaml     the same in virtual time: six hours in a second
  squall plan my.yaml         what would happen; runs nothing
  squall serve                a local Lambda for your own clients`

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "squall",
		Short:         "a load-testing and chaos harness for AWS Lambda",
		Long:          about,
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	root.PersistentFlags().Bool("no-color", false, "no colour in the terminal (also NO_COLOR)")
	root.AddCommand(p.runCommand(), p.simulateCommand(), p.findCommand(), p.canaryCommand(), p.planCommand(), p.serveCommand(), p.validateCommand(), p.schemaCommand(), p.pricesCommand(),
		p.initCommand(), p.importCommand(), p.profilesCommand(), p.reportCommand(), p.compareCommand(), p.rulesCommand(), p.whyCommand(), p.explainCommand(), p.metricsCommand(), p.recoverCommand(), p.doctorCommand(), p.awsCommand(), p.shellCommand(), p.versionCommand())
	root.AddCommand(p.historyCommand(), p.gateCommand())
	root.AddCommand(p.chaosCommand(), p.calibrateCommand(), p.conformCommand())
	help.Polish(root)
	return root
}

// terminal says whether a stream is one, and how wide.
func terminal(w any) (tty bool, width int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return false, 80
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		width = 80
	}
	return true, width
}

// screen shows the progress of a run that begins; width is that of the stream.
func (p *program) screen(began time.Time, plan *profiles.Plan) (s *screen.Screen, width int) {
	tty, width := terminal(p.diag)
	return screen.New(p.diag, tty, width, began, plan), width
}

// colored says whether escape sequences are welcome on a stream.
func colored(c *cobra.Command, w io.Writer) bool {
	off, _ := c.Flags().GetBool("no-color")
	tty, _ := terminal(w)
	return tty && !off && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}
