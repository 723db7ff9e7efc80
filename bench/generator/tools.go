package main

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

// load is what every tool is told to send: at a rate, or as fast as so many
// workers can.
type load struct {
	rate, workers int // rate 0: closed
	length        time.Duration
	url, folder   string
}

func (l load) String() string {
	if l.rate == 0 {
		return fmt.Sprintf("as fast as it goes, %d connections, %v", l.workers, l.length)
	}
	return fmt.Sprintf("%d arrivals a second, %v", l.rate, l.length)
}

// file writes a file for a tool to read and gives its name.
func (l load) file(name, text string) string {
	path := filepath.Join(l.folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err) // the folder is ours
	}
	return path
}

// tool is a load generator: where it is, and how it is told what to send; no
// arguments mean that it cannot.
type tool struct {
	name, path string
	args       func(l load) []string
	ok         []int // exit codes that are none of our trouble
}

// build makes the peers that are Go modules.
func build(folder string) (string, error) {
	source := filepath.Join("bench", "generator", "peers")
	if _, err := os.Stat(filepath.Join(source, "go.mod")); err != nil {
		return "", errors.New("the peers cannot be built from here: run this in squall's own folder, or name a folder with -peers")
	}
	bin := filepath.Join(folder, "peers")
	fmt.Fprintln(os.Stderr, "bench/generator: building vegeta, k6 and hey; the first time takes minutes")
	cmd := exec.Command("go", "build", "-o", bin+"/", "github.com/tsenart/vegeta/v12", "go.k6.io/k6", "github.com/rakyll/hey")
	cmd.Dir, cmd.Stderr = source, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("building the peers: %w", err)
	}
	return bin, nil
}

// find gathers the tools. squall is the first; a comparison without vegeta or
// k6 would be none.
func find(squall, peers string) ([]tool, error) {
	all := []tool{
		{name: "squall", path: squall, args: squallArgs, ok: []int{0, 15}},
		{name: "vegeta", path: filepath.Join(peers, "vegeta"), args: vegetaArgs},
		{name: "k6", path: filepath.Join(peers, "k6"), args: k6Args},
		{name: "hey", path: filepath.Join(peers, "hey"), args: heyArgs},
		{name: "wrk", path: "wrk", args: wrkArgs},
	}
	var tools []tool
	for _, t := range all {
		path, err := exec.LookPath(t.path)
		switch {
		case err == nil:
			t.path = path
			tools = append(tools, t)
		case t.name == "hey" || t.name == "wrk":
			fmt.Fprintf(os.Stderr, "bench/generator: without %s: %v\n", t.name, err)
		case t.name == "squall":
			return nil, fmt.Errorf("%s is missing: go build -o bin/squall ./cmd/squall, or name it with -squall", squall)
		default:
			return nil, fmt.Errorf("%s is missing in %s: a comparison needs vegeta and k6; without -peers they are built", t.name, peers)
		}
	}
	return tools, nil
}

func squallArgs(l load) []string {
	phase, workers := "rate: max", fmt.Sprintf("workers: %d, ", l.workers)
	if l.rate > 0 {
		phase, workers = fmt.Sprintf("rate: %d/s", l.rate), ""
	}
	profile := l.file("squall.yaml", fmt.Sprintf("name: bench\nattack: [{name: web, url: %q, %sphases: [{for: %s, %s}]}]\n",
		l.url, workers, l.length, phase))
	return []string{"run", profile, "--hits", "all", "--out", filepath.Join(l.folder, "out")}
}

func vegetaArgs(l load) []string {
	args := []string{"attack", "-targets", l.file("targets", "GET "+l.url+"\n"), "-duration", l.length.String(), "-output", filepath.Join(l.folder, "vegeta.bin")}
	if l.rate == 0 {
		return append(args, "-rate", "0", "-max-workers", strconv.Itoa(l.workers), "-workers", strconv.Itoa(l.workers))
	}
	return append(args, "-rate", strconv.Itoa(l.rate)+"/s")
}

func k6Args(l load) []string {
	scenario := fmt.Sprintf(`{executor: "constant-vus", vus: %d, duration: %q}`, l.workers, l.length)
	if l.rate > 0 {
		scenario = fmt.Sprintf(`{executor: "constant-arrival-rate", rate: %d, timeUnit: "1s", duration: %q, preAllocatedVUs: %d, maxVUs: 2000}`, l.rate, l.length, l.workers)
	}
	script := l.file("k6.js", fmt.Sprintf("import http from 'k6/http';\nexport const options = {scenarios: {s: %s}};\nexport default function () { http.get(%q); }\n", scenario, l.url))
	return []string{"run", "--quiet", "--no-usage-report", "--address", "", script}
}

func heyArgs(l load) []string {
	args := []string{"-c", strconv.Itoa(l.workers), "-z", l.length.String()}
	if l.rate > 0 {
		args = append(args, "-q", strconv.FormatFloat(float64(l.rate)/float64(l.workers), 'f', -1, 64))
	}
	return append(args, l.url)
}

func wrkArgs(l load) []string {
	if l.rate > 0 {
		return nil // it has no open loop
	}
	return []string{"-t", "2", "-c", strconv.Itoa(l.workers), "-d", strconv.Itoa(int(l.length.Seconds())) + "s", l.url}
}

// measure runs a tool to its end.
func (t tool) measure(l load) (cost, error) {
	cmd := exec.Command(t.path, t.args(l)...)
	defer os.RemoveAll(filepath.Join(l.folder, "out"))
	output, err := cmd.CombinedOutput()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		for _, code := range t.ok {
			if failed.ExitCode() == code {
				err = nil
			}
		}
	}
	if err != nil {
		return cost{}, fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args, " "), err, output)
	}
	c := cost{cpu: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		c.mb = float64(usage.Maxrss) / 1024
	}
	return c, nil
}
