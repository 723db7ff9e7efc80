package conns

import (
	"bufio"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/valyala/fasthttp"

	"squall/attack/send/opening"
)

const (
	// writeInline is how much is written on the goroutine of the call: an idle
	// connection's buffer takes it at once. More could block, and has a
	// goroutine of its own.
	writeInline = 8 << 10
	readBuffer  = 4 << 10
	// lastWords is how long an answer is waited for when a write failed: a server
	// may have said why it closed the connection.
	lastWords = time.Second
	// mostHeader is the largest head of an answer; load balancers allow 64 KiB.
	mostHeader = 128 << 10
)

// conn is one connection and its reader.
type conn struct {
	pool *Pool
	net  net.Conn
	call atomic.Pointer[Call] // under way; nil: idle
	in   *bufio.Reader
	head fasthttp.ResponseHeader
	born time.Time
	// pending is how much of the buffer the latest call still looks at.
	pending int
	// sending is locked while a request is on its way out, from before anybody
	// can know of it; broken says that a write failed.
	sending sync.Mutex
	broken  error

	// Of the pool, and under its lock.
	since time.Time     // idle since
	lasts time.Duration // how long it may be
	dead  bool
}

func newConn(p *Pool, n net.Conn) *conn {
	k := &conn{pool: p, net: n, in: bufio.NewReaderSize(n, readBuffer), born: time.Now()}
	k.head.SetNoDefaultContentType(true)
	return k
}

// send begins to write a request, and has written it unless it is a large one.
func (k *conn) send(c *Call) {
	if len(c.Request)+len(c.Body) > writeInline {
		go k.write(c)
		return
	}
	k.write(c)
}

// write sends a request; sending is locked, and is not any more after it. What
// goes wrong is left to the reader to find: an answer may have come all the
// same.
func (k *conn) write(c *Call) {
	_, err := k.net.Write(c.Request)
	if err == nil && len(c.Body) > 0 {
		_, err = k.net.Write(c.Body)
	}
	if err != nil {
		k.broken = err
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			_ = k.net.SetReadDeadline(time.Now().Add(lastWords))
		}
	}
	k.sending.Unlock()
}

// read takes in one answer after the other until the connection ends.
func (k *conn) read() {
	defer k.net.Close()
	for {
		_, err := k.in.Peek(1)
		c := k.call.Load()
		if c == nil {
			// The server closed an idle connection, or speaks unasked.
			if c = k.pool.drop(k); c == nil {
				return
			}
		}
		reuse := false
		if err == nil {
			c.First = time.Now()
			reuse, err = k.answer(c)
		} else {
			err = unanswered(err)
		}
		c.End = time.Now()
		k.sent()
		// What could not be written says more than what was not answered, unless it
		// was only not written any more because of that.
		if err != nil && k.broken != nil && !errors.Is(k.broken, os.ErrDeadlineExceeded) {
			err = k.broken
		}
		stays := k.pool.finish(c, err) && reuse && k.broken == nil
		_, _ = k.in.Discard(k.pending)
		k.pending = 0
		if !stays || k.in.Buffered() > 0 || !k.pool.put(k, time.Now(), opening.IdleFor) {
			return
		}
	}
}

// sent waits until nobody writes any more. A server that answers before it has
// read the whole request may never read the rest.
func (k *conn) sent() {
	if !k.sending.TryLock() {
		_ = k.net.SetWriteDeadline(past)
		k.sending.Lock()
		_ = k.net.SetWriteDeadline(time.Time{})
	}
	k.sending.Unlock()
}

func unanswered(err error) error {
	if errors.Is(err, io.EOF) {
		return errClosed
	}
	return err
}

var errClosed = errors.New("connection closed without an answer")
