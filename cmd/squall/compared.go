package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"squall/analyze"
	"squall/analyze/compare"
	"squall/reports"
	"squall/reports/ci"
)

// judgedRows say where data was missing, which is never waived.
func judgedRows(made *compare.Comparison) (out []analyze.Expected) {
	if len(made.Rows) == 0 {
		return []analyze.Expected{{NoData: true}}
	}
	for i := range made.Rows {
		if r := &made.Rows[i]; r.Role == compare.Primary && (r.BaseN == 0 || r.CandidateN == 0) {
			out = append(out, analyze.Expected{NoData: true})
		}
	}
	return out
}

// writeCompared writes a comparison in every form into a folder.
func writeCompared(dir string, made *compare.Comparison) error {
	if dir == "" {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("cannot write the comparison: %w", err)
	}
	var all error
	for _, of := range [...]struct {
		name  string
		write func(io.Writer, *compare.Comparison) error
	}{{"compare.json", reports.CompareJSON}, {"compare.md", reports.CompareMarkdown}, {"comment.md", ci.ComparedComment}, {"compare.html", reports.CompareHTML}, {"junit.xml", reports.CompareJUnit}} {
		f, err := os.Create(filepath.Join(dir, of.name))
		if err == nil {
			err = errors.Join(of.write(f, made), f.Close())
		}
		all = errors.Join(all, err)
	}
	return all
}
