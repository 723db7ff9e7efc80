// Command standin measures the local Lambda as a whole process: how many
// modelled invokes a second it answers through the Invoke API on one core, and
// what it adds to a function's own time with a thousand requests in flight.
//
//	go run ./bench/standin -squall bin/squall
//
// It starts the server with GOMAXPROCS=1 and drives it from this process with
// plain sockets, so that the client costs as little as it can. On two cores, in
// November 2026, three runs printed 30,785 to 38,160 invokes a second, and +2.2
// to +2.5 ms at p99 with a thousand in flight.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const profile = `name: bench
account: {concurrency: 5000}
functions:
  - {name: quick, memory: 1024, model: {duration: {constant: 1us}}}
  - {name: half, memory: 1024, model: {duration: {constant: 500ms}}}
platform: {sandbox: none, invoke_overhead: none, scaling_rate: none}
attack: [{path: sdk, function: quick, phases: [{for: 1s, rate: 1/s}]}]
`

func main() {
	squall := flag.String("squall", "bin/squall", "the binary to measure")
	seconds := flag.Int("seconds", 5, "length of each measurement")
	flag.Parse()
	if err := measure(*squall, time.Duration(*seconds)*time.Second); err != nil {
		fmt.Fprintln(os.Stderr, "bench/standin:", err)
		os.Exit(1)
	}
}

func measure(squall string, length time.Duration) error {
	addr, pid, stop, err := serve(squall)
	if err != nil {
		return err
	}
	defer stop()
	before := cpu(pid)
	n, _, err := drive(addr, "quick", 16, 0, length)
	if err != nil {
		return err
	}
	used := cpu(pid) - before
	fmt.Printf("throughput   %8.0f invokes a second; %8.0f a CPU-second of the server (16 callers, 1 us model)\n",
		float64(n)/length.Seconds(), float64(n)/used.Seconds())
	n, times, err := drive(addr, "half", 1000, 500*time.Microsecond, length+time.Second)
	if err != nil {
		return err
	}
	slices.Sort(times)
	p99 := times[len(times)*99/100]
	fmt.Printf("1,000 in flight  p50 +%.2f ms, p99 +%.2f ms over the function's 500 ms (%d invokes)\n",
		(times[len(times)/2]-500*time.Millisecond).Seconds()*1e3, (p99-500*time.Millisecond).Seconds()*1e3, n)
	return nil
}

// serve starts the server on a free port and waits until it answers.
func serve(squall string) (addr string, pid int, stop func(), err error) {
	file, err := os.CreateTemp("", "bench-*.yaml")
	if err != nil {
		return "", 0, nil, err
	}
	defer os.Remove(file.Name())
	if _, err := file.WriteString(profile); err != nil {
		return "", 0, nil, err
	}
	cmd := exec.Command(squall, "serve", "--listen", "127.0.0.1:0", "--config", file.Name())
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", 0, nil, err
	}
	if err := cmd.Start(); err != nil {
		return "", 0, nil, err
	}
	stop = func() { _ = cmd.Process.Kill(); _ = cmd.Wait() }
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if url, ok := strings.CutPrefix(lines.Text(), "export AWS_ENDPOINT_URL="); ok {
			go io.Copy(io.Discard, out)
			return strings.TrimPrefix(url, "http://"), cmd.Process.Pid, stop, nil
		}
	}
	stop()
	return "", 0, nil, fmt.Errorf("%s serve printed no address", squall)
}

// drive sends from so many callers, one request at a time each, the first ones
// a gap apart so that they do not march in step, and returns the times of the
// requests after the first second.
func drive(addr, function string, callers int, gap, length time.Duration) (n int, times []time.Duration, err error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for i := range callers {
		wg.Go(func() {
			time.Sleep(time.Duration(i) * gap)
			mine, failed := call(addr, function, start, length)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			if failed != nil {
				err = failed
			}
		})
	}
	wg.Wait()
	return len(times), times, err
}

func call(addr, function string, start time.Time, length time.Duration) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	request := []byte("POST /2015-03-31/functions/" + function + "/invocations HTTP/1.1\r\nHost: " + addr +
		"\r\nContent-Type: application/octet-stream\r\nContent-Length: 2\r\n\r\n{}")
	var times []time.Duration
	warm := start.Add(time.Second)
	for time.Since(start) < length+time.Second {
		sent := time.Now()
		if _, err := conn.Write(request); err != nil {
			return nil, err
		}
		if err := answer(r); err != nil {
			return nil, err
		}
		if sent.After(warm) {
			times = append(times, time.Since(sent))
		}
	}
	return times, nil
}

func answer(r *bufio.Reader) error {
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", resp.StatusCode, body)
	}
	return err
}

// cpu is the time a process has used, from /proc.
func cpu(pid int) time.Duration {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.ParseInt(fields[11], 10, 64)
	system, _ := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
}
