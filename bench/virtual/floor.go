package main

import (
	"math/rand/v2"
	"syscall"
	"time"
)

// floor is what an invocation costs in nanoseconds where there is nothing but
// a queue of ends, a stack of idle servers and the draws: Poisson arrivals,
// exponential times, no limit.
func floor(busy float64, requests int) float64 {
	l := loop{dice: rand.New(rand.NewPCG(1, 2)), counts: make([]uint32, 1<<12)}
	began := used()
	now := 0.0
	for range requests {
		now += l.dice.ExpFloat64() / busy
		l.free(now)
		l.serve(now)
	}
	return float64(used()-began) / float64(requests)
}

// used is the CPU time of this process so far.
func used() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic("bench: internal error: " + err.Error())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// loop counts time in mean service times.
type loop struct {
	dice    *rand.Rand
	ends    []end // a heap, the earliest first
	idle    []int32
	servers int32
	counts  []uint32 // of service times: the histogram
}

type end struct {
	at     float64
	server int32
}

// serve gives a request to the server that was busy last, or to a new one.
func (l *loop) serve(now float64) {
	server := l.servers
	if n := len(l.idle); n > 0 {
		server, l.idle = l.idle[n-1], l.idle[:n-1]
	} else {
		l.servers++
	}
	took := l.dice.ExpFloat64()
	l.counts[min(int(took*100), len(l.counts)-1)]++
	l.push(end{now + took, server})
}

// free takes back the servers that have ended by now.
func (l *loop) free(now float64) {
	for len(l.ends) > 0 && l.ends[0].at <= now {
		l.idle = append(l.idle, l.ends[0].server)
		l.pop()
	}
}

func (l *loop) push(e end) {
	l.ends = append(l.ends, e)
	i := len(l.ends) - 1
	for up := (i - 1) / 2; i > 0 && l.ends[up].at > e.at; up = (i - 1) / 2 {
		l.ends[i] = l.ends[up]
		i = up
	}
	l.ends[i] = e
}

func (l *loop) pop() {
	last := len(l.ends) - 1
	e := l.ends[last]
	l.ends = l.ends[:last]
	i := 0
	for {
		down := 2*i + 1
		if down >= last {
			break
		}
		if down+1 < last && l.ends[down+1].at < l.ends[down].at {
			down++
		}
		if e.at <= l.ends[down].at {
			break
		}
		l.ends[i] = l.ends[down]
		i = down
	}
	if last > 0 {
		l.ends[i] = e
	}
}
