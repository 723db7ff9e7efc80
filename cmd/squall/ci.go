package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/profiles"
	"squall/reports"
	"squall/reports/ci"
)

// The values of --ci.
const (
	ciAuto   = "auto"
	ciGitHub = "github"
	ciNone   = "none"
)

// ciSetting says whether a run writes for GitHub's workflows.
func ciSetting(text string) (github bool, err error) {
	switch text {
	case ciAuto:
		return os.Getenv("GITHUB_ACTIONS") == "true", nil
	case ciGitHub:
		return true, nil
	case ciNone:
		return false, nil
	}
	return false, fmt.Errorf("--ci %q: want auto, github or none", text)
}

// tell writes annotations to the diagnostic stream, and the summary and outputs
// to the files that GitHub names.
// The verdict does not depend on them: what cannot be written is said.
func (p *program) tell(r *analyze.Result, plan *profiles.Plan, o runOptions, wrote string) {
	if !o.github || o.confirm > 0 && doubtful(r) { // it is made again, and that one tells
		return
	}
	err := errors.Join(
		ci.Annotations(p.diag, r, o.file, func(expr string) int { return lineOf(plan.Text, expr) }),
		appendTo("GITHUB_STEP_SUMMARY", func(w io.Writer) error { return reports.Markdown(w, r) }),
		appendTo("GITHUB_OUTPUT", func(w io.Writer) error { return ci.Outputs(w, r, analyze.ExitCode(r, o.inconclusive), wrote) }),
	)
	if err != nil {
		fmt.Fprintln(p.diag, "squall:", err)
	}
}

// tellCompared does the same of a comparison.
func (p *program) tellCompared(c *compare.Comparison, code int, folder string) {
	err := errors.Join(
		ci.Compared(p.diag, c),
		appendTo("GITHUB_STEP_SUMMARY", func(w io.Writer) error { return reports.CompareMarkdown(w, c) }),
		appendTo("GITHUB_OUTPUT", func(w io.Writer) error { return ci.ComparedOutputs(w, c, code, folder) }),
	)
	if err != nil {
		fmt.Fprintln(p.diag, "squall:", err)
	}
}

// lineOf is the line of a profile that holds an expectation; 0 when none does.
func lineOf(text []byte, expr string) int {
	words := strings.Join(strings.Fields(expr), " ")
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if strings.Contains(strings.Join(strings.Fields(string(line)), " "), words) {
			return n
		}
	}
	return 0
}

// appendTo adds to the file that a variable names, if it names one.
func appendTo(variable string, write func(io.Writer) error) error {
	name := os.Getenv(variable)
	if name == "" {
		return nil
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("%s: %w", variable, err)
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("%s: %w", variable, err)
	}
	return nil
}
