package send

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/attack/send/conns"
)

// Connections makes the pool of connections to a URL's host that hits are
// started over; none where a proxy stands between. Of opt it needs no more than
// a timeout.
func Connections(rawURL string, dial DialFunc, opt conns.Options) (*conns.Pool, error) {
	scheme, addr, err := hostOf(rawURL)
	if err != nil || dial == nil && proxied(rawURL) {
		return nil, err
	}
	opt.Addr, opt.Dial, opt.Keep = addr, Dialer(dial), keepBody
	host, _, _ := net.SplitHostPort(addr)
	if named(host) {
		opt.Renew = renewAfter
	}
	if scheme == "https" {
		opt.TLS = tlsConfig(opt.TLS, host, http11)
	}
	return conns.New(opt), nil
}

// Start begins a hit over the connections of HTTPOptions.Conns and returns;
// done is told when it has ended, on some goroutine.
func (p *HTTP) Start(s *Shot, done func(*Shot)) {
	if p.opt.Sign != nil {
		go p.start(s, done) // credentials may have to be fetched
		return
	}
	p.start(s, done)
}

func (p *HTTP) start(s *Shot, done func(*Shot)) {
	f := flights.Get().(*flight)
	f.path, f.shot, f.done = p, s, done
	var err error
	if f.Request, err = p.head(f.Request, s); err != nil {
		f.Sent = time.Now()
		f.End, f.Err = f.Sent, err
		go f.ended() // whoever began it may begin the next when this has ended
		return
	}
	f.Bare = p.method[s.Kind] == http.MethodHead
	if f.Body = s.Body; len(s.Body) <= joined {
		f.Request, f.Body = append(f.Request, s.Body...), nil
	}
	s.Hit.BytesOut = uint32(len(s.Body))
	p.opt.Conns.Go(&f.Call)
}

// Abort ends every hit that Start began.
func (p *HTTP) Abort() { p.opt.Conns.Abort() }

// renewAfter is for how long a load balancer's name stands for the same
// addresses: one that grows answers with more.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
const renewAfter = time.Minute

// named says whether a host is a name that may come to stand for other addresses.
func named(host string) bool { return net.ParseIP(host) == nil && host != "localhost" }

// joined is the largest body that is put behind its head to be written at once.
const joined = 4 << 10

// flight is a hit on a connection.
type flight struct {
	conns.Call
	path *HTTP
	shot *Shot
	done func(*Shot)
}

var flights sync.Pool

func init() { flights.New = newFlight }

func newFlight() any {
	f := new(flight)
	f.Done = func(*conns.Call) { f.ended() }
	return f
}

// ended fills the hit as Send does.
func (f *flight) ended() {
	s, done := f.shot, f.done
	h := s.Hit
	h.Sent, h.Done = s.at(f.Sent), s.at(f.End)
	h.Status = uint16(f.Status)
	if !f.First.IsZero() {
		h.FirstByte = s.at(f.First)
	}
	h.BytesIn = uint32(min(f.Size, 1<<32-1))
	switch {
	case f.Aborted:
		s.Aborted = true
	case f.Late || f.Err != nil && isTimeout(f.Err):
		timedOut(h, f.Err)
	case f.Err != nil:
		h.Outcome, h.Reason, h.ReasonFrom = hit.TransportError, transportText(f.Err), hit.Wire
	default:
		f.answered(h)
	}
	f.path, f.shot, f.done = nil, nil, nil
	f.Reset()
	flights.Put(f)
	done(s)
}

func (f *flight) answered(h *hit.Hit) {
	probed, body := false, someContent
	f.Headers(func(name, value []byte) bool {
		switch {
		case strings.HasPrefix(string(name), probePrefix):
			probed = true
		case f.path.opt.LambdaID && string(name) == "X-Amzn-Requestid":
			h.RequestID = string(value)
		case string(name) == "Content-Type":
			body = contentOf(string(value))
		}
		return true
	})
	if probed {
		readProbe(h, f.header)
	}
	f.path.pages.look(h, f.shot.Kind, body)
	answered(h, &f.path.demands[f.shot.Kind], f.Kept, f.Size)
}

const probePrefix = "X-Squall-"

// header is the first value of a header.
func (f *flight) header(name string) (found string) {
	f.Headers(func(n, value []byte) bool {
		if string(n) == name {
			found = string(value)
		}
		return found == ""
	})
	return found
}

func (s *Shot) at(t time.Time) int64 { return int64(t.Sub(s.Zero)) }

// head is a request's head, which ends with its empty line.
func (p *HTTP) head(to []byte, s *Shot) ([]byte, error) {
	if len(s.Header) == 0 && s.Target == "" && p.opt.Sign == nil {
		to = append(to, p.lines[s.Kind]...)
	} else {
		req, err := p.request(context.Background(), s)
		if err != nil {
			return to, err
		}
		req.Header.Del(hit.HeaderTrace)
		to = lines(to, req.Method, req.URL, req.Host, req.Header)
	}
	to = hit.AppendTraceHeader(append(to, hit.HeaderTrace+": "...), s.Hit.TraceID, s.Took)
	if len(s.Body) > 0 || !payload.Bare(p.method[s.Kind]) {
		to = strconv.AppendInt(append(to, "\r\nContent-Length: "...), int64(len(s.Body)), 10)
	}
	return append(to, "\r\n\r\n"...), nil
}

// lines are the lines of a request's head, without the trace id's.
func lines(to []byte, method string, u *url.URL, host string, header http.Header) []byte {
	to = append(to, method+" "+u.RequestURI()+" HTTP/1.1\r\nHost: "+host+"\r\n"...)
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			if name != "Host" {
				to = append(to, name+": "+value+"\r\n"...)
			}
		}
	}
	return to
}
