package main

import (
	"io"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"squall/bench/tools"
)

// The script of the server: how long it works on each request, and when it
// works on none.
const (
	median  = 20 * time.Millisecond
	sigma   = 0.5
	entries = 1000            // of the table that it goes through again and again
	period  = 5 * time.Second // between the beginnings of two stalls
	stall   = 400 * time.Millisecond
	// drain is how long the server needs to work off what a stall has held, evenly:
	// it has 1.2 times its usual load then, and no burst that no server could answer.
	drain      = 2 * time.Second
	finestStep = 500 // of the true distribution, in each stall
)

// table is the times that requests take, evenly from all quantiles of a
// lognormal distribution, in an order that looks random.
func table() []time.Duration {
	out := make([]time.Duration, entries)
	for i := range out {
		z := math.Sqrt2 * math.Erfinv(2*(float64(i)+0.5)/entries-1)
		out[i] = time.Duration(float64(median) * math.Exp(sigma*z))
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// held is how long a request that comes at a time waits for a stall to end and
// for those before it.
func held(at time.Duration) time.Duration {
	in := at % period
	if in >= stall {
		return 0
	}
	return stall - in + in*(drain/time.Millisecond)/(stall/time.Millisecond)
}

// truth is what users of an even schedule wait at the quantiles: whole periods
// of arrivals, each with every time of the table.
func truth(quantiles ...float64) []time.Duration {
	type part struct {
		wait   time.Duration
		weight float64
	}
	service := table()
	slices.Sort(service)
	inStall := float64(stall) / float64(period)
	var all []part
	for _, s := range service {
		all = append(all, part{s, (1 - inStall) / entries})
		for step := range finestStep {
			in := time.Duration((float64(step) + 0.5) / finestStep * float64(stall))
			all = append(all, part{s + held(in), inStall / entries / finestStep})
		}
	}
	slices.SortFunc(all, func(a, b part) int { return int(a.wait - b.wait) })
	out := make([]time.Duration, len(quantiles))
	for i, q := range quantiles {
		sum := 0.0
		for _, p := range all {
			if sum += p.weight; sum >= q {
				out[i] = p.wait
				break
			}
		}
	}
	return out
}

// serve plays the script; it stalls from its first request on, every period.
func serve(out io.Writer) error {
	service := table()
	var n atomic.Uint64
	began := time.Now()
	s := &fasthttp.Server{NoDefaultDate: true, Concurrency: 1 << 20, Handler: func(c *fasthttp.RequestCtx) {
		at := time.Since(began)
		takes := held(at) + service[n.Add(1)%entries]
		time.Sleep(takes - (time.Since(began) - at))
		c.SetContentType("application/json")
		c.SetBodyString(`{"ok":true}`)
	}}
	return tools.Listen(out, s.Serve)
}
