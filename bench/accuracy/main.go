// Command accuracy measures how far the percentiles that load generators report
// are from the true ones: what users of an even schedule would wait at a server
// whose service times and stalls are a script, so that they can be computed.
//
//	go run ./bench/accuracy -squall bin/squall
//
// It runs squall and its peers with as many requests in flight as they like,
// then with few; and squall alone at shares of the most that it can send here
// and now, which is measured first: up to half of it a run must be valid and
// within 1 % at p99, and half above it INVALID. docs/generator.md has what it
// printed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"squall/bench/tools"
	"squall/reports"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "serve" {
		if err := serve(os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "bench/accuracy: serve:", err)
			os.Exit(1)
		}
		return
	}
	var b bench
	squall := flag.String("squall", "bin/squall", "the binary to measure")
	peers := flag.String("peers", "", "folder with vegeta, k6 and hey (default: build them)")
	flag.DurationVar(&b.length, "for", 20*time.Second, "length of each run: whole periods of 5s")
	flag.IntVar(&b.rate, "rate", 1000, "arrivals a second")
	flag.IntVar(&b.few, "few", 30, "most requests in flight of the second comparison")
	only := flag.Bool("shares", false, "only squall, at shares of what it can send")
	flag.Parse()
	if err := b.run(*squall, *peers, *only); err != nil {
		fmt.Fprintln(os.Stderr, "bench/accuracy:", err)
		os.Exit(1)
	}
}

type bench struct {
	length    time.Duration
	rate, few int
	folder    string
	server    *tools.Server
	truth     []time.Duration
}

func (b *bench) run(squall, peers string, only bool) (err error) {
	if b.length < period || b.length%period != 0 || b.rate < 1 || b.few < 1 {
		return errors.New("want -for of whole periods of 5s, and -rate and -few of at least 1")
	}
	if b.folder, err = os.MkdirTemp("", "bench-accuracy-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	if peers == "" {
		if peers, err = tools.Build(b.folder); err != nil {
			return err
		}
	}
	if squall, err = filepath.Abs(squall); err != nil {
		return err
	}
	list, err := tools.Find(squall, peers)
	if err != nil {
		return err
	}
	server, err := tools.Serve()
	if err != nil {
		return err
	}
	defer server.Stop()
	b.server, b.truth = server, truth(0.5, 0.99, 0.999)
	if !only {
		for _, capped := range []bool{false, true} {
			if err := b.compare(list, capped); err != nil {
				return err
			}
		}
	}
	return b.shares(list[0])
}

// compare sets the tools beside the truth.
func (b *bench) compare(list []tools.Tool, capped bool) error {
	l := tools.Load{Rate: b.rate, Workers: b.few, Capped: capped, Length: b.length, Folder: b.folder}
	if !capped {
		l.Workers = b.rate // more than the server ever holds at once
	}
	rows := [][]string{b.row("true", reading{at: b.truth})}
	for _, t := range list {
		if t.Name == "wrk" {
			continue // it has no open loop
		}
		l.URL = b.server.Fresh(b.server.URL)
		took, err := t.Measure(l)
		if err != nil {
			return err
		}
		r, err := read(t, l)
		if err != nil {
			return err
		}
		if took.Code == 15 {
			r.says = "INVALID"
		}
		rows = append(rows, b.row(t.Name, r))
	}
	fmt.Println(l)
	return reports.Table(os.Stdout, 100, []string{"", "p50 ms", "off by", "p99", "off by", "p99.9", "off by", "sent", "and says"}, rows)
}

func (b *bench) row(name string, r reading) []string {
	row := []string{name}
	for i, got := range r.at {
		off := ""
		if name != "true" {
			off = fmt.Sprintf("%+.1f %%", 100*(float64(got)/float64(b.truth[i])-1))
		}
		row = append(row, fmt.Sprintf("%.1f", got.Seconds()*1e3), off)
	}
	sent := ""
	if r.sent > 0 {
		sent = fmt.Sprint(r.sent)
	}
	return append(row, sent, r.says)
}

// shares runs squall at parts of what it can send, after a warm-up of one period:
// a stall opens thousands of connections at once, which costs more than to send.
func (b *bench) shares(squall tools.Tool) error {
	l := tools.Load{Workers: 4000, Length: b.length, URL: b.server.Fresh(b.server.URL), Folder: b.folder}
	if _, err := squall.Measure(l); err != nil {
		return err
	}
	r, err := read(squall, l)
	if err != nil {
		return err
	}
	capacity := float64(r.sent) / b.length.Seconds()
	fmt.Printf("capacity here and now: %.0f requests a second, 4,000 at a time, the server on the same cores\n", capacity)
	var rows [][]string
	for _, share := range []float64{0.1, 0.25, 0.5, 1.5} {
		l := tools.Load{Rate: int(capacity * share), Length: b.length, Warmup: period, URL: b.server.Fresh(b.server.URL), Folder: b.folder}
		took, err := squall.Measure(l)
		if err != nil {
			return err
		}
		r, err := read(squall, l)
		if err != nil {
			return err
		}
		verdict := "valid"
		if took.Code == 15 {
			verdict = "INVALID"
		}
		row := b.row(fmt.Sprintf("%.0f %%", 100*share), r)
		rows = append(rows, append(row[:len(row)-1], fmt.Sprint(r.unsent), fmt.Sprintf("%.2f", r.lag), verdict))
	}
	return reports.Table(os.Stdout, 130, []string{"of it", "p50 ms", "off by", "p99", "off by", "p99.9", "off by", "sent", "unsent", "lag p99", "verdict"}, rows)
}
