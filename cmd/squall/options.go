package main

import (
	"errors"
	"fmt"
	"time"

	"squall/cmd/squall/archive"
	"squall/cmd/squall/export"
	"squall/cmd/squall/prove"
	"squall/cmd/squall/record"

	"github.com/spf13/cobra"
	"github.com/spf13/viper"
)

// runOptions are the settings of a run.
type runOptions struct {
	target       string
	out          string
	hits         record.Choice
	inconclusive string
	color        bool
	tui          bool   // a dashboard, where there is a terminal
	metrics      string // where /metrics is served
	otlp         string // the collector that is told
	github       bool   // write for its workflows
	file         string // the profile, where it is one of the user's
	virtual      bool
	confirm      int       // how often a FAIL is made again before it stands
	history      string    // where the run is kept besides; "": nowhere
	notes        []string  // what the result shall say besides
	at           time.Time // when a run in virtual time begins
	allow        []string  // on AWS: which changes may be made
	planned      *prove.File
}

// runFlags are those of every command that runs a profile.
func runFlags(c *cobra.Command) {
	f := c.Flags()
	f.String("out", "", "write exactly into this `folder` (default out/<run-id>)")
	f.String("hits", "", "which hits to keep: all, sample:N (one in N) or none (default all; in virtual time\na sample above 5 million)")
	f.String("inconclusive", "fail", "exit code of INCONCLUSIVE: fail (11), warn or pass (0, never for missing data)")
	f.String("ci", ciAuto, "write for workflows: `github` (annotations, step summary, outputs), none or auto: github within them")
	f.String("at", "", "virtual clock: when the run begins, as `RFC3339` (default "+defaultAt+")")
	f.StringArray("sweep", nil, "virtual clock: run once for each value of `path=values`; none ignores the profile's sweep")
	f.Int("confirm", 0, "make a FAIL again, so often, with other luck, before it stands; counts stand at once")
	f.String("history", "", "keep the run in this history: a `folder`, git:BRANCH or s3://BUCKET/PREFIX")
	f.String("seed", "", "override the profile's seed")
	f.Float64("compress", 0, "override the profile's waits: divide asynchronous gaps and the like by N")
}

// runSettings checks the settings that a profile has no part in.
func runSettings(v *viper.Viper) (runOptions, error) {
	o := runOptions{target: v.GetString("target"), out: v.GetString("out"), inconclusive: v.GetString("inconclusive")}
	var err error
	if o.virtual, o.at, err = clockSettings(v); err != nil {
		return o, err
	}
	switch o.inconclusive {
	case "fail", "warn", "pass":
	default:
		return o, fmt.Errorf("--inconclusive %q: want fail, warn or pass", o.inconclusive)
	}
	if o.allow = v.GetStringSlice("allow"); len(o.allow) > 0 && o.target != "aws" {
		return o, errors.New("--allow belongs to --target aws")
	}
	o.metrics, o.otlp = v.GetString("metrics"), v.GetString("otlp")
	if err = export.Check(o.metrics, o.otlp); err != nil {
		return o, err
	}
	if o.virtual && o.metrics+o.otlp != "" {
		return o, errors.New("--metrics and --otlp follow live runs: one in virtual time is over at once, leave them out")
	}
	o.tui = !v.GetBool("no-tui")
	if o.github, err = ciSetting(v.GetString("ci")); err != nil {
		return o, err
	}
	o.history, o.confirm = v.GetString("history"), v.GetInt("confirm")
	if o.history != "" { // before anything is sent
		if _, err := archive.Open(o.history); err != nil {
			return o, err
		}
	}
	if o.confirm < 0 || o.confirm > mostConfirm {
		return o, fmt.Errorf("--confirm %d: want 0 to %d", o.confirm, mostConfirm)
	}
	o.hits, err = record.ParseChoice(v.GetString("hits"))
	return o, err
}
