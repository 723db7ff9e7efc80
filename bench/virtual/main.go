// Command virtual measures the virtual clock as a whole process, on one core:
// invocations a second and memory with 10, 250, 1,000 and 100,000 environments,
// with and without hits on disk; how both grow with the number of requests;
// and a day at 1,000 requests a second. Beside each stands the floor: the
// barest event loop with as many environments, which draws, queues and counts
// and knows no rule, in this process.
//
//	go run ./bench/virtual -squall bin/squall
//
// Times are CPU times of whole processes, from their start to the last file of
// the report, so that waiting for a core does not count.
// docs/virtual.md has what it printed last on a quiet machine.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"squall/reports"
)

// service is the mean time of the function: an exponential one, so that the
// floor can draw the same.
const service = 100 * time.Millisecond

func main() {
	b := bench{}
	flag.StringVar(&b.squall, "squall", "bin/squall", "the binary to measure")
	flag.Float64Var(&b.requests, "requests", 5e6, "requests of one measurement")
	day := flag.Bool("day", true, "measure a day at 1,000 requests a second, too")
	guard := flag.Float64("guard", 0, "measure little, and fail where a request costs more than so many floors")
	flag.Parse()
	if err := b.all(*day, *guard); err != nil {
		fmt.Fprintln(os.Stderr, "bench/virtual:", err)
		os.Exit(1)
	}
}

// bench is what all measurements have in common.
type bench struct {
	squall   string
	requests float64
	folder   string
}

func (b *bench) all(day bool, guard float64) (err error) {
	if b.requests < 1000 {
		return errors.New("-requests: want 1000 or more")
	}
	if b.folder, err = os.MkdirTemp("", "bench-virtual-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	if guard > 0 {
		return b.guard(guard)
	}
	if err := b.scale(); err != nil {
		return err
	}
	if err := b.growth(); err != nil || !day {
		return err
	}
	return b.day()
}

// scale varies the environments.
func (b *bench) scale() error {
	var rows [][]string
	for _, busy := range []float64{4, 250, 880, 98_700} {
		rate := busy / service.Seconds()
		bare := floor(busy, int(b.requests))
		row := []string{"", ""}
		for i, hits := range []string{"none", "all"} {
			m, err := b.simulate(rate, b.requests, hits)
			if err != nil {
				return err
			}
			row[0] = whole(m.environments)
			row = append(row, perSecond(m.ns()), fmt.Sprintf("%.0f", m.megabytes))
			if i == 0 {
				row = append(row, fmt.Sprintf("%.0f", m.ns()), fmt.Sprintf("%.1f", m.ns()/bare))
			}
		}
		row[1] = fmt.Sprintf("%.0f", bare)
		rows = append(rows, row)
	}
	fmt.Printf("%s requests by the environments that serve them\n", whole(b.requests))
	return table([]string{"environments", "floor ns", "M/s", "MB", "ns", "x floor", "all hits: M/s", "MB"}, rows)
}

// guard fails where requests cost grossly more than they should. Of a few
// rounds the best one counts, since whatever else the machine does only adds.
func (b *bench) guard(most float64) error {
	for _, busy := range []float64{250, 20_000} {
		best := math.Inf(1)
		for range 3 {
			bare := floor(busy, 1e6)
			m, err := b.simulate(busy/service.Seconds(), 1e6, "none")
			if err != nil {
				return err
			}
			best = min(best, m.ns()/bare)
		}
		fmt.Printf("%s environments busy: a request costs %.1f floors, at most %g are allowed\n", whole(busy), best, most)
		if best > most {
			return fmt.Errorf("the virtual clock is too slow: with %s environments busy a request costs %.1f times what the barest event loop takes for it, and %g is the limit", whole(busy), best, most)
		}
	}
	return nil
}

// growth varies the requests.
func (b *bench) growth() error {
	var rows [][]string
	for _, times := range []float64{0.25, 1, 4} {
		n := b.requests * times
		m, err := b.simulate(880/service.Seconds(), n, "none")
		if err != nil {
			return err
		}
		rows = append(rows, []string{whole(n), fmt.Sprintf("%.2f", m.took.Seconds()), perSecond(m.ns()), fmt.Sprintf("%.0f", m.ns()), fmt.Sprintf("%.0f", m.megabytes)})
	}
	fmt.Println("\n1,000 environments by requests, no hits kept")
	return table([]string{"requests", "s", "M/s", "ns", "MB"}, rows)
}

func (b *bench) day() error {
	m, err := b.simulate(1000, 86_400_000, "none")
	if err != nil {
		return err
	}
	fmt.Printf("\na day at 1,000/s: %s requests in %.1f s of CPU, %s M/s, %.0f MB, %s environments\n",
		whole(m.requests), m.took.Seconds(), perSecond(m.ns()), m.megabytes, whole(m.environments))
	return nil
}

// measured is one process.
type measured struct {
	took         time.Duration // of the one core
	megabytes    float64       // the most that was resident
	requests     float64
	environments float64 // alive, on average
}

func (m measured) ns() float64 { return float64(m.took) / m.requests }

// simulate runs the binary on a profile of one function. It starts at full
// load: cold starts that took time would leave it three times the environments
// that it needs.
func (b *bench) simulate(rate, requests float64, hits string) (m measured, err error) {
	profile := filepath.Join(b.folder, "bench.yaml")
	text := fmt.Sprintf(`name: bench
account: {concurrency: 1000000}
functions: [{name: f, timeout: 10s, model: {duration: {exponential: {mean: %v}}}}]
platform: {scaling_rate: none, sandbox: none}
attack: [{path: sdk, function: f, phases: [{for: %.3fs, rate: %g/s, arrival: poisson}]}]
`, service, requests/rate, rate)
	if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
		return m, err
	}
	out := filepath.Join(b.folder, "out")
	defer os.RemoveAll(out)
	cmd := exec.Command(b.squall, "simulate", profile, "--hits", hits, "--out", out)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	if output, err := cmd.CombinedOutput(); err != nil {
		return m, fmt.Errorf("%s: %w\n%s", cmd, err, output)
	}
	m.took = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		m.megabytes = float64(usage.Maxrss) / 1024
	}
	return m, m.read(filepath.Join(out, "result.json"))
}

// read takes from a result what a measurement is divided by.
func (m *measured) read(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var result struct {
		Arms []struct {
			Paths []struct {
				Sent  float64 `json:"sent"`
				Alive float64 `json:"environments_alive_mean"`
			} `json:"paths"`
		} `json:"arms"`
	}
	if err := json.Unmarshal(data, &result); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if len(result.Arms) != 1 || len(result.Arms[0].Paths) != 1 || result.Arms[0].Paths[0].Sent == 0 {
		return fmt.Errorf("%s: has no requests", path)
	}
	m.requests, m.environments = result.Arms[0].Paths[0].Sent, result.Arms[0].Paths[0].Alive
	return nil
}

func table(header []string, rows [][]string) error {
	return reports.Table(os.Stdout, 100, header, rows)
}

func perSecond(ns float64) string { return fmt.Sprintf("%.2f", 1e3/ns) }

// whole writes a number with commas.
func whole(n float64) string {
	s := strconv.FormatFloat(n, 'f', 0, 64)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
