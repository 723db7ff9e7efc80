// Command generator measures what a request costs the program that sends it:
// requests per CPU-second of whole processes, from their start to the last file
// they write, against one server, in turns. squall keeps every hit; vegeta's
// own program keeps every result, encoded as it always does (gob); hey keeps
// all in memory; k6 and wrk keep sums alone.
//
//	go run ./bench/generator -squall bin/squall           requests per CPU-second
//	go run ./bench/generator -squall bin/squall -flight 10000   so many requests at once
//	go run ./bench/generator -squall bin/squall -sdk      beside a bare loop around the AWS SDK
//
// The peers are built from the module proxy, at the versions of peers/go.mod;
// wrk is the system's. It fails when vegeta or k6 is missing. docs/generator.md
// has what it printed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"squall/bench/tools"
	"squall/reports"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "serve" {
		if err := serve(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench/generator: serve:", err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "loop" {
		if err := loop(os.Args[2:], os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench/generator: loop:", err)
			os.Exit(1)
		}
		return
	}
	var b bench
	flag.StringVar(&b.squall, "squall", "bin/squall", "the binary to measure")
	flag.DurationVar(&b.length, "for", 10*time.Second, "length of each run")
	flag.IntVar(&b.rate, "rate", 10000, "arrivals a second of the open loop")
	flag.DurationVar(&b.after, "after", 50*time.Millisecond, "how long an answer takes in the open loop")
	flag.IntVar(&b.workers, "workers", 64, "connections of the closed loop")
	flag.IntVar(&b.rounds, "rounds", 3, "runs of each; the median counts")
	flag.IntVar(&b.flight, "flight", 0, "measure squall with so many requests in flight instead")
	flag.BoolVar(&b.invoke, "sdk", false, "measure the SDK path beside a bare loop around the SDK instead")
	peers := flag.String("peers", "", "folder with vegeta, k6 and hey (default: build them)")
	flag.Parse()
	if err := b.run(*peers); err != nil {
		fmt.Fprintln(os.Stderr, "bench/generator:", err)
		os.Exit(1)
	}
}

// bench is what all measurements have in common.
type bench struct {
	squall                string
	length, after         time.Duration
	rate, workers, rounds int
	flight                int
	invoke                bool
	folder                string
	server                *tools.Server
}

func (b *bench) run(peers string) (err error) {
	if b.length < time.Second || b.rate < 1 || b.workers < 1 || b.rounds < 1 || b.flight < 0 {
		return errors.New("want -for of at least 1s, -rate, -workers and -rounds of at least 1, and no -flight below 0")
	}
	if b.squall, err = filepath.Abs(b.squall); err != nil {
		return err
	}
	if b.folder, err = os.MkdirTemp("", "bench-generator-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	if b.invoke { // against no tool but the SDK
		return b.sdk(tools.Tool{Name: "squall", Path: b.squall, Ends: []int{0, 15}})
	}
	if peers == "" {
		if peers, err = tools.Build(b.folder); err != nil {
			return err
		}
	}
	list, err := tools.Find(b.squall, peers)
	if err != nil {
		return err
	}
	if b.server, err = tools.Serve(); err != nil {
		return err
	}
	defer b.server.Stop()
	if b.flight > 0 {
		return b.inFlight(list[0])
	}
	atOnce := b.workers + int(1.5*float64(b.rate)*b.after.Seconds()) // for those that need it said
	for _, load := range []tools.Load{{Workers: b.workers}, {Rate: b.rate, Workers: atOnce}} {
		load.Length, load.URL, load.Folder = b.length, b.server.URL, b.folder
		if load.Rate > 0 {
			load.URL += "?after=" + b.after.String()
		}
		if err := b.compare(list, load); err != nil {
			return err
		}
	}
	return nil
}

// compare runs every tool in turn, some rounds of it, and prints medians.
func (b *bench) compare(list []tools.Tool, l tools.Load) error {
	costs := make([][]cost, len(list))
	for range b.rounds {
		for i, t := range list {
			if t.Args(l) == nil {
				continue
			}
			c, err := b.once(t, l)
			if err != nil {
				return err
			}
			costs[i] = append(costs[i], c)
		}
	}
	fmt.Println(l)
	var rows [][]string
	own := median(costs[0], cost.perCPU)
	for i, t := range list {
		if c := costs[i]; c != nil {
			rate := median(c, cost.perCPU)
			lo, hi := extremes(c)
			rows = append(rows, []string{t.Name, whole(median(c, cost.requests)), whole(rate), whole(lo) + " - " + whole(hi),
				fmt.Sprintf("%.1f", 1e6/rate), fmt.Sprintf("%.0f", median(c, cost.megabytes)), fmt.Sprintf("%.2f", own/rate)})
		}
	}
	return reports.Table(os.Stdout, 100, []string{"", "requests", "per CPU-second", "from - to", "us each", "MB", "squall x"}, rows)
}

// once runs one tool; the server says how many requests it answered.
func (b *bench) once(t tools.Tool, l tools.Load) (cost, error) {
	before, err := count(b.server)
	if err != nil {
		return cost{}, err
	}
	l.URL = b.server.Fresh(l.URL)
	took, err := t.Measure(l)
	c := cost{Cost: took}
	if err != nil {
		return c, err
	}
	after, err := count(b.server)
	c.n = float64(after - before)
	if err == nil && c.n < 1 {
		err = fmt.Errorf("%s sent nothing", t.Name)
	}
	if want := float64(l.Rate) * (l.Length + l.Warmup).Seconds(); err == nil && (c.n < 0.98*want || want > 0 && c.n > 1.02*want) {
		fmt.Fprintf(os.Stderr, "bench/generator: %s sent %s of %s requests\n", t.Name, whole(c.n), whole(want))
	}
	return c, err
}

// cost is one process.
type cost struct {
	tools.Cost
	n float64 // requests
}

func (c cost) perCPU() float64    { return c.n / c.CPU }
func (c cost) requests() float64  { return c.n }
func (c cost) megabytes() float64 { return c.MB }

func median(list []cost, of func(cost) float64) float64 {
	var values []float64
	for _, c := range list {
		values = append(values, of(c))
	}
	slices.Sort(values)
	if len(values) == 0 {
		return 0
	}
	return values[len(values)/2]
}

func extremes(list []cost) (lo, hi float64) {
	lo, hi = list[0].perCPU(), list[0].perCPU()
	for _, c := range list {
		lo, hi = min(lo, c.perCPU()), max(hi, c.perCPU())
	}
	return lo, hi
}

// whole writes a number with commas.
func whole(n float64) string {
	s := strconv.FormatFloat(n, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
