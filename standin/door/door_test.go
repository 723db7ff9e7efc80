package door

import (
	"bufio"
	"context"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/standin/core"
	"squall/standin/invoke"
)

var update = flag.Bool("update", false, "write the files under testdata again")

// invoker answers every invoke with what its function says, and keeps what it
// was asked.
type invoker struct {
	asked []invoke.Request
	do    func(ctx context.Context, r invoke.Request) invoke.Response
}

func (i *invoker) Invoke(ctx context.Context, r invoke.Request) invoke.Response {
	i.asked = append(i.asked, r)
	return i.do(ctx, r)
}

func says(r invoke.Response) func(context.Context, invoke.Request) invoke.Response {
	if r.RequestID == "" {
		r.RequestID = "8476a536-e9f4-11e8-9739-2dfe598c3fcd"
	}
	return func(context.Context, invoke.Request) invoke.Response { return r }
}

func done(payload string) invoke.Response {
	return invoke.Response{Outcome: core.Done, Payload: []byte(payload)}
}

// testDoors has checkout (and checkout:live) registered at every door, and ids
// that count.
func testDoors(t testing.TB, do func(context.Context, invoke.Request) invoke.Response) (*Doors, *invoker) {
	t.Helper()
	inv := &invoker{do: do}
	d := New(Config{Invoker: inv, LogLines: 100})
	n := uint64(0x0a1b2c3d4e5f6071)
	d.ids = func() uint64 { n++; return n }
	for _, name := range []string{"alb", "apigw-rest", "apigw-http", "url"} {
		for _, qualifier := range []string{"", "live"} {
			if _, err := d.Registry().Register(name, "checkout", qualifier, false); err != nil {
				t.Fatal(err)
			}
		}
	}
	return d, inv
}

// pipeListener hands out one end of a pipe per dial.
type pipeListener struct{ conns chan net.Conn }

func (l pipeListener) Accept() (net.Conn, error) {
	c, ok := <-l.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (l pipeListener) Close() error   { return nil }
func (l pipeListener) Addr() net.Addr { return address("127.0.0.1:8080") }

type address string

func (address) Network() string  { return "tcp" }
func (a address) String() string { return string(a) }

// namedConn is a pipe that has addresses.
type namedConn struct{ net.Conn }

func (namedConn) LocalAddr() net.Addr  { return address("127.0.0.1:8080") }
func (namedConn) RemoteAddr() net.Addr { return address("192.0.2.7:2817") }

// serve runs a door's server for the length of a synctest bubble and returns
// how to dial it.
func serve(t *testing.T, d *Doors, door string) func() net.Conn {
	t.Helper()
	h, err := d.Handler(door)
	if err != nil {
		t.Fatal(err)
	}
	l := pipeListener{make(chan net.Conn)}
	srv := &http.Server{Handler: h}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = srv.Serve(l)
	}()
	t.Cleanup(func() {
		close(l.conns)
		srv.Close()
		<-ended
		time.Sleep(time.Second) // net/http lingers on connections it closes early
	})
	return func() net.Conn {
		client, server := net.Pipe()
		l.conns <- namedConn{server}
		return client
	}
}

// send writes a raw request and reads the raw response.
func send(t *testing.T, conn net.Conn, raw string) (*http.Response, string) {
	t.Helper()
	go func() { _, _ = io.WriteString(conn, raw) }()
	method, _, _ := strings.Cut(raw, " ")
	res, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("no response: %v", err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

// roundTrip serves one request at a door in a bubble of its own.
func roundTrip(t *testing.T, d *Doors, door, raw string) (status int, header http.Header, body string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		conn := serve(t, d, door)()
		defer conn.Close()
		res, text := send(t, conn, raw)
		status, header, body = res.StatusCode, res.Header, text
	})
	return status, header, body
}

// golden compares with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run the test with -update to write it)", err)
	}
	if got != string(want) {
		t.Errorf("%s:\n got %s\nwant %s", file, got, want)
	}
}

func TestAnswersAreWritten(t *testing.T) {
	for _, tt := range []struct {
		name, door, raw, payload string
		status                   int
		headers                  map[string]string
		absent                   []string
		body                     string
	}{
		{"load balancer", "alb", "GET /checkout/live HTTP/1.1\r\nHost: a\r\n\r\n",
			`{"statusCode":201,"headers":{"X-Squall-Cold":"1","Connection":"close","Transfer-Encoding":"chunked","content-length":"99"},"body":"hello"}`,
			201, map[string]string{"Server": "awselb/2.0", "Content-Length": "5", "X-Squall-Cold": "1", "Content-Type": "application/octet-stream"},
			[]string{"Connection", "Transfer-Encoding"}, "hello"},
		{"head", "alb", "HEAD /checkout/live HTTP/1.1\r\nHost: a\r\n\r\n", `{"statusCode":200,"body":"hello"}`,
			200, map[string]string{"Content-Length": "5"}, nil, ""},
		{"no content", "apigw-rest", "DELETE /prod/checkout HTTP/1.1\r\nHost: a\r\n\r\n", `{"statusCode":204,"body":"x"}`,
			204, nil, []string{"Content-Length"}, ""},
		{"REST", "apigw-rest", "GET /prod/checkout/live/x HTTP/1.1\r\nHost: a\r\nX-Amzn-Trace-Id: Root=1-5bdb40ca-556d8b0c50dc66f0511bf520\r\n\r\n",
			`{"statusCode":200,"multiValueHeaders":{"a":["1","2"]},"body":"{}"}`, 200,
			map[string]string{"Content-Type": "application/json", "A": "1,2", "X-Amzn-Requestid": "0a1b2c3d-4e5f-4072-8a1b-2c3d4e5f6073",
				"X-Amz-Apigw-Id": "ChssPU5fYHQKGyw=", "X-Amzn-Trace-Id": "Root=1-5bdb40ca-556d8b0c50dc66f0511bf520"}, nil, "{}"},
		{"HTTP API", "apigw-http", "GET /checkout/live/x HTTP/1.1\r\nHost: a\r\n\r\n", `{"statusCode":200,"cookies":["a=1","b=2"],"body":"t"}`, 200,
			map[string]string{"Content-Type": "text/plain; charset=utf-8", "Set-Cookie": "a=1,b=2"}, nil, "t"},
		{"URL by path", "url", "GET /checkout/live HTTP/1.1\r\nHost: a\r\n\r\n", `"Hello, world!"`, 200,
			map[string]string{"Content-Type": "application/json", "Content-Length": "15", "X-Amzn-Requestid": "8476a536-e9f4-11e8-9739-2dfe598c3fcd"}, nil, `"Hello, world!"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, _ := testDoors(t, says(done(tt.payload)))
			status, header, body := roundTrip(t, d, tt.door, tt.raw)
			if status != tt.status || body != tt.body {
				t.Errorf("got %d %q, want %d %q", status, body, tt.status, tt.body)
			}
			for name, want := range tt.headers {
				if got := strings.Join(header.Values(name), ","); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			for _, name := range tt.absent {
				if header.Get(name) != "" {
					t.Errorf("%s was passed on: %q", name, header.Get(name))
				}
			}
		})
	}
}

func TestRefusalsAtTheDoors(t *testing.T) {
	throttled := invoke.Response{Outcome: core.Refused, Reason: core.ReservedFunctionConcurrentInvocationLimitExceeded}
	failed := invoke.Response{Outcome: core.Errored, Payload: []byte(`{"errorMessage":"boom","errorType":"Error"}`), ErrorType: "Unhandled"}
	big := strings.Repeat("x", 1<<20+1)
	for _, tt := range []struct {
		name, door, raw string
		res             invoke.Response
		status          int
		errorType       string
		body            string // a part of it
		asked           int
	}{
		{"alb throttled", "alb", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n", throttled, 502, "", "<center><h1>502 Bad Gateway</h1></center>", 1},
		{"rest throttled", "apigw-rest", "GET /prod/checkout HTTP/1.1\r\nHost: a\r\n\r\n", throttled, 500, "InternalServerErrorException", `{"message": "Internal server error"}`, 1},
		{"http throttled", "apigw-http", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n", throttled, 503, "", `{"message":"Service Unavailable"}`, 1},
		{"url throttled", "url", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n", throttled, 429, "TooManyRequestsException", `"Rate Exceeded."`, 1},
		{"url failed", "url", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n", failed, 502, "", "Internal Server Error", 1},
		{"alb malformed", "alb", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n", done(`"text"`), 502, "", "502 Bad Gateway", 1},
		{"alb nowhere", "alb", "GET /other HTTP/1.1\r\nHost: a\r\n\r\n", done(`{}`), 503, "", "503 Service Temporarily Unavailable", 0},
		{"alb not a prefix", "alb", "GET /checkout-2 HTTP/1.1\r\nHost: a\r\n\r\n", done(`{}`), 503, "", "", 0},
		{"rest nowhere", "apigw-rest", "GET /prod/other HTTP/1.1\r\nHost: a\r\n\r\n", done(`{}`), 403, "MissingAuthenticationTokenException", `{"message":"Missing Authentication Token"}`, 0},
		{"rest without stage", "apigw-rest", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n", done(`{}`), 403, "MissingAuthenticationTokenException", "", 0},
		{"http nowhere", "apigw-http", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", done(`{}`), 404, "", `{"message":"Not Found"}`, 0},
		{"url nowhere", "url", "GET / HTTP/1.1\r\nHost: abc.lambda-url.us-east-1.on.aws\r\n\r\n", done(`{}`), 403, "AccessDeniedException", `{"Message":null}`, 0},
		{"alb trace", "alb", "TRACE /checkout HTTP/1.1\r\nHost: a\r\n\r\n", done(`{}`), 405, "", "405 Not Allowed", 0},
		{"alb upgrade", "alb", "GET /checkout HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", done(`{}`), 400, "", "400 Bad Request", 0},
		{"alb not UTF-8", "alb", "POST /checkout HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n\xff", done(`{}`), 400, "", "400 Bad Request", 0},
		{"alb too large", "alb", "POST /checkout HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", done(`{}`), 413, "", "413 Request Entity Too Large", 0},
		{"alb too large in chunks", "alb", "POST /checkout HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n" + big + "\r\n0\r\n\r\n", done(`{}`), 413, "", "", 0},
		{"rest above Lambda's limit", "apigw-rest", "POST /prod/checkout HTTP/1.1\r\nHost: a\r\nContent-Length: 6291456\r\n\r\n" + strings.Repeat("x", 6291456), done(`{}`), 500, "InternalServerErrorException", "", 0},
		{"rest too large", "apigw-rest", "POST /prod/checkout HTTP/1.1\r\nHost: a\r\nContent-Length: 10485761\r\n\r\n", done(`{}`), 413, "RequestTooLargeException", "10485760", 0},
		{"http too large", "apigw-http", "POST /checkout HTTP/1.1\r\nHost: a\r\nContent-Length: 10485761\r\n\r\n", done(`{}`), 413, "", "Request Entity Too Large", 0},
		{"url too large", "url", "POST /checkout HTTP/1.1\r\nHost: a\r\nContent-Length: 6291457\r\n\r\n", done(`{}`), 413, "RequestEntityTooLargeException", "6291456", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d, inv := testDoors(t, says(tt.res))
			status, header, body := roundTrip(t, d, tt.door, tt.raw)
			if status != tt.status || !strings.Contains(body, tt.body) {
				t.Errorf("got %d %q, want %d and %q in it", status, body, tt.status, tt.body)
			}
			if got := header.Get("X-Amzn-Errortype"); got != tt.errorType {
				t.Errorf("error type %q, want %q", got, tt.errorType)
			}
			if len(inv.asked) != tt.asked {
				t.Errorf("%d invokes, want %d", len(inv.asked), tt.asked)
			}
		})
	}
}

func TestHTTPThrottledStatusIsASetting(t *testing.T) {
	d, _ := testDoors(t, says(invoke.Response{Outcome: core.Refused, Reason: core.ConcurrentInvocationLimitExceeded}))
	d.cfg.HTTPThrottled = 500
	status, _, body := roundTrip(t, d, "apigw-http", "GET /checkout HTTP/1.1\r\nHost: a\r\n\r\n")
	if status != 500 || body != `{"message":"Internal Server Error"}` {
		t.Errorf("got %d %s", status, body)
	}
}

func TestRequestToTheInvoker(t *testing.T) {
	d, inv := testDoors(t, says(done(`{"statusCode":200}`)))
	roundTrip(t, d, "alb", "GET /checkout/live/x HTTP/1.1\r\nHost: a\r\nX-Amzn-Trace-Id: Root=1-5bdb40ca-556d8b0c50dc66f0511bf520\r\n\r\n")
	if len(inv.asked) != 1 {
		t.Fatalf("%d invokes", len(inv.asked))
	}
	r := inv.asked[0]
	r.Payload = nil
	want := invoke.Request{Account: "111122223333", Region: "us-east-1", Function: "checkout", Qualifier: "live",
		Door: invoke.DoorALB, Trace: "1-5bdb40ca-556d8b0c50dc66f0511bf520"}
	if r.Account != want.Account || r.Region != want.Region || r.Function != want.Function ||
		r.Qualifier != want.Qualifier || r.Door != want.Door || r.Trace != want.Trace || r.Async || r.LogTail {
		t.Errorf("asked for %+v, want %+v", r, want)
	}
}

func TestAnswerWaitsUntilItMayBeSeen(t *testing.T) {
	for _, door := range []string{"alb", "apigw-rest", "apigw-http", "url"} {
		synctest.Test(t, func(t *testing.T) {
			d, _ := testDoors(t, func(context.Context, invoke.Request) invoke.Response {
				time.Sleep(40 * time.Millisecond)
				return invoke.Response{RequestID: "r", Payload: []byte(`{"statusCode":200}`), At: time.Now().Add(13 * time.Millisecond)}
			})
			conn := serve(t, d, door)()
			defer conn.Close()
			begin := time.Now()
			res, _ := send(t, conn, "GET "+addressOf(t, d, door)+" HTTP/1.1\r\nHost: a\r\n\r\n")
			if took := time.Since(begin); res.StatusCode != 200 || took != 53*time.Millisecond {
				t.Errorf("%s: %d after %v, want 200 after 53ms", door, res.StatusCode, took)
			}
		})
	}
}

func addressOf(t *testing.T, d *Doors, door string) string {
	t.Helper()
	r, ok := d.Registry().Lookup(door, "checkout", "live")
	if !ok {
		t.Fatalf("checkout:live is not at %s", door)
	}
	return r.Path
}

func TestGatewaysStopWaiting(t *testing.T) {
	slow := func(ctx context.Context, _ invoke.Request) invoke.Response {
		select {
		case <-ctx.Done():
		case <-time.After(40 * time.Second):
		}
		return invoke.Response{RequestID: "r", Payload: []byte(`{"statusCode":200}`)}
	}
	late := func(context.Context, invoke.Request) invoke.Response {
		return invoke.Response{RequestID: "r", Payload: []byte(`{"statusCode":200}`), At: time.Now().Add(40 * time.Second)}
	}
	for _, tt := range []struct {
		door   string
		status int
		after  time.Duration
		body   string
	}{
		{"apigw-rest", 504, 29 * time.Second, `{"message": "Endpoint request timed out"}`},
		{"apigw-http", 503, 30 * time.Second, `{"message":"Service Unavailable"}`},
		{"alb", 200, 40 * time.Second, ""},
		{"url", 200, 40 * time.Second, ""},
	} {
		for name, do := range map[string]func(context.Context, invoke.Request) invoke.Response{"slow": slow, "late": late} {
			synctest.Test(t, func(t *testing.T) {
				d, _ := testDoors(t, do)
				conn := serve(t, d, tt.door)()
				defer conn.Close()
				begin := time.Now()
				res, body := send(t, conn, "GET "+addressOf(t, d, tt.door)+" HTTP/1.1\r\nHost: a\r\n\r\n")
				if took := time.Since(begin); res.StatusCode != tt.status || took != tt.after || body != tt.body {
					t.Errorf("%s %s: %d %q after %v, want %d %q after %v", tt.door, name, res.StatusCode, body, took, tt.status, tt.body, tt.after)
				}
			})
		}
	}
}

func TestClientThatGoesAway(t *testing.T) {
	for door, want := range map[string]int{"alb": 1, "apigw-rest": 0, "apigw-http": 0} {
		synctest.Test(t, func(t *testing.T) {
			d, _ := testDoors(t, func(ctx context.Context, _ invoke.Request) invoke.Response {
				<-ctx.Done()
				return invoke.Response{}
			})
			conn := serve(t, d, door)()
			go func() { _, _ = io.WriteString(conn, "GET "+addressOf(t, d, door)+" HTTP/1.1\r\nHost: a\r\n\r\n") }()
			time.Sleep(2 * time.Second)
			conn.Close()
			synctest.Wait()
			lines, _, _ := d.Log(door).After(0, 10)
			if len(lines) != want {
				t.Fatalf("%s: %d log lines, want %d", door, len(lines), want)
			}
			if want == 1 && !strings.Contains(lines[0], " 0.000 -1 -1 460 - ") {
				t.Errorf("line %s", lines[0])
			}
		})
	}
}

func TestHandlerNames(t *testing.T) {
	d := New(Config{})
	for _, name := range []string{"alb", "apigw-rest", "apigw-http", "url"} {
		if h, err := d.Handler(name); err != nil || h == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"sdk", "nlb", ""} {
		if _, err := d.Handler(name); err == nil {
			t.Errorf("%q has a handler", name)
		}
	}
	if d.Log("url") != nil || d.Log("sdk") != nil || d.Log("?") != nil {
		t.Error("a door without an access log has one")
	}
	if d.Log("alb") == nil || d.Log("apigw-rest") == nil || d.Log("apigw-http") == nil {
		t.Error("a door with an access log has none")
	}
}
