package hit

import "io"

// magic begins a file of hits and names its version.
const magic = "SQH1"

// Writer writes hits to a file's bytes. One goroutine at a time may use it.
type Writer struct {
	frames *frameWriter
	enc    encoder
	shapes map[shape]uint64
	latest shape  // of the hit before
	number uint64 // of that shape
	entry  []entryState
	due    int64
	sec    uint32
}

// shape is what many hits have in common: it is written once a block, and
// then a hit needs one number for all of it.
type shape struct {
	entry, arm, repeat, phase, status    uint16
	outcome                              Outcome
	start                                Start
	initType                             InitType
	reasonFrom, versionFrom, startFrom   Source
	reason, version, injected            string
	requestID, traceID                   form
	warmup, consecutive, micros, hasInit bool
	again                                bool
	attempt                              uint8
	hasRan                               bool
}

// entryState is what the last hit of an entry in this block had.
type entryState struct {
	n       uint64
	in, out uint32
}

// NewWriter starts a file of hits; names say what its small integers mean.
func NewWriter(w io.Writer, names Names) (*Writer, error) {
	frames, err := newFrameWriter(w, magic, names)
	if err != nil {
		return nil, err
	}
	return &Writer{frames: frames, enc: encoder{strings: map[string]uint64{}}, shapes: map[shape]uint64{}}, nil
}

// NewPart writes hits that will stand in a file another writer began: blocks
// alone, without the file's head. Their bytes may be put behind a Flush of that
// writer.
func NewPart(w io.Writer) *Writer {
	return &Writer{frames: &frameWriter{w: w}, enc: encoder{strings: map[string]uint64{}}, shapes: map[shape]uint64{}}
}

// Write adds one hit. Strings of more than 4,096 bytes are cut.
func (w *Writer) Write(h *Hit) error {
	w.add(h)
	if len(w.enc.buf) >= blockSize {
		return w.Flush()
	}
	return w.frames.err
}

// Flush ends the current block and writes it.
func (w *Writer) Flush() error {
	if len(w.enc.buf) > 0 {
		w.frames.write(w.enc.buf)
	}
	w.enc.reset()
	clear(w.shapes)
	w.latest = shape{}
	clear(w.entry)
	w.due, w.sec = 0, 0
	return w.frames.err
}

// Close writes what is left. It does not close the underlying writer.
func (w *Writer) Close() error { return w.Flush() }

func (w *Writer) add(h *Hit) {
	last := w.lastOf(h.Entry)
	s := shape{
		entry: h.Entry, arm: h.Arm, repeat: h.Repeat, phase: h.Phase, status: h.Status,
		outcome: h.Outcome, start: h.Start, initType: h.InitType,
		reasonFrom: h.ReasonFrom, versionFrom: h.VersionFrom, startFrom: h.StartFrom,
		reason: cut(h.Reason), version: cut(h.Version), injected: cut(h.Injected),
		warmup: h.Warmup, consecutive: h.N == last.n+1, hasInit: h.Init != 0,
		hasRan: h.Ran != 0, again: h.Again, attempt: h.Attempt,
	}
	uuid, sec, key := s.ids(h)
	// Each time is near another one: due times near each other, the rest
	// a few milliseconds after the one before. Differences wrap around.
	times := [4]int64{h.Due - w.due, h.Sent - h.Due, h.FirstByte - h.Sent, h.Done - h.FirstByte}
	s.shorten(&times)
	w.shape(&s)
	if !s.consecutive {
		w.enc.int(int64(h.N - last.n))
	}
	for _, t := range times {
		w.enc.int(t)
	}
	w.enc.intern(h.Environment)
	if s.hasInit {
		w.enc.int(h.Init)
	}
	if s.hasRan {
		w.enc.int(h.Ran)
	}
	w.enc.int(int64(int32(h.BytesIn - last.in)))
	w.enc.int(int64(int32(h.BytesOut - last.out)))
	w.ids(h, &s, uuid, sec, key)
	*last = entryState{n: h.N, in: h.BytesIn, out: h.BytesOut}
	w.due = h.Due
}

func (w *Writer) lastOf(entry uint16) *entryState {
	for int(entry) >= len(w.entry) {
		w.entry = append(w.entry, entryState{})
	}
	return &w.entry[entry]
}

// ids decides how the ids of a hit are written.
func (s *shape) ids(h *Hit) (uuid [16]byte, sec uint32, key uint64) {
	if h.Bits.Set {
		s.traceID = compactID
		if h.Bits.HasRequest {
			s.requestID = compactID
		}
		return h.Bits.Request, h.Bits.TraceSecond, h.Bits.TraceKey
	}
	var ok bool
	if h.RequestID != "" {
		s.requestID = plainID
		if uuid, ok = uuidBytes(h.RequestID); ok {
			s.requestID = compactID
		}
	}
	if h.TraceID != "" {
		s.traceID = plainID
		if sec, key, ok = traceParts(h.TraceID, h.N); ok {
			s.traceID = compactID
		}
	}
	return uuid, sec, key
}

// shorten turns times into microseconds when all are whole ones, as in virtual
// time.
func (s *shape) shorten(times *[4]int64) {
	const us = 1000
	for _, t := range times {
		if t%us != 0 {
			return
		}
	}
	s.micros = true
	for i := range times {
		times[i] /= us
	}
}

func (w *Writer) ids(h *Hit, s *shape, uuid [16]byte, sec uint32, key uint64) {
	switch s.requestID {
	case compactID:
		w.enc.buf = append(w.enc.buf, uuid[:]...)
	case plainID:
		w.enc.raw(h.RequestID)
	}
	switch s.traceID {
	case compactID:
		w.enc.int(int64(int32(sec - w.sec)))
		w.enc.buf = appendKey(w.enc.buf, key)
		w.sec = sec
	case plainID:
		w.enc.raw(h.TraceID)
	}
}

// shape writes the number of a shape, followed by the shape itself when the
// number is new.
func (w *Writer) shape(s *shape) {
	if len(w.shapes) > 0 && *s == w.latest {
		w.enc.uint(w.number)
		return
	}
	i, ok := w.shapes[*s]
	if !ok {
		i = uint64(len(w.shapes))
		w.shapes[*s] = i
	}
	w.latest, w.number = *s, i
	w.enc.uint(i)
	if !ok {
		w.describe(s)
	}
}

func (w *Writer) describe(s *shape) {
	for _, v := range []uint16{s.entry, s.arm, s.repeat, s.phase, s.status} {
		w.enc.uint(uint64(v))
	}
	w.enc.buf = append(w.enc.buf, byte(s.outcome), byte(s.start), byte(s.initType),
		byte(s.reasonFrom), byte(s.versionFrom), byte(s.startFrom), byte(s.requestID), byte(s.traceID),
		flags(s.warmup, s.consecutive, s.micros, s.hasInit, s.again, s.attempt > 0, s.hasRan))
	if s.attempt > 0 {
		w.enc.buf = append(w.enc.buf, s.attempt)
	}
	w.enc.intern(s.reason)
	w.enc.intern(s.version)
	w.enc.intern(s.injected)
}

func flags(set ...bool) (b byte) {
	for i, f := range set {
		if f {
			b |= 1 << i
		}
	}
	return b
}
