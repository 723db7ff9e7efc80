package conns

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// server plays the other end of every connection.
type server struct {
	script func(c net.Conn, in *bufio.Reader)
	mu     sync.Mutex
	dials  int
	refuse error
}

func (s *server) dial(context.Context, string, string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dials++
	if s.refuse != nil {
		return nil, s.refuse
	}
	client, far := net.Pipe()
	go func() {
		defer far.Close()
		s.script(far, bufio.NewReader(far))
	}()
	return client, nil
}

func (s *server) pool(t *testing.T, opt Options) *Pool {
	opt.Addr, opt.Dial = "door.test:80", s.dial
	if opt.Timeout == 0 {
		opt.Timeout = 10 * time.Second
	}
	if opt.Keep == 0 {
		opt.Keep = 1 << 20
	}
	p := New(opt)
	t.Cleanup(p.Close)
	return p
}

// always answers every request with the same bytes.
func always(answer string) *server {
	return &server{script: func(c net.Conn, in *bufio.Reader) {
		for {
			if _, err := http.ReadRequest(in); err != nil {
				return
			}
			if _, err := io.WriteString(c, answer); err != nil {
				return
			}
		}
	}}
}

// once answers one request and hangs up.
func once(answer string) *server {
	return &server{script: func(c net.Conn, in *bufio.Reader) {
		if _, err := http.ReadRequest(in); err == nil {
			io.WriteString(c, answer)
		}
	}}
}

const get = "GET / HTTP/1.1\r\nHost: door.test\r\n\r\n"

// result is what a call was when it was done.
type result struct {
	Call
	body, probe string
}

// begin begins a call and gives a function that waits for its end.
func begin(p *Pool, c Call) func() result {
	out := make(chan result, 1)
	if c.Request == nil {
		c.Request = []byte(get)
	}
	call := &c
	call.Done = func(c *Call) {
		r := result{Call: *c, body: string(c.Kept)}
		c.Headers(func(name, value []byte) bool {
			if string(name) == "X-Squall-Cold" {
				r.probe = string(value)
			}
			return r.probe == ""
		})
		out <- r
	}
	p.Go(call)
	return func() result { return <-out }
}

func TestAnswers(t *testing.T) {
	long := strings.Repeat("0123456789", 2000)
	for _, tc := range []struct {
		name, answer string
		bare         bool
		status       int
		body         string
		size         int64
		dials        int // for two calls, one after the other
		err          string
	}{
		{name: "sized", answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", status: 200, body: "hello", dials: 1},
		{name: "larger than the buffer", answer: "HTTP/1.1 200 OK\r\nContent-Length: 20000\r\n\r\n" + long, status: 200, body: long, dials: 1},
		{name: "empty", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", status: 200, dials: 1},
		{name: "no content", answer: "HTTP/1.1 204 No Content\r\n\r\n", status: 204, dials: 1},
		{name: "not modified", answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n", status: 304, dials: 1},
		{name: "bare", bare: true, answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", status: 200, dials: 1},
		{name: "chunked", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", status: 200, body: "hello", dials: 1},
		{name: "chunked with trailers", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Sum\r\n\r\n1\r\nx\r\n0\r\nSum: 5\r\nB: c\r\n\r\n", status: 200, body: "x", dials: 1},
		{name: "hints before it", answer: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx", status: 200, body: "x", dials: 1},
		{name: "closes", answer: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", status: 200, body: "x", dials: 2},
		{name: "long header", answer: "HTTP/1.1 200 OK\r\nSet-Cookie: " + long + "\r\nContent-Length: 1\r\n\r\nx", status: 200, body: "x", dials: 1},
		{name: "header without end", answer: "HTTP/1.1 200 OK\r\nX: " + strings.Repeat(long, 10), err: errTooLarge.Error(), dials: 2},
		{name: "more than the answer", answer: "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxyz", status: 200, body: "x", dials: 2},
		{name: "another protocol", answer: "SSH-2.0-OpenSSH_9.6\r\n", err: errNotHTTP.Error(), dials: 2},
		{name: "a length that is none", answer: "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", err: errNotHTTP.Error(), dials: 2},
		{name: "a chunk that is none", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", status: 200, err: "invalid byte in chunk length", dials: 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := always(tc.answer)
				p := s.pool(t, Options{})
				for range 2 {
					r := begin(p, Call{Bare: tc.bare})()
					if r.Status != tc.status || r.body != tc.body || r.Size != int64(len(tc.body)) || text(r.Err) != tc.err || r.Late || r.Aborted {
						t.Errorf("status %d, body %.20q of %d, error %q", r.Status, r.body, r.Size, text(r.Err))
					}
					synctest.Wait()
				}
				if s.dials != tc.dials {
					t.Errorf("%d connections for two calls, want %d", s.dials, tc.dials)
				}
			})
		})
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// What ends in the middle is an error of that call; a body without a size goes
// to the end of its connection.
func TestAnswersThatEnd(t *testing.T) {
	for _, tc := range []struct {
		name, answer, body, err string
		status                  int
	}{
		{name: "without an answer", err: errClosed.Error()},
		{name: "in the head", answer: "HTTP/1.1 200 OK\r\nConte", err: "unexpected EOF"},
		{name: "in the body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", status: 200, body: "half", err: "unexpected EOF"},
		{name: "in a large body", answer: "HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\nhalf", status: 200, body: "half", err: "unexpected EOF"},
		{name: "in a chunk", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha", status: 200, body: "ha", err: "unexpected EOF"},
		{name: "before the last line", answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", status: 200, body: "x", err: "unexpected EOF"},
		{name: "where it should", answer: "HTTP/1.0 200 OK\r\nServer: old\r\n\r\nall of it", status: 200, body: "all of it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := once(tc.answer)
				r := begin(s.pool(t, Options{}), Call{})()
				if r.Status != tc.status || r.body != tc.body || text(r.Err) != tc.err {
					t.Errorf("status %d, body %q, error %q", r.Status, r.body, text(r.Err))
				}
			})
		})
	}
}

// A server may answer before it has read a large request, and never read the
// rest; what it said counts.
func TestAnswerOvertakesTheRequest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := make(chan int)
		t.Cleanup(func() { close(end) })
		s := &server{script: func(c net.Conn, in *bufio.Reader) {
			req, err := http.ReadRequest(in)
			if err != nil {
				return
			}
			io.CopyN(io.Discard, req.Body, 100)
			io.WriteString(c, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!")
			<-end
		}}
		p := s.pool(t, Options{})
		body := bytes.Repeat([]byte("x"), 1<<20)
		head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", len(body))
		for range 2 {
			r := begin(p, Call{Request: []byte(head), Body: body})()
			if r.Status != 413 || r.body != "no!" || r.Err != nil || r.End.Sub(r.Sent) != 0 {
				t.Errorf("status %d, body %q, %v", r.Status, r.body, r.Err)
			}
		}
		if s.dials != 2 {
			t.Errorf("%d connections", s.dials)
		}
	})
}

// Of an answer that never ends only the beginning is kept.
func TestHugeAnswer(t *testing.T) {
	const size = 256 << 20
	chunk := make([]byte, 1<<20)
	for _, head := range []string{"Content-Length: 268435456", "Transfer-Encoding: chunked", "Connection: close"} {
		s := &server{script: func(c net.Conn, in *bufio.Reader) {
			http.ReadRequest(in)
			io.WriteString(c, "HTTP/1.1 200 OK\r\n"+head+"\r\n\r\n")
			for range size / len(chunk) {
				if strings.HasSuffix(head, "chunked") {
					io.WriteString(c, "100000\r\n")
				}
				c.Write(chunk)
				if strings.HasSuffix(head, "chunked") {
					io.WriteString(c, "\r\n")
				}
			}
			if strings.HasSuffix(head, "chunked") {
				io.WriteString(c, "0\r\n\r\n")
			}
		}}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if r := begin(s.pool(t, Options{Keep: 1000, Timeout: time.Minute}), Call{})(); r.Size != size || len(r.body) != 1000 || r.Err != nil {
			t.Errorf("%s: %d bytes, %d kept, %v", head, r.Size, len(r.body), r.Err)
		}
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > size/100 {
			t.Errorf("%s: %d bytes of memory for an answer of %d", head, after.TotalAlloc-before.TotalAlloc, size)
		}
	}
}

// Whatever a server sends, a call ends, and no later one sees any of it.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\n\r\nx", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nHTTP/1.1 500 No\r\n\r\n", "\r\n", "",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		s := once(string(answer))
		p := s.pool(t, Options{Keep: 64, Timeout: time.Second})
		r := begin(p, Call{})()
		if r.Size > int64(len(answer)) || len(r.body) > 64 || r.Err == nil && r.Status < 101 {
			t.Errorf("status %d, %d bytes, %v of %q", r.Status, r.Size, r.Err, answer)
		}
		s.mu.Lock()
		s.script = always("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok").script
		s.mu.Unlock()
		for range 3 {
			if r = begin(p, Call{})(); r.Err == nil {
				break
			}
		}
		if r.Status != 201 || r.body != "ok" {
			t.Errorf("after %q: status %d, body %q, %v", answer, r.Status, r.body, r.Err)
		}
	})
}
