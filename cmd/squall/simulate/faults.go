package simulate

import (
	"strings"

	"squall/attack/local"
	"squall/attack/payload"
	"squall/standin/lease"
)

// marks are the texts of faults that a request of a line has.
func (b *block) marks(l *line, n uint64) uint64 {
	w := b.run.local.World
	if !w.Texts().Live(w.Now()) {
		return 0
	}
	l.builder.Build(&l.request, n, b.run.epoch+w.Now())
	header := func(name string) string {
		for _, list := range [...][]payload.Field{l.request.Header, l.builder.Kinds()[l.request.Kind].Header} {
			for _, f := range list {
				if strings.EqualFold(f.Name, name) {
					return f.Value
				}
			}
		}
		return ""
	}
	return w.Texts().Marks(w.Now(), header, string(l.request.Body))
}

// struck is what a fault did.
func (r *run) struck(name string) *local.Struck {
	counts, _ := r.local.World.Faults() // a world always knows
	for _, c := range counts {
		if c.ID == lease.ID(name) {
			return &local.Struck{Matched: c.Matched, Struck: c.Struck, Live: c.Live}
		}
	}
	return nil
}
