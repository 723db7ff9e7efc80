package send

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"squall/attack/hit"
	"squall/profiles"
)

// HTTPOptions says where an HTTP path leads and how its answers are judged.
type HTTPOptions struct {
	URL       string
	Method    string // POST when empty
	Headers   map[string]string
	Timeout   time.Duration
	Checks    []profiles.Check
	LambdaID  bool // the answer's x-amzn-RequestId is the invoke's (function URLs)
	Transport http.RoundTripper
}

// HTTP sends hits to one address.
type HTTP struct {
	opt    HTTPOptions
	url    *url.URL
	header http.Header
}

// NewHTTP checks the address and prepares the headers that all hits share.
func NewHTTP(opt HTTPOptions) (*HTTP, error) {
	u, err := parseURL(opt.URL)
	if err != nil {
		return nil, err
	}
	if opt.Method == "" {
		opt.Method = http.MethodPost
	}
	h := &HTTP{opt: opt, url: u, header: http.Header{}}
	if !Bare(opt.Method) {
		h.header.Set("Content-Type", "application/json")
	}
	h.header.Set("User-Agent", "squall")
	for name, value := range opt.Headers {
		h.header.Set(name, value)
	}
	return h, nil
}

// Bare says whether requests of the method carry no body unless they are told
// to.
func Bare(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodDelete, http.MethodTrace:
		return true
	}
	return false
}

// Send makes one request and fills the shot's hit.
func (p *HTTP) Send(ctx context.Context, s *Shot) {
	limited, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	defer cancel()
	req := p.request(limited, s)
	h := s.Hit
	h.Sent = s.now()
	res, err := p.opt.Transport.RoundTrip(req)
	if err != nil {
		s.fail(ctx, limited, err)
		return
	}
	defer res.Body.Close()
	h.FirstByte = s.now()
	h.Status = uint16(res.StatusCode)
	keep := buffers.Get().(*bytes.Buffer)
	defer func() { keep.Reset(); buffers.Put(keep) }()
	n, err := readBody(res.Body, keep)
	h.BytesIn = uint32(min(n, 1<<32-1))
	if err != nil {
		s.fail(ctx, limited, err)
		return
	}
	h.Done = s.now()
	if p.opt.LambdaID {
		h.RequestID = res.Header.Get("X-Amzn-Requestid")
	}
	readProbe(h, res.Header.Get)
	answered(h, p.opt.Checks, keep.Bytes())
}

func (p *HTTP) request(ctx context.Context, s *Shot) *http.Request {
	header := make(http.Header, len(p.header)+1)
	for name, values := range p.header {
		header[name] = values
	}
	header[hit.HeaderTrace] = []string{"Root=" + s.Hit.TraceID}
	req := &http.Request{
		Method: p.opt.Method, URL: p.url, Host: header.Get("Host"), Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: once(s.Body), ContentLength: int64(len(s.Body)),
	}
	if req.Host == "" {
		req.Host = p.url.Host
	}
	s.Hit.BytesOut = uint32(len(s.Body))
	return req.WithContext(ctx)
}

// once makes a body that can be read a single time. net/http repeats a request
// on a dead connection when it can rewind the body, or when there is none: a
// reader of its own, without GetBody, is neither.
func once(body []byte) io.ReadCloser { return io.NopCloser(bytes.NewReader(body)) }

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// readBody reads an answer to its end, keeps the beginning and returns its
// whole size.
func readBody(r io.Reader, keep *bytes.Buffer) (int64, error) {
	kept, err := keep.ReadFrom(io.LimitReader(r, keepBody))
	if err != nil {
		return kept, err
	}
	rest, err := io.Copy(io.Discard, r)
	return kept + rest, err
}
