package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"squall": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// Each script is one behaviour of one subcommand.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) < 10 {
		t.Fatalf("only %d scripts found: %v", len(files), err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// Every subcommand has a script of its own.
func TestEverySubcommandHasAScript(t *testing.T) {
	for _, c := range (&program{}).root().Commands() {
		files, err := filepath.Glob("testdata/script/" + strings.Fields(c.Use)[0] + "_*.txtar")
		if err != nil || len(files) == 0 {
			t.Errorf("squall %s has no script", c.Use)
		}
	}
}
