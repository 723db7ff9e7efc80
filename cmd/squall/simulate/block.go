package simulate

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"squall/attack"
	"squall/attack/breaks"
	"squall/cmd/squall/simulate/tries"
	"squall/profiles"
)

// block is one arm in one repeat, under load.
type block struct {
	run    *run
	step   profiles.Step
	world  *profiles.World
	zero   int64 // t=0 in the world's time
	lines  []*line
	order  arrivals
	loops  bool // lines may have closed phases
	faults []fault
	faces  map[kind]*face
	tries  *tries.Queue // of lines whose clients try again; nil: there is none
	began  []int64      // environment time of each line's function at t=0

	tallied bool  // the recorder knows how many arrivals were due
	over    int64 // when the steering ended the load; 0: it did not
}

// fault is a moment at which a fault begins or ends.
type fault struct {
	at   int64 // the world's time
	step profiles.Step
	row  int // in the ending's faults, or none
}

const (
	none = -1 // marks a change that is no fault of the plan
	look = -2 // marks a look of the steering
)

func newBlock(r *run, s profiles.Step, rest []profiles.Step) (*block, error) {
	b := &block{run: r, step: s, world: &r.plan.Arms[s.Arm].World, faces: map[kind]*face{}}
	b.zero = r.local.World.Now() + int64(b.world.Warmup())
	for i := range b.world.Attack {
		l, err := b.line(&b.world.Attack[i], s.Suffix)
		if err != nil {
			return b, err
		}
		b.lines = append(b.lines, l)
	}
	b.order = newArrivals(b.lines)
	b.nameVersions()
	b.plan(rest)
	return b, nil
}

// unread is why the trace of a line could not be read to its end, or nil.
func (b *block) unread() error {
	for _, l := range b.lines {
		if err := l.schedule.Err(); err != nil {
			return fmt.Errorf("entry %s: %w", l.entry.Name, err)
		}
	}
	return nil
}

func (b *block) close() {
	for _, l := range b.lines {
		l.schedule.Close()
	}
}

// nameVersions notes under which numbers the block's versions run.
func (b *block) nameVersions() {
	for i := range b.world.Functions {
		f := &b.world.Functions[i]
		names := b.run.ending.VersionNames
		for _, v := range f.Versions {
			if number := b.run.local.Applier.Number(f.Name, v.Name); number != v.Name {
				names[attack.VersionKey{Arm: b.step.Arm, Repeat: b.step.Repeat, Function: f.Name, Number: number}] = v.Name
			}
		}
		names[attack.VersionKey{Arm: b.step.Arm, Repeat: b.step.Repeat, Function: f.Name, Number: "$LATEST"}] = f.Latest().Name
	}
}

// plan takes the moments of the block's faults from the steps after its load.
func (b *block) plan(rest []profiles.Step) {
	rows := map[int]int{}
	for _, s := range rest {
		if s.Kind != profiles.StepFault && s.Kind != profiles.StepFaultEnd {
			break
		}
		at := s.At - b.step.At
		if s.Kind == profiles.StepFault {
			rows[s.Fault] = len(b.run.ending.Faults)
			b.run.ending.Faults = append(b.run.ending.Faults, breaks.Planned(b.world, breaks.Block{Arm: s.Arm, Repeat: s.Repeat}, s.Fault))
		}
		b.faults = append(b.faults, fault{at: b.zero + int64(at), step: s, row: rows[s.Fault]})
	}
	if b.run.opt.Extra == nil {
		return
	}
	for _, e := range b.run.opt.Extra(b.step) {
		s := profiles.Step{Changes: []profiles.Change{e.Change}}
		b.faults = append(b.faults, fault{at: b.zero + int64(e.At), step: s, row: none})
	}
	slices.SortStableFunc(b.faults, func(x, y fault) int { return cmp.Compare(x.at, y.at) })
}

// load sends the block's load while its faults happen, and lets the time pass
// until nothing more can come of it.
func (b *block) load() error {
	w := b.run.local.World
	defer func() { // what is left of a load that ended early
		for _, f := range b.faults {
			if f.row >= 0 {
				b.run.ending.Faults[f.row].Cut(time.Duration(w.Now() - b.zero))
			}
		}
	}()
	if err := b.steered(); err != nil {
		return err
	}
	for b.over == 0 { // nobody ended the load
		l, at, ok := b.order.first()
		if !ok {
			break
		}
		if err := b.run.ctx.Err(); err != nil {
			return err
		}
		if b.loops && b.answers(b.zero+at) {
			continue
		}
		if b.until(b.zero + at); b.over > 0 {
			break
		}
		b.send(l)
		b.order.next()
	}
	if b.over == 0 {
		b.until(b.zero + int64(b.world.LoadTime()))
	}
	b.alive()
	for at, ok := b.next(); ok; at, ok = b.next() {
		if err := b.run.ctx.Err(); err != nil {
			return err
		}
		b.until(at)
	}
	b.tally()
	if s := b.run.opt.Steering; s != nil {
		b.shift(s.End(time.Duration(w.Now()-b.zero), &b.run.ending.Ending))
	}
	return nil
}

// answers lets the time pass to the next thing that happens before the next
// arrival, if there is one: an answer may set a worker free, so that another
// arrival is the next.
func (b *block) answers(arrival int64) bool {
	at, ok := b.run.local.World.Next()
	if !ok || at > arrival {
		return false
	}
	b.until(at)
	b.order.place()
	return true
}

// until lets the time pass, with all that falls into it.
func (b *block) until(at int64) {
	b.passing(at)
	if b.over > 0 {
		b.abandoned()
	}
}

// pass lets the time pass, with the faults that fall into it.
func (b *block) pass(at int64) {
	w := b.run.local.World
	if b.began == nil && at >= b.zero {
		w.Advance(b.zero)
		b.began = []int64{}
		for _, l := range b.lines {
			b.began = append(b.began, w.EnvironmentTime(l.target.Fn))
		}
	}
	for len(b.faults) > 0 && b.faults[0].at <= at {
		f := b.faults[0]
		b.faults = b.faults[1:]
		w.Advance(f.at)
		if b.act(f); b.over > 0 {
			return
		}
	}
	w.Advance(at)
}

// act makes the changes of a fault. One that fails is a row of the result, not
// an end of the run.
func (b *block) act(f fault) {
	switch f.row {
	case look:
		b.steer(f.at)
		return
	case none:
		_ = b.run.local.Applier.Apply(f.step.Changes[0]) // refusals are part of it
		return
	}
	do := b.run.changes.Make
	if f.step.Kind == profiles.StepFaultEnd {
		do = b.run.changes.End
	}
	row := &b.run.ending.Faults[f.row]
	if gate := b.run.opt.Gate; gate != nil && f.step.Kind == profiles.StepFault {
		if why := gate(f.step.Arm); why != "" {
			row.Fail(why)
			return
		}
	}
	for _, c := range f.step.Changes {
		if err := do(c); err != nil {
			row.Fail(err.Error())
			return
		}
		if c.Kind == profiles.EndFault {
			row.Struck = b.run.struck(c.Lease)
		}
	}
}

// alive adds the environments of the span from t=0 until now.
func (b *block) alive() {
	span := float64(b.run.local.World.Now() - b.zero)
	for i, l := range b.lines {
		if span > 0 {
			sum := b.run.local.World.EnvironmentTime(l.target.Fn) - b.began[i]
			at := [2]int{b.step.Arm, int(l.index)}
			b.run.alive[at] = append(b.run.alive[at], float64(sum)/span)
		}
	}
}

// tally hands on how many arrivals were due and how many were not sent.
func (b *block) tally() {
	b.tallied = true
	for _, l := range b.lines {
		b.run.opt.Recorder.Scheduled(b.step.Arm, int(l.index), b.step.Repeat, l.scheduled-l.aborted, l.unsent)
	}
}

// abandon counts what a run that was stopped leaves unanswered.
func (b *block) abandon() {
	var aborted uint64
	for _, l := range b.lines {
		l.aborted = l.scheduled - l.unsent - l.ended
		aborted += l.aborted
	}
	b.tally()
	b.run.aborted += aborted
}

// tellEvery is after how many requests somebody who looks is told.
const tellEvery = 1 << 14

func (b *block) tell() {
	if b.run.sent++; b.run.sent%tellEvery == 0 && b.run.opt.Events != nil {
		b.run.opt.Events(Progress{Arm: b.step.Arm, Repeat: b.step.Repeat, Sent: b.run.sent, Reached: time.Duration(b.run.local.World.Now())})
	}
}
