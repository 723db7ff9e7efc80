// Command coverage counts how often the statistics behind verdicts are right:
// samples with a seed each go from hits to the verdict as a run's do, and what
// should happen in 95 of 100 is counted. It writes docs/statistics.md.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
)

// early is how many of the first samples the test that checks the page plays
// again.
const early = 4

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, diag io.Writer) int {
	flags := flag.NewFlagSet("coverage", flag.ContinueOnError)
	flags.SetOutput(diag)
	samples := flags.Int("samples", 2000, "play `n` samples of each")
	page := flags.String("write", "", "write the page into this `file`, and not on standard output")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 || *samples < early {
		fmt.Fprintf(diag, "coverage: want -samples of at least %d and -write FILE, and nothing else\n", early)
		return 2
	}
	all := rows()
	counts := make([]count, len(all))
	wrong := 0
	for i := range all {
		counts[i] = all[i].play(*samples)
		off := all[i].off(counts[i].all, counts[i].n)
		fmt.Fprintf(diag, "%-50s %d of %d\n", all[i].name, counts[i].all, counts[i].n)
		if off < -3 || off > 3 {
			wrong++
			fmt.Fprintf(diag, "WRONG: %.1f standard deviations off\n", off)
		}
	}
	text := written(all, counts)
	if *page == "" {
		fmt.Fprint(out, text)
	} else if err := os.WriteFile(*page, []byte(text), 0o644); err != nil {
		fmt.Fprintln(diag, "coverage:", err)
		return 1
	}
	if wrong > 0 {
		return 10
	}
	return 0
}

// count is how often something happened, and how often among the first samples.
type count struct{ n, all, early int }

// play plays samples on all cores; which one happens where changes nothing.
func (r *row) play(n int) count {
	happened := make([]bool, n)
	next := make(chan int)
	var crew sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		crew.Go(func() {
			happens := r.happen()
			for k := range next {
				happened[k] = happens(uint64(k))
			}
		})
	}
	for k := range n {
		next <- k
	}
	close(next)
	crew.Wait()
	c := count{n: n}
	for k, yes := range happened {
		if yes {
			c.all++
			if k < early {
				c.early++
			}
		}
	}
	return c
}

const head = `# How often verdicts are right

Samples with a seed each, from single hits to the verdict, through the code that
judges a run: how often an interval holds what is true, how often two equal arms
differ, how often a real change is seen. A share that lies more than three standard
deviations of chance outside of what it must be is an error, and none does.

` + "`go run ./proof/coverage -write docs/statistics.md`" + ` writes this page. A test plays
the first %d samples of each row again, which must come out as they did, and checks the
shares. The formulas themselves are tested against published vectors in
` + "`analyze/stats`; `squall gate selftest`" + ` counts the same of your own profile.

- An interval of one arm's percentile is that of order statistics, exact for
  independent requests. Where environments differ it is too narrow, which is why two
  arms or two runs are compared by environment.
- A ratio of two arms is judged on its 95 %% interval, so that each of its two sides
  is wrong in 2.5 %% at most. The interval is that of a bootstrap over environments or
  blocks, with its ends as far out as few of them call for: with 20 to a side, drawing
  alone would be wrong in 6.7 %% instead of 5. Power is that of this rule.
- Repeats of a run are pairs: both arms met the same hour. From two on the interval
  also holds Student's t of the pairs, however much they drift; from 20 on pairs are
  what is drawn. Two pairs tell little (12.7 standard errors to each side, three 4.3,
  five 2.8): where that is what keeps a verdict open, it names the repeats it takes.
- Repeats of two runs are no pairs, and are judged as two samples (Welch's t).

| what | sample | happened | must be | off by, sd | first %d |
|---|---|---|---|---|---|
`

// written is the page.
func written(all []row, counts []count) string {
	var b strings.Builder
	fmt.Fprintf(&b, head, early, early)
	for i := range all {
		b.WriteString(all[i].line(counts[i]))
	}
	return b.String()
}

func (r *row) line(c count) string {
	must := fmt.Sprintf("%.1f %% (%s)", 100*r.lo, r.from)
	if r.lo != r.hi {
		must = fmt.Sprintf("%.1f to %.1f %% (%s)", 100*r.lo, 100*r.hi, r.from)
	}
	return fmt.Sprintf("| %s | %s | %d of %d, %.1f %% | %s | %.1f | %d |\n", r.name, r.sample, c.all, c.n, 100*float64(c.all)/float64(c.n), must, r.off(c.all, c.n), c.early)
}
