package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"squall/analyze"
	"squall/profiles"
	"squall/profiles/read"

	"github.com/spf13/cobra"
)

// readme is the text of README.md.
func readme(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// blocks are the fenced parts of the README in one language; there must be one.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^```"+language+"\n(.*?)^```$").FindAllStringSubmatch(readme(t), -1) {
		out = append(out, m[1])
	}
	if len(out) == 0 {
		t.Fatalf("README.md has no %s block", language)
	}
	return out
}

// Every profile in the README keeps the promise of its description. On a busy
// machine the run may be INVALID, and rightly so.
func TestProfilesInTheReadme(t *testing.T) {
	for i, text := range blocks(t, "yaml") {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			plan, err := read.Profile("README.md", []byte(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(plan.Description, "Ends PASS.") {
				t.Errorf("%q does not say how it ends", plan.Description)
			}
			dir := t.TempDir()
			file := filepath.Join(dir, "profile.yaml")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, diag bytes.Buffer
			code := run(t.Context(), []string{"run", file, "--out", filepath.Join(dir, "out")}, strings.NewReader(""), &out, &diag)
			if code != exitOK && code != analyze.ExitCode(&analyze.Result{Verdict: analyze.Invalid}, "fail") {
				t.Errorf("exit code %d\n%s%s", code, &out, &diag)
			}
		})
	}
}

// Every command line in the README would be understood.
func TestCommandsInTheReadme(t *testing.T) {
	makefile, err := os.ReadFile("../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	looked, written := 0, map[string]bool{}
	for _, block := range blocks(t, "sh") {
		for line := range strings.Lines(block) {
			command, _, _ := strings.Cut(" "+line, " #")
			command, _, _ = strings.Cut(command, " > ")
			words := strings.Fields(command)
			if len(words) == 0 {
				continue
			}
			switch words[0] {
			case "squall":
				looked++
				understood(t, words[1:], written)
			case "make":
				for _, target := range words[1:] {
					if !strings.Contains(string(makefile), "\n"+target+":") {
						t.Errorf("the Makefile has no target %s", target)
					}
				}
			case "export", "aws", "curl":
			default:
				t.Errorf("%s: is it a command of squall?", strings.TrimSpace(line))
			}
		}
	}
	if looked < 5 {
		t.Errorf("README.md has %d squall commands", looked)
	}
}

// understood checks a subcommand, its flags, and the profile it is given, which
// is built in or was written by squall init on an earlier line.
func understood(t *testing.T, args []string, written map[string]bool) {
	t.Helper()
	c, rest, err := (&program{}).root().Find(args)
	if err == nil {
		err = c.ParseFlags(rest)
	}
	if err == nil {
		err = c.ValidateArgs(c.Flags().Args())
	}
	if err != nil || !c.HasParent() {
		t.Errorf("squall %s: %v", strings.Join(args, " "), err)
		return
	}
	if c.Name() == "init" {
		written[c.Flags().Arg(0)] = true
		return
	}
	set, err := c.Flags().GetStringArray("set")
	if err != nil {
		return // it takes no profile
	}
	for _, name := range named(c) {
		data, ok := profiles.Builtin(name)
		if written[name] {
			data, ok = profiles.Starter(), true
		}
		if !ok {
			t.Errorf("squall %s: nothing before it writes %s", strings.Join(args, " "), name)
		} else if _, err := read.Profile(name, data, set); err != nil {
			t.Errorf("squall %s: %v", strings.Join(args, " "), err)
		}
	}
}

// named are the profiles that a command line names.
func named(c *cobra.Command) []string {
	names := c.Flags().Args()
	if config, err := c.Flags().GetString("config"); err == nil && config != "" {
		names = append(names, config)
	}
	return names
}

func TestOutputInTheReadmeFitsATerminal(t *testing.T) {
	for _, block := range blocks(t, "text") {
		for line := range strings.Lines(block) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 80 {
				t.Errorf("%d columns: %s", n, line)
			}
		}
	}
}

func TestExitCodesInTheReadme(t *testing.T) {
	var told []analyze.Verdict
	for _, m := range regexp.MustCompile(`(?m)^\| (\d+) \| ([A-Z]+)\b`).FindAllStringSubmatch(readme(t), -1) {
		v := analyze.Verdict(m[2])
		told = append(told, v)
		if want := strconv.Itoa(analyze.ExitCode(&analyze.Result{Verdict: v}, "fail")); m[1] != want {
			t.Errorf("%s ends with %s, and README.md says %s", v, want, m[1])
		}
	}
	for _, v := range []analyze.Verdict{analyze.Pass, analyze.Fail, analyze.Inconclusive, analyze.Aborted, analyze.Dirty, analyze.Invalid} {
		if !slices.Contains(told, v) {
			t.Errorf("README.md does not say which exit code %s has", v)
		}
	}
}

func TestTheReadmeListsTheBuiltInProfiles(t *testing.T) {
	_, table, _ := strings.Cut(readme(t), "| built-in profile |")
	table, _, _ = strings.Cut(table, "\n\n")
	var listed []string
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\|").FindAllStringSubmatch(table, -1) {
		listed = append(listed, m[1])
	}
	if want := profiles.Builtins(); !slices.Equal(listed, want) {
		t.Errorf("README.md lists %q, built in are %q", listed, want)
	}
}

// Who keeps a profile beside the output of `squall schema`, as the starter
// says, gets completion in the editor.
func TestProfilesNameTheirSchema(t *testing.T) {
	const first = "# yaml-language-server: $schema=./profile.schema.json\n"
	texts := map[string][]byte{"starter": profiles.Starter()}
	for _, name := range profiles.Builtins() {
		texts[name], _ = profiles.Builtin(name)
	}
	for name, text := range texts {
		if !bytes.HasPrefix(text, []byte(first)) {
			t.Errorf("%s does not begin with %q", name, first)
		}
	}
}

// The profile in docs/processes.md is sound where there is a bootstrap.
func TestProfileOfProcesses(t *testing.T) {
	data, err := os.ReadFile("../../docs/processes.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindSubmatch(data)
	if m == nil {
		t.Fatal("docs/processes.md has no profile")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "bootstrap"), []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	plan, err := read.Profile(filepath.Join(dir, "mine.yaml"), m[1], nil)
	if err != nil || plan.Arms[0].World.Functions[0].Versions[0].Process.Dir != dir {
		t.Errorf("%+v, %v", plan, err)
	}
}
