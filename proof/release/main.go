// Command release plays the built-in release many times in virtual time, with
// candidates that are as good, worse or better, and counts how each ended: the
// operating characteristics that docs/canary.md prints.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"squall/analyze"
	"squall/analyze/canary"
	"squall/analyze/stats"
	"squall/cmd/squall/trial"
	"squall/profiles"
	"squall/profiles/read"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// effect is what is true of the candidate.
type effect struct {
	name string
	set  []string
}

// effects are the rows of the table. Both versions fail at 1 % but where a row
// says otherwise.
var effects = []effect{
	{"equal", nil},
	{"errors 2x", []string{"functions.checkout.versions.v2.model.errors=2%"}},
	{"errors 3x", []string{"functions.checkout.versions.v2.model.errors=3%"}},
	{"latency +10 %", slower(44)},
	{"latency +25 %", slower(50)},
	{"latency +30 %", slower(52)},
	{"latency +50 %", slower(60)},
	{"latency -20 %", slower(32)},
}

// base is common to all rows.
var base = []string{"functions.checkout.versions.v1.model.errors=1%", "functions.checkout.versions.v2.model.errors=1%"}

// linear is a longer release.
var linear = []string{"canary.steps=Linear10PercentEvery1Minute", "canary.look=10s", "canary.settle=5s", "canary.latency.margin=10%",
	"attack.sdk.phases=[{for: 9m, rate: 100/s, arrival: poisson}]"}

// slower multiplies all times of the candidate, whose median is 40 ms otherwise.
func slower(median int) []string {
	return []string{fmt.Sprintf("functions.checkout.versions.v2.model.duration={lognormal: {median: %dms, p99: %dms}}", median, 3*median)}
}

const (
	exitRight = 0
	exitWrong = 1
	exitUsage = 2
)

func run(ctx context.Context, args []string, out, diag io.Writer) int {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(diag)
	runs := flags.Int("runs", 1000, "play each row `n` times")
	long := flags.Bool("long", false, "nine steps of a minute each at 100 requests a second, and a margin of 10 %")
	only := flags.String("only", "", "play the row of this `name` alone")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitRight
	} else if err != nil || *runs < 1 || flags.NArg() > 0 {
		fmt.Fprintln(diag, "release: want -runs of at least 1, and nothing else")
		return exitUsage
	}
	fmt.Fprintln(out, "| the candidate | promoted | rolled back | not decided | median look | median requests of it |")
	fmt.Fprintln(out, "|---|---:|---:|---:|---:|---:|")
	for _, e := range effects {
		if *only != "" && e.name != *only {
			continue
		}
		row, err := play(ctx, e, *runs, *long)
		if err != nil {
			fmt.Fprintf(diag, "release: %s: %v\n", e.name, err)
			return exitWrong
		}
		fmt.Fprintln(out, row)
	}
	return exitRight
}

// play gives one row.
func play(ctx context.Context, e effect, runs int, long bool) (string, error) {
	if long {
		e.set = append(slices.Clone(linear), e.set...)
	}
	plans, err := seeded(e, runs)
	if err != nil {
		return "", err
	}
	count := map[canary.Decision]uint64{}
	var ends, looks, requests []float64
	for _, o := range trial.All(ctx, plans, trial.Options{Epoch: time.Unix(1_767_225_600, 0), Meta: analyze.Meta{}}) {
		if o.Result == nil {
			return "", ctx.Err()
		}
		c := o.Result.Canary
		if c == nil {
			return "", fmt.Errorf("no release: %s", o.Result.Error)
		}
		count[c.Decision]++
		ends, looks = append(ends, c.AtS), append(looks, float64(len(c.Looks)))
		requests = append(requests, float64(c.Sides[0].Counts.N))
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %.0f, %.0f s | %.0f |", e.name, share(count[canary.Promote], runs), share(count[canary.RollBack], runs),
		share(count[canary.Inconclusive], runs), median(looks), median(ends), median(requests)), nil
}

func seeded(e effect, runs int) ([]*profiles.Plan, error) {
	data, ok := profiles.Builtin("canary")
	if !ok {
		return nil, errors.New("there is no built-in canary")
	}
	var out []*profiles.Plan
	for seed := range runs {
		set := append(slices.Clone(base), e.set...)
		p, err := read.Profile("canary.yaml", data, append(set, fmt.Sprintf("seed=%d", seed+1)))
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func share(x uint64, n int) string {
	ci := stats.Wilson(x, uint64(n))
	return fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100*float64(x)/float64(n), 100*ci.Lo, 100*ci.Hi)
}

func median(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}
