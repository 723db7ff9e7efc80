package live

import (
	"squall/standin/core"
	"squall/standin/modelled"
)

// payload is what a function answers, modelled or not.
func (l *Loop) payload(c *call, e *core.Effect) []byte {
	if said, ok := l.process.Said(e); ok && !modelled.Instead(e) {
		return modelled.Spoilt(said, e)
	}
	return modelled.Payload(c.id, c.request.Door, e, l.bodySize(c, e))
}

// bodySize is the size of the body that the version's model answers with.
func (l *Loop) bodySize(c *call, e *core.Effect) int {
	s, ok := l.catalog.VersionSettings(c.target.Fn, e.Version)
	if !ok || s.Model < 0 || int(s.Model) >= len(l.bodies) {
		return 0
	}
	return l.bodies[s.Model]
}
