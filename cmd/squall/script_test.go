package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/attack/probe"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite what scripts expect")

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"squall":    main,
		"bootstrap": bootstrap,
	})
}

// bootstrap is a function's program, as profiles name them: it answers with the
// probe's headers until it is killed.
func bootstrap() {
	if os.Getenv("SQUALL_ITSELF") != "" { // the function of squall canary hook
		main()
		return
	}
	base := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	fmt.Println("started in stage", os.Getenv("STAGE"))
	for {
		r, err := http.Get(base + "next")
		if err != nil {
			os.Exit(1)
		}
		_ = r.Body.Close()
		id := r.Header.Get("Lambda-Runtime-Aws-Request-Id")
		answer, err := json.Marshal(map[string]any{"statusCode": 200, "headers": probe.Headers(id), "body": strings.Join(os.Args[1:], " ")})
		if err != nil {
			os.Exit(1)
		}
		if r, err = http.Post(base+id+"/response", "application/json", bytes.NewReader(answer)); err != nil {
			os.Exit(1)
		}
		_ = r.Body.Close()
	}
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
