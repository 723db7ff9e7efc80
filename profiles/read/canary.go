package read

import (
	"squall/profiles"
	"squall/profiles/read/release"
	"squall/profiles/rollout"
	"squall/profiles/source"
)

// canary reads the release of a version, once everything it names is read.
func (l *loader) canary(p *profiles.Plan) *rollout.Plan {
	n := l.doc.Root.Get("canary")
	if n == nil || n.Kind != source.Map || !l.sound("canary", "functions", "attack", "arms", "faults") {
		return nil
	}
	return release.Read(p, n, func(at source.Place, path, format string, args ...any) { l.report(everyArm, at, path, format, args...) })
}
