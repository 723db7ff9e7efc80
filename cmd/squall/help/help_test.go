package help

import (
	"bytes"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// tree is a program with commands, and one that is there for those below it.
func tree() *cobra.Command {
	root := &cobra.Command{Use: "prog", SilenceErrors: true, SilenceUsage: true, RunE: func(*cobra.Command, []string) error { return nil }}
	run := &cobra.Command{Use: "run [PROFILE]", Args: cobra.MaximumNArgs(1), RunE: func(*cobra.Command, []string) error { return nil }}
	run.Flags().String("seed", "one", "overrides `what` the profile says of its seed, in words that go on and on until the line is full")
	run.Flags().Bool("quiet", false, strings.Repeat("word ", 40))
	report := &cobra.Command{Use: "report DIR", Args: cobra.ExactArgs(1), RunE: func(*cobra.Command, []string) error { return nil }}
	list := &cobra.Command{Use: "list", Args: cobra.NoArgs, RunE: func(*cobra.Command, []string) error { return nil }}
	group := &cobra.Command{Use: "group"}
	group.AddCommand(&cobra.Command{Use: "show NAME", Args: cobra.ExactArgs(1), RunE: func(*cobra.Command, []string) error { return nil }})
	root.AddCommand(run, report, list, group)
	Polish(root)
	return root
}

func TestErrorsSayWhatToType(t *testing.T) {
	tests := []struct{ args, want string }{
		{"rum", `unknown command "rum", did you mean run?`},
		{"bananas", `unknown command "bananas"; prog --help lists the commands`},
		{"mine.yaml", `unknown command "mine.yaml", did you mean prog run mine.yaml?`},
		{"run --sed 1", "unknown flag: --sed, did you mean --seed?"},
		{"run --bananas", "unknown flag: --bananas; prog run --help lists the flags"},
		{"run --seed", "flag needs an argument: --seed; prog run --help lists the flags"},
		{"run a b", "there are 2 arguments; usage: prog run [PROFILE] [flags]"},
		{"report", "an argument is missing; usage: prog report DIR [flags]"},
		{"list x", `"x" is one argument too many; usage: prog list [flags]`},
		{"group", ""},
		{"group shw", `unknown command "shw", did you mean show?`},
		{"group mine.yaml", `unknown command "mine.yaml"; prog group --help lists the commands`},
		{"group show", "an argument is missing; usage: prog group show NAME [flags]"},
		{"run a", ""},
		{"", ""},
	}
	for _, test := range tests {
		t.Run(test.args, func(t *testing.T) {
			root := tree()
			root.SetArgs(strings.Fields(test.args))
			got := ""
			if err := root.Execute(); err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("\n got %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestHelpFitsTheTerminal(t *testing.T) {
	root := tree()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs([]string{"run", "--help"})
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "--seed what   overrides what the profile says") || !strings.Contains(out.String(), `(default "one")`) {
		t.Errorf("flags are missing:\n%s", out.String())
	}
	for line := range strings.Lines(out.String()) {
		if len(strings.TrimRight(line, "\n")) > columns {
			t.Errorf("%d columns: %s", len(line), line)
		}
	}
}
