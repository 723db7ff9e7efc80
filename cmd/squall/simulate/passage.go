package simulate

import (
	"squall/attack/hit"
	"squall/cmd/squall/simulate/wire"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/virtual"
)

// passage is what is known of how far requests of a kind come: as far as an
// invoke, or the door or the service answers by itself.
type passage struct {
	known, open bool // of those that nobody finds too long
	// Of those that somebody may: the longest that came through, and the
	// shortest that did not.
	through, refused int
}

// surely is a size that nobody refuses, however a request is wrapped up: the
// smallest limit is 256 KB, and an escape is at most six bytes for one.
const surely = 32 << 10

// passes says whether the line's due arrival goes on to an invoke. The first
// request of each kind, and each one that may be too long, is shown to the door
// or the service.
func (b *block) passes(l *line, due int64) bool {
	if len(l.way) == 1 && l.way[0].known && l.way[0].open && !l.long {
		return true
	}
	way := &l.way[l.builder.KindOf(l.due.N)]
	if way.known && !l.long {
		return way.open
	}
	size := 0
	if l.long {
		l.builder.Build(&l.request, l.due.N, b.run.epoch+due)
		size = l.request.Size()
		switch {
		case way.known && size <= surely:
			return way.open
		case l.even && way.through >= size:
			return true
		case l.even && way.refused > 0 && way.refused <= size:
			return false
		}
	}
	h := b.run.see(l, l.due.N, b.run.epoch+due, invoke.Response{Outcome: core.NotFound, Reason: core.NoSuchFunction}, wire.InTime)
	through := b.run.wire.Went()
	if l.sourced {
		through = h.Outcome == hit.OK
	}
	switch {
	case size <= surely:
		way.known, way.open = true, through
	case through:
		way.through = max(way.through, size)
	case way.refused == 0 || size < way.refused:
		way.refused = size
	}
	return through
}

// refused is the answer to a request that goes no further.
func (b *block) refused(l *line, t *virtual.Ticket) {
	a := &virtual.Reply{Ticket: t, Effect: &core.Effect{}}
	mix := uint16(l.builder.KindOf(t.N))
	if l.refusal == nil || l.long && !l.even || l.refusal.kind.mix != mix {
		k := kind{line: t.Line, outcome: core.NotFound, mix: mix}
		h := b.run.see(l, t.N, b.run.epoch+t.Due, invoke.Response{RequestID: "-"}, wire.InTime)
		k.status = h.Status
		if l.refusal = b.faces[k]; l.refusal == nil {
			l.refusal = b.seen(l, a, invoke.Response{RequestID: "-"}, k, h)
			b.faces[k] = l.refusal
		}
	}
	b.answer(l, l.refusal, a, t.Due)
}
