package simulate

import (
	"squall/analyze/tally"
	"squall/attack/hit"
	"squall/attack/retry"
	"squall/attack/send"
	"squall/cmd/squall/simulate/wire"
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
	mix         uint16 // which of the line's requests
	status      uint16 // of a request that was not let through, or that a fault stopped at its door
	outcome     core.Outcome
	reason      core.Reason
	late        wire.Lateness
	fault       uint8
	digits      uint8 // of the microseconds of init: they are part of the answer
	cold        bool
	provisioned bool
}

// face is what a client sees of a kind.
type face struct {
	kind  kind
	hit   hit.Hit     // what the hits of the kind have in common
	count *tally.Kind // nil: each hit is made and handed on
	// answered says that there was an answer at all, the others which of its
	// facts the client knew.
	answered, requestID, environment bool
}

// Reply implements virtual.Sink.
func (r *run) Reply(a *virtual.Reply) {
	b, e := r.block, a.Effect
	l := b.lines[a.Line]
	done := e.At
	if l.sourced { // its client waits for the service, not for the invoke
		done = a.Due
	}
	k := kind{line: a.Line, mix: uint16(l.builder.KindOf(a.N)), version: e.Version, outcome: e.Outcome, reason: e.Reason, late: l.patience.Late(done - a.Due),
		cold: e.Cold, provisioned: e.Provisioned, fault: e.Fault}
	if e.Outcome == core.Intercepted || e.Outcome == core.Done {
		k.status = uint16(e.N)
	}
	if e.Cold {
		k.digits = digits(e.Init / 1000)
	}
	if l.latest == nil || l.latest.kind != k {
		l.latest = b.face(l, a, k)
	}
	b.answer(l, l.latest, a, l.patience.End(a.Due, done, k.late))
}

// face is the face of a kind; the first answer of a kind is shown to a real
// client.
func (b *block) face(l *line, a *virtual.Reply, k kind) *face {
	f := b.faces[k]
	if f == nil {
		res := b.run.local.World.Response(a, l.target, l.door)
		f = b.look(l, a, res, k)
		b.faces[k] = f
	}
	return f
}

// look shows one answer of its kind to a real client.
func (b *block) look(l *line, a *virtual.Reply, res invoke.Response, k kind) *face {
	return b.seen(l, a, res, k, b.run.see(l, a.N, b.run.epoch+a.Due, res, k.late))
}

// seen is the face of a kind by what a client saw of its first answer.
func (b *block) seen(l *line, a *virtual.Reply, res invoke.Response, k kind, h hit.Hit) *face {
	h.Entry, h.Arm, h.Repeat = l.index, uint16(b.step.Arm), uint16(b.step.Repeat)
	f := &face{kind: k, answered: k.late != wire.ClientTimedOut,
		requestID: h.RequestID == res.RequestID || l.sourced && h.RequestID != "", environment: h.Environment != "" && h.Environment == a.Environment()}
	if figures := b.run.opt.Figures; figures != nil && !l.async && l.retry == nil {
		f.count = figures.Kind(&h)
	}
	h.RequestID, h.TraceID = "", ""
	f.hit = h
	return f
}

// answer counts what a client saw at the end of a request, and makes its hit
// where somebody wants it.
func (b *block) answer(l *line, f *face, a *virtual.Reply, done int64) {
	opt := &b.run.opt
	due, more := a.Due, false
	if l.retry != nil && a.Attempt > 0 {
		due, more = b.retried(l, f, a, done)
	} else if l.flight != nil {
		l.flight.End(a.N, done+l.turnaround)
	}
	if !a.Warmup && !more {
		l.ended++
	}
	keep := opt.Keep(a.N)
	if f.count != nil && !a.Warmup {
		f.count.Add(a.Due-b.zero, a.Due-b.zero, done-b.zero, known(f, a.Effect.Init), l.seats.of(f, a))
	}
	if f.count != nil && !keep {
		return
	}
	h := b.record(l, f, a, due, done, keep)
	h.Attempt, h.Again = max(a.Attempt, l.retry.First()), more
	if f.count == nil && opt.Figures != nil {
		opt.Figures.Hit(h)
	}
	if keep || opt.Figures == nil {
		opt.Recorder.Hit(h)
	}
}

// record is the hit of one request, or of an attempt of one that was due before.
// It holds until the next one is made.
func (b *block) record(l *line, f *face, a *virtual.Reply, due, done int64, keep bool) *hit.Hit {
	h := &b.run.hit
	*h = f.hit
	h.N, h.Phase, h.Warmup = a.N, a.Phase, a.Warmup
	h.Due = due - b.zero
	h.Sent, h.FirstByte, h.Done = a.Due-b.zero, 0, done-b.zero
	if f.answered {
		h.FirstByte = h.Done
	}
	h.Init = known(f, a.Effect.Init)
	if h.Ran > 0 { // the kind's client was told
		h.Ran = modelled.Round(a.Effect.Duration)
	}
	if f.environment {
		h.Environment = a.Environment()
	}
	if keep {
		l.builder.Build(&l.request, a.N, b.run.epoch+due)
		h.BytesOut = uint32(len(l.request.Body))
	}
	b.identify(l, f, a, h, keep)
	return h
}

// identify gives a hit its ids: in bits when nobody but a file is to know them.
func (b *block) identify(l *line, f *face, a *virtual.Reply, h *hit.Hit, keep bool) {
	second := uint32((b.run.epoch + a.Due) / 1e9)
	if f.count != nil {
		h.Bits = hit.Bits{Set: true, HasRequest: f.requestID, TraceSecond: second, TraceKey: retry.Key(l.key(a.N), a.Attempt)}
		if f.requestID {
			h.Bits.Request = a.RequestBits()
		}
		return
	}
	if f.requestID && (l.async || keep) {
		h.RequestID = a.RequestID()
	}
	if keep {
		h.TraceID = hit.TraceID(second, retry.Key(l.key(a.N), a.Attempt), uint32(a.N))
	}
}

// known is what a client knows of an initialisation: the probe tells it in
// microseconds, the log's tail as its REPORT line does.
func known(f *face, init int64) int64 {
	switch {
	case f.hit.Start != hit.Cold:
		return 0
	case f.hit.StartFrom == hit.Probe:
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

// see shows one request of a line to its client.
func (r *run) see(l *line, n uint64, at int64, res invoke.Response, late wire.Lateness) hit.Hit {
	h := &hit.Hit{N: n, Entry: l.index, TraceID: hit.TraceID(0, l.key(n), uint32(n))}
	l.builder.Build(&l.request, n, at)
	client := wire.Client{Path: l.entry.Path, Door: l.door, Sender: l.sender}
	return r.wire.See(client, &send.Shot{Hit: h, Request: l.request}, res, late)
}
