// Package tools runs load generators, squall and its peers, on one load, and
// tells what each cost as a process. It builds the peers that are Go modules, at
// the versions of peers/go.mod.
//
// It compares nothing.
package tools

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Load is what every tool is told to send: at a rate, or as fast as so many
// workers can.
type Load struct {
	Rate    int // 0: closed
	Workers int // of a closed loop; of an open one the cap, where Capped says so
	Capped  bool
	Length  time.Duration
	Warmup  time.Duration // before it, by squall alone
	URL     string
	Folder  string // for files
}

func (l Load) String() string {
	switch {
	case l.Rate == 0:
		return fmt.Sprintf("as fast as it goes, %d connections, %v", l.Workers, l.Length)
	case l.Capped:
		return fmt.Sprintf("%d arrivals a second, at most %d at a time, %v", l.Rate, l.Workers, l.Length)
	}
	return fmt.Sprintf("%d arrivals a second, %v", l.Rate, l.Length)
}

// Result is where a tool leaves what it measured: out of squall, vegeta.bin,
// k6.json, hey.csv.
func (l Load) Result(name string) string { return filepath.Join(l.Folder, name) }

// file writes a file for a tool to read and gives its name.
func (l Load) file(name, text string) string {
	path := filepath.Join(l.Folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err) // the folder is ours
	}
	return path
}

// Tool is a load generator: where it is, and how it is told what to send; no
// arguments mean that it cannot.
type Tool struct {
	Name, Path string
	Args       func(l Load) []string
	Ends       []int // exit codes that are none of our trouble
}

// Build makes the peers that are Go modules.
func Build(folder string) (string, error) {
	source := filepath.Join("bench", "tools", "peers")
	if _, err := os.Stat(filepath.Join(source, "go.mod")); err != nil {
		return "", errors.New("the peers cannot be built from here: run this in squall's own folder, or name a folder with -peers")
	}
	bin := filepath.Join(folder, "peers")
	fmt.Fprintln(os.Stderr, "bench: building vegeta, k6 and hey; the first time takes minutes")
	cmd := exec.Command("go", "build", "-o", bin+"/", "github.com/tsenart/vegeta/v12", "go.k6.io/k6", "github.com/rakyll/hey")
	cmd.Dir, cmd.Stderr = source, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building the peers: %w", err)
	}
	return bin, nil
}

// Find gathers the tools. squall is the first; a comparison without vegeta or
// k6 would be none.
func Find(squall, peers string) ([]Tool, error) {
	all := []Tool{
		{Name: "squall", Path: squall, Args: squallArgs, Ends: []int{0, 15}},
		{Name: "vegeta", Path: filepath.Join(peers, "vegeta"), Args: vegetaArgs},
		{Name: "k6", Path: filepath.Join(peers, "k6"), Args: k6Args},
		{Name: "hey", Path: filepath.Join(peers, "hey"), Args: heyArgs},
		{Name: "wrk", Path: "wrk", Args: wrkArgs},
	}
	var tools []Tool
	for _, t := range all {
		path, err := exec.LookPath(t.Path)
		switch {
		case err == nil:
			t.Path = path
			tools = append(tools, t)
		case t.Name == "hey" || t.Name == "wrk":
			fmt.Fprintf(os.Stderr, "bench: without %s: %v\n", t.Name, err)
		case t.Name == "squall":
			return nil, fmt.Errorf("%s is missing: go build -o bin/squall ./cmd/squall, or name it with -squall", squall)
		default:
			return nil, fmt.Errorf("%s is missing in %s: a comparison needs vegeta and k6; without -peers they are built", t.Name, peers)
		}
	}
	return tools, nil
}

func squallArgs(l Load) []string {
	phase, workers := "rate: max", fmt.Sprintf("workers: %d, ", l.Workers)
	if l.Rate > 0 {
		phase = fmt.Sprintf("rate: %d/s", l.Rate)
		if !l.Capped {
			workers = ""
		}
	}
	if l.Warmup > 0 {
		workers += fmt.Sprintf("warmup: %s, ", l.Warmup)
	}
	profile := l.file("squall.yaml", fmt.Sprintf("name: bench\nattack: [{name: web, url: %q, %sphases: [{for: %s, %s}]}]\n",
		l.URL, workers, l.Length, phase))
	return []string{"run", profile, "--hits", "all", "--out", l.Result("out")}
}

func vegetaArgs(l Load) []string {
	args := []string{"attack", "-targets", l.file("targets", "GET "+l.URL+"\n"), "-duration", l.Length.String(), "-output", l.Result("vegeta.bin")}
	if l.Rate == 0 {
		return append(args, "-rate", "0", "-max-workers", strconv.Itoa(l.Workers), "-workers", strconv.Itoa(l.Workers))
	}
	args = append(args, "-rate", strconv.Itoa(l.Rate)+"/s")
	if l.Capped {
		args = append(args, "-max-workers", strconv.Itoa(l.Workers), "-workers", strconv.Itoa(l.Workers))
	}
	return args
}

func k6Args(l Load) []string {
	scenario := fmt.Sprintf(`{executor: "constant-vus", vus: %d, duration: %q}`, l.Workers, l.Length)
	if l.Rate > 0 {
		most := 4000
		if l.Capped {
			most = l.Workers
		}
		scenario = fmt.Sprintf(`{executor: "constant-arrival-rate", rate: %d, timeUnit: "1s", duration: %q, preAllocatedVUs: %d, maxVUs: %d}`, l.Rate, l.Length, l.Workers, most)
	}
	script := l.file("k6.js", fmt.Sprintf("import http from 'k6/http';\nexport const options = {scenarios: {s: %s}};\nexport default function () { http.get(%q); }\n", scenario, l.URL))
	return []string{"run", "--quiet", "--no-usage-report", "--address", "", "--summary-trend-stats", "p(50),p(99),p(99.9)", "--summary-export", l.Result("k6.json"), script}
}

func heyArgs(l Load) []string {
	args := []string{"-c", strconv.Itoa(l.Workers), "-z", l.Length.String()}
	if l.Rate > 0 {
		args = append(args, "-o", "csv")
	}
	if l.Rate > 0 {
		args = append(args, "-q", strconv.FormatFloat(float64(l.Rate)/float64(l.Workers), 'f', -1, 64))
	}
	return append(args, l.URL)
}

func wrkArgs(l Load) []string {
	if l.Rate > 0 {
		return nil // it has no open loop
	}
	return []string{"-t", "2", "-c", strconv.Itoa(l.Workers), "-d", strconv.Itoa(int(l.Length.Seconds())) + "s", l.URL}
}

// Cost is what a process took.
type Cost struct {
	CPU float64 // seconds
	MB  float64 // of memory, at most
	// Code is how it ended, where that is none of our trouble.
	Code int
}

// Measure runs a tool to its end. What hey prints is left in hey.csv.
func (t Tool) Measure(l Load) (Cost, error) {
	cmd := exec.Command(t.Path, t.Args(l)...)
	_ = os.RemoveAll(l.Result("out")) // of the run before
	output, err := cmd.CombinedOutput()
	if t.Name == "hey" {
		l.file("hey.csv", string(output))
	}
	exit := 0
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		for _, code := range t.Ends {
			if failed.ExitCode() == code {
				err, exit = nil, code
			}
		}
	}
	if err != nil {
		return Cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, output)
	}
	c := Cost{CPU: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds(), Code: exit}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.MB = float64(usage.Maxrss) / 1024
	}
	return c, nil
}
