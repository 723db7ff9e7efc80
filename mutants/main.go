// Command mutants checks the tests: it makes one wrong edit at a time and
// expects a named test, and with -profiles a named built-in profile, to fail.
// The table of edits is in table.go.
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
	os.Exit(run(".", table, os.Args[1:], os.Stdout, os.Stderr))
}

const (
	exitKilled   = 0
	exitSurvived = 1
	exitUsage    = 2
)

func run(root string, table []mutant, args []string, out, diag io.Writer) int {
	flags := flag.NewFlagSet("mutants", flag.ContinueOnError)
	flags.SetOutput(diag)
	only := flags.String("only", "", "run the mutants whose name matches `regexp`")
	some := flags.Int("some", 0, "run `n` mutants, spread over the table; 0 runs all")
	profiles := flags.Bool("profiles", false, "run the built-in profiles as well")
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
