// Command proof compares figures of whole runs in virtual time with what
// theory says they must be, with any number of seeds, and counts how often
// they were how far off: chance has its own rate, an error has another. With
// many seeds one figure may be far off; all of them together may not.
//
// The theorems are in package formula; docs/proof.md has those of one base.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/signal"
	"syscall"

	"squall/proof/formula"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

const (
	exitRight = 0
	exitWrong = 10
	exitUsage = 2
)

// run goes on until all bases are through, or shows those that are when ctx
// ends.
func run(ctx context.Context, args []string, out, diag io.Writer) int {
	flags := flag.NewFlagSet("proof", flag.ContinueOnError)
	flags.SetOutput(diag)
	seeds := flags.Int("seeds", 1, "do everything with `n` bases of seeds")
	start := flags.Uint64("start", 1, "begin with `base`")
	runs := flags.Int("runs", formula.Runs, "make each figure of `n` runs")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return exitRight
	} else if err != nil {
		return exitUsage
	}
	if *seeds < 1 || *runs < 10 || *runs > 1000 || flags.NArg() > 0 {
		fmt.Fprintln(diag, "proof: want -seeds of at least 1, -runs of 10 to 1000, and nothing else")
		return exitUsage
	}
	theorems := formula.Theorems()
	counts := make([]count, len(theorems))
	wrong := 0
	for k := range *seeds {
		if ctx.Err() != nil {
			fmt.Fprintf(out, "stopped after %d of %d bases\n", k, *seeds)
			break
		}
		base := *start + uint64(k)
		rows, err := formula.Prove(theorems, base, *runs)
		if err != nil {
			fmt.Fprintf(diag, "proof: %v\n", err)
			return exitWrong
		}
		for i := range rows {
			counts[i].add(&rows[i])
			why := rows[i].Wrong()
			if why == "" {
				continue
			}
			word := "far off"
			if rows[i].Certain() || *seeds == 1 {
				wrong++
				word = "WRONG"
			}
			fmt.Fprintf(out, "%s  base %d: %s, %s: %s\n", word, base, rows[i].Formula, rows[i].Params, why)
		}
		fmt.Fprintf(diag, "proof: base %d is through\n", base)
	}
	table(out, theorems, counts, *runs)
	for i, c := range counts {
		if c.biased() {
			wrong++
			fmt.Fprintf(out, "WRONG  %s, %s: off the same way too often\n", theorems[i].Formula, theorems[i].Params)
		}
	}
	if wrong > 0 {
		return exitWrong
	}
	return exitRight
}

// count is what one theorem came to over all bases.
type count struct {
	n, beyond2, beyond3       int
	sum, most                 float64
	observed, checked, misfit int
}

func (c *count) add(r *formula.Row) {
	c.observed += r.N
	c.checked += r.Checked
	c.misfit += len(r.Misfits)
	if r.Exact {
		return
	}
	d := r.Deviation()
	c.n++
	c.sum += d
	c.most = max(c.most, math.Abs(d))
	if math.Abs(d) > 2 {
		c.beyond2++
	}
	if math.Abs(d) > 3 {
		c.beyond3++
	}
}

// biased says whether deviations lean to one side more than chance has it:
// what one base must not be, the mean of many must not be either.
func (c *count) biased() bool {
	return c.n > 1 && math.Abs(c.sum)/math.Sqrt(float64(c.n)) > formula.Bound
}

func table(out io.Writer, theorems []formula.Theorem, counts []count, runs int) {
	var all count
	fmt.Fprintln(out, "deviation, s.e.:  mean    most    >2    >3  misfits")
	for i, c := range counts {
		all.n += c.n
		all.beyond2 += c.beyond2
		all.beyond3 += c.beyond3
		all.observed += c.observed
		all.checked += c.checked
		all.misfit += c.misfit
		mean, most := "exact", ""
		if c.n > 0 {
			mean, most = fmt.Sprintf("%+.2f", c.sum/float64(c.n)), fmt.Sprintf("%.2f", c.most)
		}
		fmt.Fprintf(out, "%s\n    with %s\n%23s  %6s  %4d  %4d  %7d\n", theorems[i].Formula, theorems[i].Params, mean, most, c.beyond2, c.beyond3, c.misfit)
	}
	fmt.Fprintf(out, "\n%d figures with luck in them, of %d runs each\nbeyond 2 standard errors: %d (%.2f %%), beyond 3: %d (%.2f %%)\n",
		all.n, runs, all.beyond2, percent(all.beyond2, all.n), all.beyond3, percent(all.beyond3, all.n))
	if runs == formula.Runs {
		fmt.Fprintln(out, "chance alone (Student's t, 19 degrees of freedom): 6.0 % and 0.74 %")
	}
	fmt.Fprintf(out, "%d observations; %d cold starts derived again, %d misfits\n", all.observed, all.checked, all.misfit)
}

func percent(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
