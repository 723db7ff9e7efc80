package send

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"squall/attack/hit"
	"squall/attack/payload"
	"squall/attack/send/conns"
)

// HTTPOptions says where an HTTP path leads and how its answers are judged.
type HTTPOptions struct {
	URL       string
	Kinds     []payload.Kind // of requests; none: POST
	Timeout   time.Duration
	LambdaID  bool // the answer's x-amzn-RequestId is the invoke's (function URLs)
	Transport http.RoundTripper
	Conns     *conns.Pool // for Start; nil: hits are sent by Send
	Sign      Signer      // nil: nobody signs
	Agent     string      // User-Agent of every request; "": squall, or the entry's own
	Single    bool        // each hit has a connection of its own
}

// Signer signs a request that is ready to be sent, but for its trace header.
type Signer interface {
	Sign(ctx context.Context, req *http.Request, body []byte) error
}

// HTTP sends hits to one address.
type HTTP struct {
	opt     HTTPOptions
	url     *url.URL
	demands []demand
	method  []string
	header  []http.Header // that all hits of a kind share
	lines   [][]byte      // the same, as Start sends it
	pages   pages
}

// NewHTTP checks the address and prepares what all hits of a kind share.
func NewHTTP(opt HTTPOptions) (*HTTP, error) {
	u, err := parseURL(opt.URL)
	if err != nil {
		return nil, err
	}
	if len(opt.Kinds) == 0 {
		opt.Kinds = []payload.Kind{{}}
	}
	p := &HTTP{opt: opt, url: u}
	if p.demands, err = demands(opt.Kinds); err != nil {
		return nil, err
	}
	for i, k := range opt.Kinds {
		header, method := http.Header{}, cmp.Or(k.Method, http.MethodPost)
		if !payload.Bare(method) {
			header.Set("Content-Type", "application/json")
		}
		header.Set("User-Agent", "squall")
		for _, f := range k.Header {
			header.Set(f.Name, f.Value)
		}
		if opt.Agent != "" {
			header.Set("User-Agent", opt.Agent)
		}
		if opt.Single {
			header.Set("Connection", "close")
		}
		p.pages.asks = append(p.pages.asks, asksForJSON(header, &p.demands[i]))
		p.method, p.header = append(p.method, method), append(p.header, header)
		p.lines = append(p.lines, lines(nil, method, u, cmp.Or(header.Get("Host"), u.Host), header))
	}
	return p, nil
}

// Send makes one request and fills the shot's hit.
func (p *HTTP) Send(ctx context.Context, s *Shot) {
	limited, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	defer cancel()
	req, err := p.request(limited, s)
	h := s.Hit
	h.Sent = s.now()
	if err != nil {
		s.fail(ctx, limited, err)
		return
	}
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
	p.pages.look(h, s.Kind, contentOf(res.Header.Get("Content-Type")))
	answered(h, &p.demands[s.Kind], keep.Bytes(), n)
}

func (p *HTTP) request(ctx context.Context, s *Shot) (*http.Request, error) {
	header := make(http.Header, len(p.header[s.Kind])+len(s.Header)+1)
	for name, values := range p.header[s.Kind] {
		header[name] = values
	}
	for _, f := range s.Header {
		header[f.Name] = []string{f.Value}
	}
	to, err := p.address(s.Target)
	if err != nil {
		return nil, err
	}
	req := &http.Request{
		Method: p.method[s.Kind], URL: to, Host: header.Get("Host"), Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: once(s.Body), ContentLength: int64(len(s.Body)),
	}
	if req.Host == "" {
		req.Host = p.url.Host
	}
	s.Hit.BytesOut = uint32(len(s.Body))
	req = req.WithContext(ctx)
	if p.opt.Sign != nil {
		if err := p.opt.Sign.Sign(ctx, req, s.Body); err != nil {
			return nil, err
		}
	}
	header[hit.HeaderTrace] = []string{hit.TraceHeader(s.Hit.TraceID, s.Took)}
	return req, nil
}

// address is that of the entry with what a request adds to it.
func (p *HTTP) address(target string) (*url.URL, error) {
	if target == "" {
		return p.url, nil
	}
	path, query, asks := strings.Cut(target, "?")
	to := *p.url
	if path != "" {
		whole, err := url.ParseRequestURI(strings.TrimSuffix(p.url.EscapedPath(), "/") + path)
		if err != nil {
			return nil, err
		}
		to.Path, to.RawPath = whole.Path, whole.RawPath
	}
	switch {
	case asks && to.RawQuery != "":
		to.RawQuery += "&" + query
	case asks:
		to.RawQuery = query
	}
	return &to, nil
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
