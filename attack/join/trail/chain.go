package trail

import (
	"time"

	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/join"
)

// longest is how long a hit waits for its function's log while there is load:
// stop rules learn of it no sooner.
const longest = 10 * time.Second

// Chain completes the hits of one block from the log of their door first, and
// from that of their function then.
type Chain struct {
	doors *join.Joiner
	log   *Trail
	now   int64
	// Doors and Logs say of which entries the logs are read.
	Doors, Logs map[uint16]bool
}

// NewChain makes a chain that holds at most limit hits for each log.
func NewChain(limit int, release func(*hit.Hit)) *Chain {
	c := &Chain{log: New(limit, int64(longest), release), Doors: map[uint16]bool{}, Logs: map[uint16]bool{}}
	c.doors = join.New(limit, func(h *hit.Hit) { c.log.Hit(h, c.Logs[h.Entry], c.now) })
	return c
}

// Hit takes a finished hit.
func (c *Chain) Hit(h *hit.Hit) { c.doors.Hit(h, c.Doors[h.Entry]) }

// Take takes what logs said.
func (c *Chain) Take(facts []join.Fact, lines []evidence.Attempt) {
	for _, f := range facts {
		c.doors.Fact(f)
		if f.Invoke != "" {
			c.log.Named(f.Root, f.Invoke)
		}
	}
	for _, a := range lines {
		c.log.Line(a)
	}
}

// Reached says what time it is, in ns, before the first hit and then every so
// often: what has waited for too long is released.
func (c *Chain) Reached(now int64) {
	c.now = now
	c.log.Expire(now)
}

// Held is how many hits wait.
func (c *Chain) Held() int { return c.doors.Held() + c.log.Held() }

// Flush releases every hit that still waits.
func (c *Chain) Flush() {
	c.doors.Flush()
	c.log.Flush()
}
