// Package payload builds what the arrivals of an entry carry: which of its
// requests it is, with the row of the data that it is dealt, filled in. Request n
// is the same on both clocks and on every machine, and needs none before it.
//
// It sends nothing; what the placeholders mean is package template's.
package payload

import (
	"cmp"
	"maps"
	"net/textproto"
	"slices"
	"strings"

	"squall/profiles/dist"
	"squall/profiles/feed"
	"squall/profiles/template"
	"squall/profiles/traffic"
)

// Request is what one arrival carries. Build fills it; its own space is used
// again by the next Build.
type Request struct {
	Kind   int     // which of the builder's kinds
	Target string  // path and query that follow the entry's address, escaped
	Header []Field // those that differ between arrivals
	Body   []byte

	body, text []byte
}

// Field is a header.
type Field struct{ Name, Value string }

// Kind is one of an entry's requests: what all arrivals of the kind have in
// common.
type Kind struct {
	Name   string
	Method string
	Header []Field // without placeholders
	Checks []traffic.Check
}

// Slot is where a builder's arrivals are in a run.
type Slot struct {
	Plan, Block uint64 // seeds: the plan's, and the block's
	Run         string // id of the run
	Entry       int    // of how many, over all arms
	Entries     int
	Number      int // of the block, of how many
	Blocks      int
	Key         func(n uint64) uint64 // of an arrival's draws
}

// Builder builds the requests of one entry in one block. Any number of
// goroutines may use it.
type Builder struct {
	kinds []kind
	upto  []float64 // of a draw, by kind
	slot  Slot
	entry string
	base  uint64 // of the ids
	data  *feed.Table
	deal  feed.Deal
}

type kind struct {
	Kind
	target  *template.Template // nil: always that of fixed
	headers []header
	body    *template.Template // nil: always that of fixed
	fixed   Request
}

type header struct {
	name  string
	value *template.Template
}

// arrivals are the bits of an id that number an entry's arrivals: more than a
// profile may ask for.
const arrivals = 40

// New compiles what an entry sends.
func New(e *traffic.Entry, s Slot) (*Builder, error) {
	b := &Builder{slot: s, entry: e.Name, base: uint64(s.Number*max(s.Entries, 1)+s.Entry) << arrivals}
	var columns []string
	if e.Data != nil {
		b.data, columns = e.Data.Table, e.Data.Table.Columns()
		b.deal = e.Deal(dist.Hash(s.Block, dist.StreamPayload, dist.Key(e.Name), 0), s.Number, max(s.Blocks, 1))
	}
	mix := e.Mix()
	whole, sum := 0.0, 0.0
	for i := range mix {
		whole += cmp.Or(mix[i].Weight, 1)
	}
	for i := range mix {
		k, err := compile(&mix[i], columns)
		if err != nil {
			return nil, err
		}
		sum += cmp.Or(mix[i].Weight, 1)
		b.kinds, b.upto = append(b.kinds, k), append(b.upto, sum/whole)
	}
	return b, nil
}

func compile(q *traffic.Request, columns []string) (k kind, err error) {
	k.Kind = Kind{Name: q.Name, Method: q.Method, Checks: q.Checks}
	if k.target, err = template.Compile(target(q), columns); err != nil {
		return k, err
	}
	for _, name := range slices.Sorted(maps.Keys(q.Headers)) {
		value, err := template.Compile(q.Headers[name], columns)
		if err != nil {
			return k, err
		}
		if name = textproto.CanonicalMIMEHeaderKey(name); value.Fixed() {
			k.Header = append(k.Header, Field{name, string(value.Append(nil, nil))})
		} else {
			k.headers = append(k.headers, header{name, value})
		}
	}
	if k.body, err = template.Compile(q.Payload.Template, columns); err != nil {
		return k, err
	}
	if k.target.Fixed() {
		k.fixed.Target, k.target = string(k.target.Append(nil, nil)), nil
	}
	if k.body.Fixed() {
		k.fixed.Body, k.body = k.body.Append([]byte(q.Payload.Body), nil), nil
		if len(k.fixed.Body) == 0 && (q.Method == "" || !Bare(q.Method)) {
			k.fixed.Body = []byte("{}")
		}
	}
	return k, nil
}

// target is what follows the address, placeholders and all. Names and values of
// the query are escaped around them.
func target(q *traffic.Request) string {
	var b strings.Builder
	b.WriteString(q.Resource)
	for i, name := range slices.Sorted(maps.Keys(q.Query)) {
		b.WriteByte("?&"[min(i, 1)])
		b.WriteString(escapeAround(name))
		b.WriteByte('=')
		b.WriteString(escapeAround(q.Query[name]))
	}
	return b.String()
}

// escapeAround percent-encodes a text except for its placeholders, which are
// when they are filled in.
func escapeAround(text string) string {
	var out []byte
	for text != "" {
		before, rest, found := strings.Cut(text, "{{")
		out = template.Escape(out, before)
		if !found {
			break
		}
		inside, after, _ := strings.Cut(rest, "}}")
		out = append(append(append(out, "{{"...), inside...), "}}"...)
		text = after
	}
	return string(out)
}

// Bare says whether requests of the method carry no body unless they are told
// to.
func Bare(method string) bool {
	switch method {
	case "GET", "HEAD", "OPTIONS", "DELETE", "TRACE":
		return true
	}
	return false
}

// Kinds lists the requests that the entry sends.
func (b *Builder) Kinds() []Kind {
	out := make([]Kind, len(b.kinds))
	for i := range b.kinds {
		out[i] = b.kinds[i].Kind
	}
	return out
}

// Fixed says that all requests are the same, byte for byte.
func (b *Builder) Fixed() bool {
	k := &b.kinds[0]
	return len(b.kinds) == 1 && k.target == nil && k.body == nil && len(k.headers) == 0
}

// Longest is a size that no request is above.
func (b *Builder) Longest() int {
	most := 0
	for i := range b.kinds {
		k := &b.kinds[i]
		n := len(k.fixed.Body) + len(k.fixed.Target)
		for _, t := range []*template.Template{k.target, k.body} {
			if t != nil {
				n += t.Longest(b.data)
			}
		}
		for _, h := range k.headers {
			n += len(h.name) + h.value.Longest(b.data)
		}
		most = max(most, n)
	}
	return most
}

// Even says that of two requests of a kind the longer one stays the longer,
// however they are wrapped up.
func (b *Builder) Even() bool {
	for i := range b.kinds {
		k := &b.kinds[i]
		if k.target != nil || len(k.headers) > 0 || k.body != nil && !k.body.Even() {
			return false
		}
	}
	return true
}

// KindOf is which of the kinds arrival n is.
func (b *Builder) KindOf(n uint64) int {
	if len(b.kinds) == 1 {
		return 0
	}
	return b.pick(b.slot.Key(n))
}

// Last is how many arrivals there are data for.
func (b *Builder) Last() uint64 {
	if b.data == nil {
		return ^uint64(0)
	}
	return b.deal.Last()
}

// Build builds the request of arrival n, which is due at a time in ns since
// 1970.
func (b *Builder) Build(r *Request, n uint64, at int64) {
	key := b.slot.Key(n)
	i := b.pick(key)
	k := &b.kinds[i]
	r.Kind, r.Target, r.Body, r.Header = i, k.fixed.Target, k.fixed.Body, r.Header[:0]
	if k.target == nil && k.body == nil && len(k.headers) == 0 {
		return
	}
	v := template.Values{Key: key, ID: dist.Hash(b.slot.Plan, dist.StreamPayload, b.base|n, 0), N: n,
		Entry: b.entry, Run: b.slot.Run, Now: at, Data: b.data}
	if b.data != nil {
		v.Row = b.deal.Row(n)
	}
	if k.target != nil {
		v.Key = apart(key, 1)
		r.text = k.target.AppendEscaped(r.text[:0], &v)
		r.Target = string(r.text)
	}
	for i, h := range k.headers {
		v.Key = apart(key, uint64(i)+2)
		r.text = h.value.Append(r.text[:0], &v)
		r.Header = append(r.Header, Field{h.name, string(r.text)})
	}
	if k.body != nil {
		v.Key = key
		r.body = k.body.Append(r.body[:0], &v)
		r.Body = r.body
	}
}

// apart gives a part of a request draws of its own: two templates of one request
// have their places in common.
func apart(key, part uint64) uint64 { return dist.Hash(key, dist.StreamPayload, part, 3) }

// pick draws which kind an arrival is.
func (b *Builder) pick(key uint64) int {
	if len(b.kinds) == 1 {
		return 0
	}
	u := dist.U(key, dist.StreamPayload, 0, 2)
	for i, upto := range b.upto {
		if u < upto {
			return i
		}
	}
	return len(b.upto) - 1
}

// Size is how long what differs between requests is: target, headers and body.
func (r *Request) Size() int {
	n := len(r.Target) + len(r.Body)
	for _, f := range r.Header {
		n += len(f.Name) + len(f.Value)
	}
	return n
}
