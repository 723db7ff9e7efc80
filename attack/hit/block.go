package hit

import (
	"encoding/binary"
	"errors"
)

// encoder fills the payload of one block with varints and strings. Strings
// that recur are written once a block and then called by number.
type encoder struct {
	buf     []byte
	strings map[string]uint64
}

func (e *encoder) reset() {
	e.buf = e.buf[:0]
	clear(e.strings)
}

func (e *encoder) uint(v uint64) { e.buf = binary.AppendUvarint(e.buf, v) }

func (e *encoder) int(v int64) { e.buf = binary.AppendVarint(e.buf, v) }

func (e *encoder) raw(s string) {
	s = cut(s)
	e.uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// intern writes the number of a string, followed by the string itself when the
// number is new.
func (e *encoder) intern(s string) {
	s = cut(s)
	i, ok := e.strings[s]
	if ok {
		e.uint(i)
		return
	}
	i = uint64(len(e.strings))
	e.strings[s] = i
	e.uint(i)
	e.raw(s)
}

func cut(s string) string { return s[:min(len(s), maxString)] }

var errPayload = errors.New("a block is sound but does not decode; another version of squall may have written it")

// decoder reads what encoder writes. After its first error everything is zero.
type decoder struct {
	buf     []byte
	strings []string
	err     error
}

func (d *decoder) reset(payload []byte) {
	d.buf, d.strings, d.err = payload, d.strings[:0], nil
}

func (d *decoder) fail() {
	d.buf, d.err = nil, errPayload
}

func (d *decoder) uint() uint64 {
	v, n := binary.Uvarint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

func (d *decoder) int() int64 {
	v, n := binary.Varint(d.buf)
	if n <= 0 {
		d.fail()
		return 0
	}
	d.buf = d.buf[n:]
	return v
}

// small reads a number that must not exceed limit.
func (d *decoder) small(limit uint64) uint64 {
	v := d.uint()
	if v > limit {
		d.fail()
		return 0
	}
	return v
}

func (d *decoder) bytes(n uint64) []byte {
	if n > uint64(len(d.buf)) {
		d.fail()
		return nil
	}
	b := d.buf[:n]
	d.buf = d.buf[n:]
	return b
}

func (d *decoder) raw() string { return string(d.bytes(d.small(maxString))) }

func (d *decoder) intern() string {
	i := d.small(uint64(len(d.strings)))
	if d.err != nil {
		return ""
	}
	if i == uint64(len(d.strings)) {
		d.strings = append(d.strings, d.raw())
	}
	return d.strings[i]
}

func appendNames(buf []byte, n Names) []byte {
	e := encoder{buf: buf}
	for _, list := range [][]string{n.Entries, n.Arms} {
		e.uint(uint64(len(list)))
		for _, s := range list {
			e.raw(s)
		}
	}
	return e.buf
}

func readNames(payload []byte) (n Names, err error) {
	d := decoder{buf: payload}
	for _, list := range []*[]string{&n.Entries, &n.Arms} {
		for range d.small(maxPayload) {
			if s := d.raw(); d.err == nil {
				*list = append(*list, s)
			}
		}
	}
	if d.err == nil && len(d.buf) > 0 {
		d.fail()
	}
	return n, d.err
}
