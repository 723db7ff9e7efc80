package main

import (
	"errors"
	"fmt"
	"time"

	"squall/cmd/squall/intake"
	"squall/profiles/trace/from"
	"squall/profiles/units"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

func (p *program) importCommand() *cobra.Command {
	var functions []string
	long := `Makes a profile of load that other tools recorded or planned. Each function
that is kept gets a model of the durations and inits seen, and a trace of its
requests beside the profile, which arrival: replay follows; plans become
phases. Files may be gzip, and of any size; docs/import.md has the formats.

Formats, found out unless --from says which:
`
	for _, f := range from.Formats {
		long += fmt.Sprintf("  %-11s %s\n", f.Name, f.What)
	}
	c := &cobra.Command{
		Use:   "import FILE...",
		Short: "make a profile of a trace, a log, metrics or another tool's load",
		Long:  long,
		Args:  cobra.MinimumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			v, err := settings(c)
			if err != nil {
				return err
			}
			opt, err := importOptions(v)
			if err != nil {
				return usage(err)
			}
			opt.Files, opt.Functions = args, functions
			began := time.Now()
			sum, err := intake.Run(c.Context(), opt)
			if err != nil {
				if c.Context().Err() != nil {
					return unstarted(c.Context(), err)
				}
				return usage(err)
			}
			_, width := terminal(p.out)
			return intake.Write(p.out, sum, opt, intake.Look{Width: width, Took: time.Since(began)})
		},
	}
	f := c.Flags()
	f.String("from", "", "`format` of the files (default: found out)")
	f.StringP("output", "o", "imported.yaml", "`profile` to write; its traces go into a folder beside it")
	f.StringArrayVar(&functions, "function", nil, "keep functions with this `part` in their names, or that fit a pattern with *")
	f.Int("top", 10, "keep the `n` busiest functions")
	f.String("start", "", "leave out what comes before: a `time` (RFC 3339), or 2h after the first request")
	f.String("end", "", "leave out what comes after: a `time`, or 3h after the first request")
	f.Float64("scale", 1, "`times` as many requests")
	f.String("rate", "", "vegeta: the `rate` of all targets together, such as 50/s")
	f.Duration("for", time.Minute, "vegeta: for how long")
	f.Float64("vu-rate", 1, "k6: requests per second that a virtual user makes")
	return c
}

func importOptions(v *viper.Viper) (intake.Options, error) {
	o := intake.Options{Out: v.GetString("output"), Top: v.GetInt("top"), Scale: v.GetFloat64("scale"), VURate: v.GetFloat64("vu-rate"), For: v.GetDuration("for")}
	var err error
	if name := v.GetString("from"); name != "" {
		if o.Format, err = from.Find(name); err != nil {
			return o, fmt.Errorf("--from: %w", err)
		}
	}
	if text := v.GetString("rate"); text != "" {
		r, err := units.Rate(text)
		if err != nil || r.N == 0 {
			return o, fmt.Errorf("--rate %q: want a rate such as 50/s", text)
		}
		o.Rate = r.PerSecond()
	}
	const most = 200 // each has a file and a part of the memory
	switch {
	case o.Top < 1 || o.Top > most:
		return o, fmt.Errorf("--top %d: want 1 to %d functions", o.Top, most)
	case !(o.Scale >= 1e-6 && o.Scale <= 1e6):
		return o, fmt.Errorf("--scale %v: want more than 0, at most a million", v.GetString("scale"))
	case !(o.VURate > 0 && o.VURate <= 1e6):
		return o, fmt.Errorf("--vu-rate %v: want more than 0", v.GetString("vu-rate"))
	case o.For <= 0:
		return o, fmt.Errorf("--for %v: want more than 0", o.For)
	}
	if o.Start, err = edge("start", v.GetString("start")); err != nil {
		return o, err
	}
	if o.End, err = edge("end", v.GetString("end")); err != nil {
		return o, err
	}
	if o.End.Set && (o.End.After <= o.Start.After && o.End.Time.IsZero() && o.Start.Time.IsZero() ||
		!o.End.Time.IsZero() && !o.End.Time.After(o.Start.Time)) {
		return o, errors.New("--end must come after --start")
	}
	return o, nil
}

// edge reads an end of the window.
func edge(flag, text string) (e intake.Edge, err error) {
	if text == "" {
		return e, nil
	}
	e.Set = true
	if e.After, err = units.Duration(text); err == nil {
		return e, nil
	}
	if e.Time, err = time.Parse(time.RFC3339, text); err != nil {
		return e, fmt.Errorf("--%s %q: want a time such as 2026-01-01T09:00:00Z, or 2h after the first request", flag, text)
	}
	return e, nil
}
