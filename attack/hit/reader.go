package hit

import (
	"encoding/binary"
	"io"
	"math"
)

// Reader reads what Writer wrote. One goroutine at a time may use it.
type Reader struct {
	frames *frameReader
	names  Names
	dec    decoder
	shapes []shape
	entry  []entryState
	due    int64
	sec    uint32
}

// NewReader checks the beginning of a file of hits.
func NewReader(r io.Reader) (*Reader, error) {
	frames, names, err := newFrameReader(r, magic)
	if err != nil {
		return nil, err
	}
	return &Reader{frames: frames, names: names}, nil
}

// Names are those the file was started with.
func (r *Reader) Names() Names { return r.names }

// Lost is how many damaged blocks were skipped so far.
func (r *Reader) Lost() (blocks int) { return r.frames.lost }

// Next reads the next hit into h, and returns io.EOF after the last one. A
// damaged block is skipped and counted.
func (r *Reader) Next(h *Hit) error {
	for {
		for len(r.dec.buf) == 0 {
			payload, err := r.frames.next()
			if err != nil {
				return err
			}
			r.begin(payload)
		}
		if r.read(h); r.dec.err == nil {
			return nil
		}
		r.frames.lost++
	}
}

func (r *Reader) begin(payload []byte) {
	r.dec.reset(payload)
	r.shapes = r.shapes[:0]
	clear(r.entry)
	r.due, r.sec = 0, 0
}

func (r *Reader) read(h *Hit) {
	d := &r.dec
	s := r.shape()
	if d.err != nil {
		return
	}
	last := r.lastOf(s.entry)
	*h = Hit{
		N: last.n + 1, Entry: s.entry, Arm: s.arm, Repeat: s.repeat, Phase: s.phase, Warmup: s.warmup,
		Attempt: s.attempt, Again: s.again,
		Status: s.status, Outcome: s.outcome, Reason: s.reason, Version: s.version, Injected: s.injected,
		Start: s.start, InitType: s.initType, ReasonFrom: s.reasonFrom, VersionFrom: s.versionFrom, StartFrom: s.startFrom,
	}
	if !s.consecutive {
		h.N = last.n + uint64(d.int())
	}
	unit := int64(1)
	if s.micros {
		unit = 1000
	}
	h.Due = r.due + d.int()*unit
	h.Sent = h.Due + d.int()*unit
	h.FirstByte = h.Sent + d.int()*unit
	h.Done = h.FirstByte + d.int()*unit
	h.Environment = d.intern()
	if s.hasInit {
		h.Init = d.int()
	}
	if s.hasRan {
		h.Ran = d.int()
	}
	h.BytesIn = last.in + uint32(d.int())
	h.BytesOut = last.out + uint32(d.int())
	r.ids(h, s)
	*last = entryState{n: h.N, in: h.BytesIn, out: h.BytesOut}
	r.due = h.Due
}

func (r *Reader) lastOf(entry uint16) *entryState {
	for int(entry) >= len(r.entry) {
		r.entry = append(r.entry, entryState{})
	}
	return &r.entry[entry]
}

func (r *Reader) ids(h *Hit, s *shape) {
	d := &r.dec
	switch s.requestID {
	case compactID:
		if b := d.bytes(16); d.err == nil {
			h.RequestID = uuidText(b)
		}
	case plainID:
		h.RequestID = d.raw()
	}
	switch s.traceID {
	case compactID:
		r.sec += uint32(d.int())
		if b := d.bytes(8); d.err == nil {
			h.TraceID = TraceID(r.sec, binary.BigEndian.Uint64(b), uint32(h.N))
		}
	case plainID:
		h.TraceID = d.raw()
	}
}

func (r *Reader) shape() *shape {
	d := &r.dec
	i := d.small(uint64(len(r.shapes)))
	if d.err != nil {
		return nil
	}
	if i == uint64(len(r.shapes)) {
		r.shapes = append(r.shapes, readShape(d))
	}
	return &r.shapes[i]
}

func readShape(d *decoder) (s shape) {
	for _, v := range []*uint16{&s.entry, &s.arm, &s.repeat, &s.phase, &s.status} {
		*v = uint16(d.small(math.MaxUint16))
	}
	b := d.bytes(9)
	if d.err != nil {
		return s
	}
	s.outcome, s.start, s.initType = Outcome(b[0]), Start(b[1]), InitType(b[2])
	s.reasonFrom, s.versionFrom, s.startFrom = Source(b[3]), Source(b[4]), Source(b[5])
	s.requestID, s.traceID = form(b[6]), form(b[7])
	s.warmup, s.consecutive, s.micros, s.hasInit = b[8]&1 > 0, b[8]&2 > 0, b[8]&4 > 0, b[8]&8 > 0
	if s.again = b[8]&16 > 0; b[8]&32 > 0 {
		if more := d.bytes(1); d.err == nil {
			s.attempt = more[0]
		}
	}
	s.hasRan = b[8]&64 > 0 // files of before have none
	s.reason, s.version, s.injected = d.intern(), d.intern(), d.intern()
	return s
}

func appendKey(buf []byte, key uint64) []byte { return binary.BigEndian.AppendUint64(buf, key) }
