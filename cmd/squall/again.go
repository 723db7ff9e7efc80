package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"squall/analyze/compare"
	"squall/analyze/result"
	"squall/analyze/sweep"
	"squall/reports"
)

// forms are the ways in which something is written, by the word of --format.
type forms map[string]func(w io.Writer) error

// kept reads what a folder holds, or a file of one: a run, a sweep or a
// comparison, in all the forms that it has.
func kept(where string, opt reports.TerminalOptions) (forms, error) {
	name, data, err := keptFile(where)
	if err != nil {
		return nil, err
	}
	var head struct {
		Schema string `json:"schema"`
	}
	_ = json.Unmarshal(data, &head) // who reads all of it says what is wrong
	kind, _, _ := strings.Cut(head.Schema, "/")
	switch kind {
	case "squall.sweep":
		s := &sweep.Sweep{}
		if err := result.Decode(name, data, sweep.Schema, s); err != nil {
			return nil, fmt.Errorf("read %w", err)
		}
		return forms{
			"text":     func(w io.Writer) error { return reports.SweepTerminal(w, s, opt) },
			"markdown": func(w io.Writer) error { return reports.SweepMarkdown(w, s) },
			"html":     func(w io.Writer) error { return reports.SweepHTML(w, s) },
			"json":     func(w io.Writer) error { return reports.SweepJSON(w, s) },
		}, nil
	case "squall.compare":
		c := &compare.Comparison{}
		if err := result.Decode(name, data, compare.Schema, c); err != nil {
			return nil, fmt.Errorf("read %w", err)
		}
		return forms{
			"text":     func(w io.Writer) error { return reports.CompareTerminal(w, c, opt) },
			"markdown": func(w io.Writer) error { return reports.CompareMarkdown(w, c) },
			"html":     func(w io.Writer) error { return reports.CompareHTML(w, c) },
			"json":     func(w io.Writer) error { return reports.CompareJSON(w, c) },
			"junit":    func(w io.Writer) error { return reports.CompareJUnit(w, c) },
		}, nil
	}
	r, err := result.Read(name, data)
	if err != nil {
		return nil, fmt.Errorf("read %w", err)
	}
	return forms{
		"text":     func(w io.Writer) error { return reports.Terminal(w, r, opt) },
		"markdown": func(w io.Writer) error { return reports.Markdown(w, r) },
		"html":     func(w io.Writer) error { return reports.HTML(w, r) },
		"json":     func(w io.Writer) error { return reports.JSON(w, r) },
		"junit":    func(w io.Writer) error { return reports.JUnit(w, r) },
	}, nil
}

// keptFile reads the file itself, or the one of a folder that has all the
// others in it.
func keptFile(where string) (name string, data []byte, err error) {
	names := []string{"sweep.json", "compare.json", "result.json"}
	for i, n := range names {
		names[i] = filepath.Join(where, n)
	}
	if info, err := os.Stat(where); err == nil && !info.IsDir() {
		names = []string{where}
	}
	for _, name = range names {
		if data, err = os.ReadFile(name); err == nil {
			return name, data, nil
		}
	}
	return name, nil, fmt.Errorf("read result: %w; name a folder that squall run wrote, for example out/latest", err)
}

// again writes what was kept once more.
func (p *program) again(where, format string, opt reports.TerminalOptions) error {
	switch format {
	case "text", "markdown", "html", "json", "junit":
	default:
		return usage(fmt.Errorf("--format %q: want text, markdown, html, json or junit", format))
	}
	all, err := kept(where, opt)
	if err != nil {
		return usage(err)
	}
	write := all[format]
	if write == nil {
		return usage(errors.New("--format junit: a sweep has none, it judges many runs; text, markdown, html and json it has"))
	}
	if err := write(p.out); err != nil {
		return internal(err)
	}
	return nil
}
