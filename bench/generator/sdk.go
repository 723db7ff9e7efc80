package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"squall/bench/tools"
	"squall/reports"
)

const (
	bareFunction = "bare"
	body         = `{"id": 1}`
	// sdkRate stays well below what two cores send, answer and sign.
	sdkRate = 1000
)

// sdk sets squall's SDK path beside a bare loop around the same client: both
// ask one stand-in, in a process of its own, for functions that take as long.
func (b *bench) sdk(squall tools.Tool) error {
	s, err := b.standin(squall.Path)
	if err != nil {
		return err
	}
	defer s.stop()
	for _, l := range []tools.Load{{Workers: b.workers}, {Rate: sdkRate}} {
		l.Length, l.Folder, l.URL = b.length, b.folder, s.url
		if err := b.besideBare(squall, l); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) besideBare(squall tools.Tool, l tools.Load) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	costs := make([][]cost, 3)
	for range b.rounds {
		for i, run := range []func() (cost, error){
			func() (cost, error) { return invokes(squall, l) },
			func() (cost, error) { return loops(self, l, "-tail") },
			func() (cost, error) { return loops(self, l) },
		} {
			c, err := run()
			if err != nil {
				return err
			}
			costs[i] = append(costs[i], c)
		}
	}
	fmt.Println("Invoke by the AWS SDK,", l)
	var rows [][]string
	own := median(costs[0], cost.perCPU)
	for i, name := range []string{"squall, path sdk", "bare, log tail", "bare loop"} {
		rate := median(costs[i], cost.perCPU)
		lo, hi := extremes(costs[i])
		rows = append(rows, []string{name, whole(median(costs[i], cost.requests)), whole(rate), whole(lo) + " - " + whole(hi),
			fmt.Sprintf("%.1f", 1e6/rate), fmt.Sprintf("%.0f", median(costs[i], cost.megabytes)), fmt.Sprintf("%.2f", own/rate)})
	}
	return reports.Table(os.Stdout, 100, []string{"", "requests", "per CPU-second", "from - to", "us each", "MB", "squall x"}, rows)
}

// invokes runs squall on its SDK path.
func invokes(squall tools.Tool, l tools.Load) (cost, error) {
	load := fmt.Sprintf("workers: %d, phases: [{for: %s, rate: max}]", l.Workers, l.Length)
	if l.Rate > 0 {
		load = fmt.Sprintf("phases: [{for: %s, rate: %d/s}]", l.Length, l.Rate)
	}
	profile := l.Result("sdk.yaml")
	text := fmt.Sprintf("name: bench\nfunctions: [{name: invoked, %s}]\nattack: [{path: sdk, function: invoked, payload: {template: '%s'}, %s}]\n", model, body, load)
	if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
		return cost{}, err
	}
	squall.Args = func(l tools.Load) []string {
		return []string{"run", profile, "--target", l.URL, "--hits", "all", "--out", l.Result("out")}
	}
	took, err := squall.Measure(l)
	if err != nil {
		return cost{}, err
	}
	n, err := okOf(filepath.Join(l.Result("out"), "result.json"))
	return cost{Cost: took, n: n}, err
}

func okOf(path string) (float64, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var r struct {
		Arms []struct {
			Paths []struct{ Outcomes map[string]float64 }
		}
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return 0, fmt.Errorf("%s: %w", path, err)
	}
	if len(r.Arms) != 1 || len(r.Arms[0].Paths) != 1 || r.Arms[0].Paths[0].Outcomes["ok"] == 0 {
		return 0, fmt.Errorf("%s: nothing went well", path)
	}
	return r.Arms[0].Paths[0].Outcomes["ok"], nil
}

// loops runs the bare loop.
func loops(self string, l tools.Load, more ...string) (cost, error) {
	cmd := exec.Command(self, append([]string{"loop", "-endpoint", l.URL, "-for", l.Length.String(),
		"-rate", strconv.Itoa(l.Rate), "-workers", strconv.Itoa(max(l.Workers, 1))}, more...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return cost{}, fmt.Errorf("the bare loop: %w", err)
	}
	var c cost
	bad := 0.0
	if _, err := fmt.Sscan(string(out), &c.n, &bad); err != nil || c.n == 0 || bad > 0 {
		return c, fmt.Errorf("the bare loop: %.0f of %.0f calls failed (%q)", bad, c.n+bad, out)
	}
	c.CPU = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.MB = float64(usage.Maxrss) / 1024
	}
	return c, nil
}

const model = "model: {duration: {constant: 2ms}}"

// standin is squall serve in a process of its own.
type standin struct {
	url string
	cmd *exec.Cmd
}

func (b *bench) standin(squall string) (*standin, error) {
	profile := filepath.Join(b.folder, "serve.yaml")
	text := fmt.Sprintf("name: serve\nfunctions: [{name: %s, %s}]\nattack: [{path: sdk, function: %s, phases: [{for: 1s, rate: 1/s}]}]\n", bareFunction, model, bareFunction)
	if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
		return nil, err
	}
	s := &standin{cmd: exec.Command(squall, "serve", "--listen", "127.0.0.1:0", "--config", profile)}
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "export AWS_ENDPOINT_URL="); ok {
			s.url = url
			go func() { // what else it says
				for lines.Scan() {
				}
			}()
			return s, nil
		}
	}
	s.stop()
	return nil, fmt.Errorf("squall serve printed no address")
}

// stop interrupts the stand-in, and kills it when it does not end.
func (s *standin) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	defer time.AfterFunc(5*time.Second, func() { _ = s.cmd.Process.Kill() }).Stop()
	_ = s.cmd.Wait()
}
