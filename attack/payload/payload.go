// Package payload turns hit n into the bytes it carries: a template with
// placeholders is compiled once and filled in for each hit without allocating.
//
//	{{id}}          16 hexadecimal digits that no other hit of the run has
//	{{n}}           the number of the arrival within its entry, from 0
//	{{entry}}       the name of the entry
//	{{now}}         the time it is due, as 2026-01-02T15:04:05.000Z
//	{{uuid}}        a random UUID, another one at each place
//	{{random A B}}  a random whole number from A to B, both included
//
// Random values are drawn by the hit's key, so one seed gives the same payloads
// in every run. Placeholders know nothing of JSON: quote them where it wants
// quotes. Outside of placeholders every byte stands for itself; a text that
// needs {{ of its own cannot be a template.
package payload

import (
	"math/bits"
	"strconv"
	"time"

	"squall/profiles/dist"
)

// Values are what a hit puts into a template.
type Values struct {
	Key   uint64 // of the arrival's draws; no two arrivals of a run share it
	N     uint64
	Entry string
	Now   int64 // ns since 1970
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
	now
	uuid
	random
)

// part is a stretch of literal text or one placeholder.
type part struct {
	verb verb
	text string
	lo   int64
	span uint64 // of random: how many numbers from lo on, 0 for all 2^64
}

// Append adds the payload of one hit to dst.
func (t *Template) Append(dst []byte, v Values) []byte {
	for i := range t.parts {
		p := &t.parts[i]
		switch p.verb {
		case literal:
			dst = append(dst, p.text...)
		case id:
			dst = appendHex(dst, v.Key, 16)
		case number:
			dst = strconv.AppendUint(dst, v.N, 10)
		case entry:
			dst = append(dst, v.Entry...)
		case now:
			dst = time.Unix(0, v.Now).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000Z07:00")
		case uuid:
			dst = appendUUID(dst, v.draw(i, 0), v.draw(i, 1))
		case random:
			dst = strconv.AppendInt(dst, p.pick(v.draw(i, 0)), 10)
		}
	}
	return dst
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

// appendUUID makes a version 4 UUID, RFC 9562 section 5.4.
func appendUUID(dst []byte, hi, lo uint64) []byte {
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(3<<62) | 2<<62
	dst = append(appendHex(dst, hi>>32, 8), '-')
	dst = append(appendHex(dst, hi>>16, 4), '-')
	dst = append(appendHex(dst, hi, 4), '-')
	dst = append(appendHex(dst, lo>>48, 4), '-')
	return appendHex(dst, lo, 12)
}

func appendHex(dst []byte, v uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, "0123456789abcdef"[v>>shift&15])
	}
	return dst
}
