// Package template turns hit n into text: a template with placeholders is
// compiled once and filled in for each hit without allocating.
//
//	{{id}}                16 hexadecimal digits that no other hit of the run has
//	{{n}}                 the number of the arrival within its entry, from 0
//	{{entry}}             the name of the entry
//	{{run}}               the id of the run
//	{{now}}               the time it is due, as 2026-01-02T15:04:05.000Z
//	{{unix}}              the same in seconds since 1970
//	{{uuid}}              a random UUID, another one at each place
//	{{random A B}}        a random whole number from A to B, both included
//	{{pick red green}}    one of some words
//	{{fill A B}}          letters, A to B of them; {{fill A}} is A of them
//	{{data.COLUMN}}       what the hit's row of the data has, as it stands
//	{{json data.COLUMN}}  the same as a JSON value: text in quotes
//
// Random values are drawn by the hit's key, so one seed gives the same texts in
// every run. Only {{json}} knows of JSON: quote other placeholders where it
// wants quotes. Outside of placeholders every byte stands for itself; a text that
// needs {{ of its own cannot be a template.
package template

import (
	"math/bits"
	"strconv"
	"time"

	"squall/profiles/dist"
	"squall/profiles/feed"
)

// Values are what a hit puts into a template.
type Values struct {
	Key   uint64 // of the arrival's draws
	ID    uint64 // no two hits of a run share it
	N     uint64
	Entry string
	Run   string
	Now   int64 // ns since 1970
	Data  *feed.Table
	Row   int
}

// Template is a compiled template. Any number of goroutines may use it.
type Template struct {
	parts []part
}

type verb uint8

const (
	literal verb = iota
	id
	number
	entry
	run
	now
	unix
	uuid
	random
	pick
	fill
	data
	asJSON
)

// part is a stretch of literal text or one placeholder.
type part struct {
	verb   verb
	text   string
	words  []string // of pick
	column int      // of data
	lo     int64
	span   uint64 // of random: how many numbers from lo on, 0 for all 2^64
}

// Fixed says that the text has no placeholder.
func (t *Template) Fixed() bool {
	return len(t.parts) == 0 || len(t.parts) == 1 && t.parts[0].verb == literal
}

// Longest is a length that no text of the template is above, for names of at
// most 64 bytes, and however it is escaped.
func (t *Template) Longest(table *feed.Table) int {
	const short, escaped = 64, 6
	sum := 0
	for _, p := range t.parts {
		switch p.verb {
		case literal:
			sum += len(p.text)
		case fill:
			sum += int(p.lo) + int(p.span) - 1
		case pick:
			for _, w := range p.words {
				sum += escaped * len(w)
			}
		case data, asJSON:
			sum += 2 + escaped*table.Longest(p.column)
		default:
			sum += escaped * short
		}
	}
	return sum
}

// Even says that texts differ in digits and letters only, so that of two the
// longer one stays the longer, however it is escaped.
func (t *Template) Even() bool {
	for _, p := range t.parts {
		switch p.verb {
		case entry, run, pick, data, asJSON:
			return false
		}
	}
	return true
}

// Columns are the columns of the data that it uses.
func (t *Template) Columns() []int {
	var out []int
	for _, p := range t.parts {
		if p.verb == data || p.verb == asJSON {
			out = append(out, p.column)
		}
	}
	return out
}

// Append adds the text of one hit to dst.
func (t *Template) Append(dst []byte, v *Values) []byte {
	for i := range t.parts {
		if p := &t.parts[i]; p.verb == literal {
			dst = append(dst, p.text...)
		} else {
			dst = p.append(dst, v, i)
		}
	}
	return dst
}

// AppendEscaped is Append with every placeholder's text percent-encoded, as
// paths and queries want it.
func (t *Template) AppendEscaped(dst []byte, v *Values) []byte {
	for i := range t.parts {
		p := &t.parts[i]
		if p.verb == literal {
			dst = append(dst, p.text...)
			continue
		}
		from := len(dst)
		dst = escape(p.append(dst, v, i), from)
	}
	return dst
}

// append adds what a placeholder stands for; i is its place in the template.
func (p *part) append(dst []byte, v *Values, i int) []byte {
	switch p.verb {
	case id:
		return appendHex(dst, v.ID, 16)
	case number:
		return strconv.AppendUint(dst, v.N, 10)
	case entry:
		return append(dst, v.Entry...)
	case run:
		return append(dst, v.Run...)
	case now:
		return time.Unix(0, v.Now).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z07:00")
	case unix:
		return strconv.AppendInt(dst, time.Unix(0, v.Now).Unix(), 10)
	case uuid:
		return appendUUID(dst, v.draw(i, 0), v.draw(i, 1))
	case random:
		return strconv.AppendInt(dst, p.pick(v.draw(i, 0)), 10)
	case pick:
		return append(dst, p.words[p.pick(v.draw(i, 0))]...)
	case fill:
		return appendFill(dst, v.draw(i, 1), int(p.pick(v.draw(i, 0))))
	case asJSON:
		if !v.Data.Literal(v.Row, p.column) {
			return appendQuoted(dst, v.Data.Text(v.Row, p.column))
		}
	}
	return append(dst, v.Data.Text(v.Row, p.column)...)
}

// draw is random bits for one place of the template.
func (v *Values) draw(place int, attempt uint64) uint64 {
	return dist.Hash(v.Key, dist.StreamPayload, uint64(place), attempt)
}

// pick maps random bits onto the range by their share of it: without the bias
// of a remainder, and without the loop that would remove the last 2^-64 of it.
func (p *part) pick(r uint64) int64 {
	if p.span == 0 {
		return p.lo + int64(r)
	}
	share, _ := bits.Mul64(r, p.span)
	return p.lo + int64(share)
}
