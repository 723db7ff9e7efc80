package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"squall/analyze"
	"squall/analyze/result"
	"squall/analyze/sweep"
	"squall/attack/hit"
	"squall/reports"

	"github.com/spf13/cobra"
)

func (p *program) reportCommand() *cobra.Command {
	var hits, format string
	c := &cobra.Command{
		Use:   "report DIR|FILE",
		Short: "print a report again, in any form, or export a run's hits",
		Long: `Prints what a folder holds once more, or a file of it: a run, a sweep or a
comparison, in any form that it has. With --hits it exports a run's requests.`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if hits != "" {
				return p.exportHits(args[0], hits)
			}
			_, width := terminal(p.out)
			opt := reports.TerminalOptions{Width: width, Color: colored(c, p.out), Out: args[0]}
			return p.again(args[0], format, opt)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "what is printed: `text`, markdown, html, json or junit")
	c.Flags().StringVar(&hits, "hits", "", "export instead: every hit as `csv|jsonl|hlog`, the last\nas histograms that tools for HdrHistogram read")
	return c
}

// readSweep reads what a sweep wrote; ok is false where no sweep did.
func readSweep(dir string) (s *sweep.Sweep, ok bool, err error) {
	name := filepath.Join(dir, "sweep.json")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, false, nil // readResult says what is missing
	}
	s = &sweep.Sweep{}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, false, fmt.Errorf("read %s: %w", name, err)
	}
	if s.Schema != sweep.Schema {
		return nil, false, fmt.Errorf("read %s: its schema is %q, this squall reads %q", name, s.Schema, sweep.Schema)
	}
	return s, true, nil
}

func readResult(dir string) (*analyze.Result, error) {
	name := filepath.Join(dir, "result.json")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read result: %w; name a folder that squall run wrote, for example out/latest", err)
	}
	r, err := result.Read(name, data)
	if err != nil {
		return nil, fmt.Errorf("read %w", err)
	}
	return r, nil
}

func (p *program) exportHits(dir, format string) error {
	switch format {
	case "csv", "jsonl":
	case "hlog":
		r, err := readResult(dir)
		if err != nil {
			return usage(err)
		}
		if err := reports.HistogramLog(p.out, r); err != nil {
			return internal(err)
		}
		return nil
	default:
		return usage(fmt.Errorf("--hits %q: want csv, jsonl or hlog", format))
	}
	f, err := openHits(dir)
	if err != nil {
		return usage(err)
	}
	defer f.Close()
	r, err := hit.NewReader(f)
	if err != nil {
		return usage(fmt.Errorf("read hits of %s: %w", dir, err))
	}
	write := hit.WriteCSV
	if format == "jsonl" {
		write = hit.WriteJSONL
	}
	if err := write(p.out, r); err != nil {
		return internal(err)
	}
	if lost := r.Lost(); lost > 0 {
		fmt.Fprintf(p.diag, "squall: %d damaged blocks of hits.sqh were skipped\n", lost)
	}
	return nil
}

// openHits opens the hits of a run, if it has kept any.
func openHits(dir string) (*os.File, error) {
	f, err := os.Open(filepath.Join(dir, "hits.sqh"))
	if errors.Is(err, fs.ErrNotExist) {
		if _, swept, _ := readSweep(dir); swept {
			return nil, fmt.Errorf("%s is a sweep, which keeps no hits: --set one value and run without --sweep to have them", dir)
		}
		return nil, fmt.Errorf("read hits: %w; name a folder that squall run wrote, for example out/latest", err)
	}
	if err != nil {
		return nil, fmt.Errorf("read hits: %w", err)
	}
	if unkept(f) && sentAny(dir) {
		err = fmt.Errorf("%s has no hits, since its run kept none: run it again with --hits all, or --hits sample:N for one in N", dir)
	}
	if _, back := f.Seek(0, io.SeekStart); err == nil {
		err = back
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// unkept says whether a file of hits is whole and holds none.
func unkept(f io.Reader) bool {
	r, err := hit.NewReader(f)
	if err != nil {
		return false
	}
	return errors.Is(r.Next(&hit.Hit{}), io.EOF) && r.Lost() == 0
}

// sentAny says whether a result knows of a request.
func sentAny(dir string) bool {
	r, err := readResult(dir)
	if err != nil {
		return false
	}
	for i := range r.Arms {
		for k := range r.Arms[i].Paths {
			if r.Arms[i].Paths[k].Sent > 0 {
				return true
			}
		}
	}
	return false
}
