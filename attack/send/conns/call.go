package conns

import (
	"context"
	"time"
)

// Call is one request and what became of it. It may be used again once Done
// has returned.
type Call struct {
	Request []byte // its head, with the empty line
	Body    []byte
	Bare    bool        // the answer has no body, whatever it says: HEAD
	Done    func(*Call) // told that the call has ended

	Sent  time.Time // when the call was made
	First time.Time // first byte of the answer; zero: none came
	End   time.Time // last byte, or the failure
	// Connect and Handshake are what opening a connection for this call took;
	// zero when there was one.
	Connect, Handshake time.Duration

	Status  int    // 0: no answer
	Kept    []byte // beginning of the answer's body, until Done returns
	Size    int64  // of the whole body, as far as it came
	Err     error
	Late    bool // Err is because the time was over
	Aborted bool // Err is because of Abort

	conn       *conn
	cancel     context.CancelFunc // ends the opening of a connection
	deadline   time.Time
	prev, next *Call
}

// Reset makes a call ready to be used again; it keeps Done and the request's
// buffer.
func (c *Call) Reset() { *c = Call{Request: c.Request[:0], Done: c.Done} }

// Headers calls f with each header of the answer, names in canonical form,
// until it returns false. What it gets is good until Done returns.
func (c *Call) Headers(f func(name, value []byte) bool) {
	if c.conn == nil || c.Status == 0 {
		return
	}
	for name, value := range c.conn.head.All() {
		if !f(name, value) {
			return
		}
	}
}

// use puts the call on a connection. The pool is locked.
func (c *Call) use(k *conn) {
	k.sending.Lock() // nobody holds it: the call before has ended
	c.conn = k
	k.call.Store(c)
}

// stop makes whatever the call waits for fail. The pool is locked.
func (c *Call) stop() {
	switch {
	case c.conn != nil:
		_ = c.conn.net.SetDeadline(past)
	case c.cancel != nil:
		c.cancel()
	}
}

// calls is a list of calls under way by deadline.
type calls struct{ first, last *Call }

// push adds a call: all have the same time, so the last begun ends last.
func (l *calls) push(c *Call) {
	c.prev, c.next = l.last, nil
	if l.last == nil {
		l.first = c
	} else {
		l.last.next = c
	}
	l.last = c
}

func (l *calls) remove(c *Call) {
	if c.prev == nil {
		l.first = c.next
	} else {
		c.prev.next = c.next
	}
	if c.next == nil {
		l.last = c.prev
	} else {
		c.next.prev = c.prev
	}
	c.prev, c.next = nil, nil
}
