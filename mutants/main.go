// Command mutants checks the tests: it makes one wrong edit at a time and
// expects a named test, and with -profiles a named built-in profile, to fail.
// With -random it makes edits that no such test is named for, and expects the
// random scenes of proof/random to find each within a number of seeds. The
// edits are in table.go and random.go.
//
// It never touches the tree: the go command sees each edit through -overlay.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
)

func main() {
	os.Exit(run(".", [2][]mutant{table, random}, os.Args[1:], os.Stdout, os.Stderr))
}

const (
	exitKilled   = 0
	exitSurvived = 1
	exitUsage    = 2
)

// run hunts one of two tables.
func run(root string, tables [2][]mutant, args []string, out, diag io.Writer) int {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(diag)
	only := flags.String("only", "", "run the mutants whose name matches `regexp`")
	some := flags.Int("some", 0, "run `n` mutants, spread over the table; 0 runs all")
	profiles := flags.Bool("profiles", false, "run the built-in profiles as well")
	seeds := flags.Bool("random", false, "let random scenes find the mutants that are for them")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitKilled
	} else if err != nil {
		return exitUsage
	}
	name, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintf(diag, "mutants: -only: %v\n", err)
		return exitUsage
	}
	table := tables[0]
	if *seeds {
		table = tables[1]
	}
	chosen := spread(matching(table, name), *some)
	if len(chosen) == 0 {
		fmt.Fprintf(diag, "mutants: none has a name that matches %q\n", *only)
		return exitUsage
	}
	h, err := newHunt(root, *profiles)
	if err != nil {
		fmt.Fprintf(diag, "mutants: %v\n", err)
		return exitSurvived
	}
	defer h.close()
	return h.report(chosen, out)
}

func matching(table []mutant, name *regexp.Regexp) (chosen []mutant) {
	for _, m := range table {
		if name.MatchString(m.name) {
			chosen = append(chosen, m)
		}
	}
	return chosen
}

// spread takes n mutants at even distances, all of them for n = 0.
func spread(all []mutant, n int) []mutant {
	if n <= 0 || n >= len(all) {
		return all
	}
	chosen := make([]mutant, n)
	for i := range chosen {
		chosen[i] = all[i*len(all)/n]
	}
	return chosen
}
