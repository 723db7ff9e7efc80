package hit

import (
	"io"
	"math"
)

// sightingMagic begins a file of sightings and names its version.
const sightingMagic = "SQS1"

// SightingWriter writes sightings to a file's bytes, in blocks like those of
// hits. One goroutine at a time may use it.
type SightingWriter struct {
	frames *frameWriter
	enc    encoder
	at     int64
}

// NewSightingWriter starts a file of sightings; names say what its small
// integers mean.
func NewSightingWriter(w io.Writer, names Names) (*SightingWriter, error) {
	frames, err := newFrameWriter(w, sightingMagic, names)
	if err != nil {
		return nil, err
	}
	return &SightingWriter{frames: frames, enc: encoder{strings: map[string]uint64{}}}, nil
}

// NewSightingPart is NewPart for sightings.
func NewSightingPart(w io.Writer) *SightingWriter {
	return &SightingWriter{frames: &frameWriter{w: w}, enc: encoder{strings: map[string]uint64{}}}
}

// Write adds one sighting. Strings of more than 4,096 bytes are cut.
func (w *SightingWriter) Write(s *Sighting) error {
	e := &w.enc
	uuid, compact := uuidBytes(s.RequestID)
	e.buf = append(e.buf, byte(s.Kind), byte(s.Target), flags(s.Failed, compact))
	e.uint(uint64(s.Arm))
	e.uint(uint64(s.Repeat))
	e.uint(uint64(s.Entry))
	e.int(s.At - w.at)
	e.int(s.Duration)
	if compact {
		e.buf = append(e.buf, uuid[:]...)
	} else {
		e.raw(s.RequestID)
	}
	for _, text := range []string{s.Version, s.Environment, s.Condition, s.ErrorCode} {
		e.intern(text)
	}
	e.int(int64(s.Count))
	w.at = s.At
	if len(e.buf) >= blockSize {
		return w.Flush()
	}
	return w.frames.err
}

// Flush ends the current block and writes it.
func (w *SightingWriter) Flush() error {
	if len(w.enc.buf) > 0 {
		w.frames.write(w.enc.buf)
	}
	w.enc.reset()
	w.at = 0
	return w.frames.err
}

// Close writes what is left. It does not close the underlying writer.
func (w *SightingWriter) Close() error { return w.Flush() }

// SightingReader reads what SightingWriter wrote. One goroutine at a time may
// use it.
type SightingReader struct {
	frames *frameReader
	names  Names
	dec    decoder
	at     int64
}

// NewSightingReader checks the beginning of a file of sightings.
func NewSightingReader(r io.Reader) (*SightingReader, error) {
	frames, names, err := newFrameReader(r, sightingMagic)
	if err != nil {
		return nil, err
	}
	return &SightingReader{frames: frames, names: names}, nil
}

// Names are those the file was started with.
func (r *SightingReader) Names() Names { return r.names }

// Lost is how many damaged blocks were skipped so far.
func (r *SightingReader) Lost() (blocks int) { return r.frames.lost }

// Next reads the next sighting into s, and returns io.EOF after the last one.
// A damaged block is skipped and counted.
func (r *SightingReader) Next(s *Sighting) error {
	for {
		for len(r.dec.buf) == 0 {
			payload, err := r.frames.next()
			if err != nil {
				return err
			}
			r.dec.reset(payload)
			r.at = 0
		}
		if r.read(s); r.dec.err == nil {
			return nil
		}
		r.frames.lost++
	}
}

func (r *SightingReader) read(s *Sighting) {
	d := &r.dec
	b := d.bytes(3)
	if d.err != nil {
		return
	}
	*s = Sighting{Kind: SightingKind(b[0]), Target: SightingKind(b[1]), Failed: b[2]&1 > 0}
	compact := b[2]&2 > 0
	for _, v := range []*uint16{&s.Arm, &s.Repeat, &s.Entry} {
		*v = uint16(d.small(math.MaxUint16))
	}
	s.At = r.at + d.int()
	s.Duration = d.int()
	if !compact {
		s.RequestID = d.raw()
	} else if id := d.bytes(16); d.err == nil {
		s.RequestID = uuidText(id)
	}
	for _, text := range []*string{&s.Version, &s.Environment, &s.Condition, &s.ErrorCode} {
		*text = d.intern()
	}
	s.Count = int(d.int())
	r.at = s.At
}
