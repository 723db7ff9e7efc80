package check

import (
	"time"

	"squall/proof/story"
	"squall/standin/core"
)

// event is an asynchronous event that was accepted.
type event struct {
	at       int64
	attempts int32
	refusals int32
	running  bool
	due      int64          // of the next attempt
	ends     core.Condition // what it must end with, at this moment
	endsAt   int64
}

// records are the deliveries of one event in one batch.
type records uint8

func settingsOf(f *function, q core.Qual) (retries int32, age int64, flags uint8) {
	if f != nil {
		if s, ok := f.invokes[q]; ok {
			return s.N, s.MaxAge, s.Flags
		}
	}
	return 2, 6 * 3600 * second, 0
}

// wait plans the next attempt, or the end of an event that would be too old.
func (c *checker) wait(ev *event, r *story.Request, gap int64) {
	ev.due = c.Now + c.squeeze(gap)
	_, age, _ := settingsOf(c.function(r.Event.Fn), r.Event.Qual)
	if ev.due-ev.at > c.squeeze(age) {
		c.must(ev, core.EventAgeExceeded)
	}
}

func (c *checker) must(ev *event, end core.Condition) { ev.ends, ev.endsAt = end, c.Now }

// attempts says that an event is tried now.
func (c *checker) attempts(r *story.Request) {
	ev := c.events[r]
	if ev == nil {
		c.Add("request %d is tried and was not accepted", r.Event.Req)
		return
	}
	if ev.running || ev.ends != core.NoCondition || ev.due != c.Now {
		c.Add("request %d is tried, running %t, ends with %q; it was due at %v", r.Event.Req, ev.running, ev.ends, time.Duration(ev.due))
	}
	// What it was allowed when this attempt was planned is not known any more;
	// never more than six hours.
	if c.Now-ev.at > c.squeeze(6*3600*second) {
		c.Add("request %d is tried after %v", r.Event.Req, time.Duration(c.Now-ev.at))
	}
}

// held takes in that an attempt was refused.
func (c *checker) held(r *story.Request, e *core.Effect) {
	c.counts.Held++
	c.attempts(r)
	ev := c.events[r]
	if ev == nil {
		return
	}
	ev.refusals++
	if e.N != ev.refusals {
		c.Add("it was refused %d times: %s", ev.refusals, e)
	}
	gap := min(c.cfg.ThrottleGap, c.cfg.ThrottleMost)
	for n := ev.refusals; n > 1 && gap < c.cfg.ThrottleMost; n-- {
		gap = min(gap/1000*c.cfg.ThrottleGrowth, c.cfg.ThrottleMost)
	}
	c.wait(ev, r, gap)
}

// ran takes in that an attempt has ended.
func (c *checker) ran(r *story.Request, e *core.Effect) {
	ev := c.events[r]
	if ev == nil || !ev.running {
		c.Add("nothing ran of it: %s", e)
		return
	}
	ev.running = false
	if e.Attempt != ev.attempts {
		c.Add("it was tried %d times: %s", ev.attempts, e)
	}
	retries, _, _ := settingsOf(c.function(r.Event.Fn), r.Event.Qual)
	switch {
	case e.Outcome == core.Done:
		c.must(ev, core.Success)
	case c.function(r.Event.Fn) == nil || ev.attempts > retries:
		c.must(ev, core.RetriesExhausted)
	default:
		c.wait(ev, r, c.cfg.ErrorGap*int64(ev.attempts))
	}
}

// tried says that an attempt runs.
func (c *checker) tried(r *story.Request) {
	if !r.Async {
		return
	}
	c.attempts(r)
	if ev := c.events[r]; ev != nil {
		ev.running = true
		ev.attempts++
		ev.refusals = 0
	}
}

// forget takes in the end of a request; of an event with what it ended with
// and what was delivered.
func (c *checker) forget(r *story.Request, e *core.Effect) {
	sent := c.records[e.Req]
	delete(c.records, e.Req)
	ev := c.events[r]
	if ev == nil {
		if e.Condition != core.NoCondition || sent != 0 {
			c.Add("it was no event: %s", e)
		}
		return
	}
	f := c.function(r.Event.Fn)
	if f == nil && ev.ends == core.NoCondition && !ev.running && ev.due == c.Now {
		c.must(ev, core.EventAgeExceeded) // its function was deleted
	}
	if e.Condition != ev.ends || ev.endsAt != c.Now || e.Attempt != ev.attempts {
		c.Add("it should end with %q at %v after %d attempts: %s", ev.ends, time.Duration(ev.endsAt), ev.attempts, e)
	}
	_, _, flags := settingsOf(f, r.Event.Qual)
	var want records
	switch {
	case f == nil:
	case e.Condition == core.Success:
		if flags&core.HasOnSuccess != 0 {
			want |= 1 << core.ToOnSuccess
		}
	default:
		if flags&core.HasOnFailure != 0 {
			want |= 1 << core.ToOnFailure
		}
		if f.dead {
			want |= 1 << core.ToDeadLetter
		}
	}
	if sent != want {
		c.Add("records %03b were sent, %03b should be: %s", sent, want, e)
	}
	delete(c.events, r)
}
