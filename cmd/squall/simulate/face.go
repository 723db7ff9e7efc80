package simulate

import (
	"squall/attack/hit"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/modelled"
	"squall/standin/virtual"
)

// kind is what answers must have in common to look the same to a client but
// for ids, environment and times.
type kind struct {
	line        int32
	version     int32
	outcome     core.Outcome
	reason      core.Reason
	late        lateness
	digits      uint8 // of the microseconds of init: they are part of the answer
	cold        bool
	provisioned bool
}

// face is what a client sees of a kind.
type face struct {
	hit hit.Hit
	// answered says that there was an answer at all, the others which of its
	// facts the client knew.
	answered, requestID, environment bool
}

// Reply implements virtual.Sink.
func (r *run) Reply(a *virtual.Reply) {
	b, e := r.block, a.Effect
	l := b.lines[a.Line]
	k := kind{line: a.Line, version: e.Version, outcome: e.Outcome, reason: e.Reason, late: l.late(e.At - a.Due),
		cold: e.Cold, provisioned: e.Provisioned}
	if e.Cold {
		k.digits = digits(e.Init / 1000)
	}
	f := b.faces[k]
	if f == nil {
		res := r.local.World.Response(a, l.target, l.door)
		f = b.look(l, a, res, k.late)
		b.faces[k] = f
	}
	r.hit = f.hit
	h := &r.hit
	h.Init = known(h.StartFrom, h.Start, e.Init)
	if f.environment {
		h.Environment = a.Environment
	}
	keep := r.opt.Keep(a.N)
	h.RequestID = ""
	if f.requestID && (l.async || keep) {
		h.RequestID = a.RequestID()
	}
	b.record(l, h, a.Ticket, l.end(a.Due, e.At, k.late), f.answered, keep)
}

// look shows one answer of its kind to a real client.
func (b *block) look(l *line, a *virtual.Reply, res invoke.Response, late lateness) *face {
	h := b.run.wire.see(l, a.N, res, late)
	return &face{hit: h, answered: late != clientTimedOut,
		requestID: h.RequestID == res.RequestID, environment: h.Environment != "" && h.Environment == a.Environment}
}

// refused is the answer of a door that lets nothing of a line through.
func (b *block) refused(l *line, t *virtual.Ticket) {
	k := kind{line: t.Line, outcome: core.NotFound}
	f := b.faces[k]
	if f == nil {
		f = b.look(l, &virtual.Reply{Ticket: t}, invoke.Response{RequestID: "-"}, inTime)
		b.faces[k] = f
	}
	h := f.hit
	b.record(l, &h, t, t.Due, true, b.run.opt.Keep(t.N))
}

// record completes a hit and hands it on.
func (b *block) record(l *line, h *hit.Hit, t *virtual.Ticket, done int64, answered, keep bool) {
	r := b.run
	h.N, h.Entry, h.Arm, h.Repeat = t.N, l.index, uint16(b.step.Arm), uint16(b.step.Repeat)
	h.Phase, h.Warmup = t.Phase, t.Warmup
	h.Due = t.Due - b.zero
	h.Sent, h.FirstByte, h.Done, h.TraceID = h.Due, 0, done-b.zero, ""
	if answered {
		h.FirstByte = h.Done
	}
	if keep {
		at := r.epoch + t.Due
		h.TraceID = hit.TraceID(uint32(at/1e9), l.key(t.N), uint32(t.N))
		h.BytesOut = l.size
		if l.sized {
			h.BytesOut = uint32(len(l.body(t.N, at)))
		}
	}
	if l.flight != nil {
		l.flight.end(t.N, done)
	}
	if !h.Warmup {
		l.ended++
	}
	r.opt.Recorder.Hit(h)
}

// late says who stopped waiting for an answer that took this long.
func (l *line) late(took int64) lateness {
	switch {
	case l.gateway > 0 && took > l.gateway && l.gateway <= l.patience:
		return doorTimedOut
	case took > l.patience:
		return clientTimedOut
	}
	return inTime
}

// end is when the client has its answer, or stops waiting for it.
func (l *line) end(due, at int64, late lateness) int64 {
	switch late {
	case doorTimedOut:
		return due + l.gateway
	case clientTimedOut:
		return due + l.patience
	}
	return at
}

// known is what a client knows of an initialisation: the probe tells it in
// microseconds, the log's tail as its REPORT line does.
func known(from hit.Source, start hit.Start, init int64) int64 {
	switch {
	case start != hit.Cold:
		return 0
	case from == hit.Probe:
		return init / 1000 * 1000
	}
	return modelled.Round(init)
}

func digits(n int64) uint8 {
	d := uint8(1)
	for ; n > 9; n /= 10 {
		d++
	}
	return d
}

// Saw implements virtual.Sink.
func (r *run) Saw(t *virtual.Ticket, s *hit.Sighting) {
	b := r.block
	s.Arm, s.Repeat, s.Entry = uint16(b.step.Arm), uint16(b.step.Repeat), b.lines[t.Line].index
	s.At -= b.zero
	r.opt.Recorder.Sighting(s)
}

// Ended implements virtual.Sink.
func (r *run) Ended(t *virtual.Ticket, requestID string) {
	if b := r.block; r.opt.Ended != nil {
		r.opt.Ended(b.step.Arm, int(b.lines[t.Line].index), b.step.Repeat, requestID)
	}
}

var _ virtual.Sink = (*run)(nil)
