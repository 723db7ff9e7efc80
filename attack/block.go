package attack

import (
	"context"
	"fmt"
	"sync"
	"time"

	"squall/attack/carry"
	"squall/attack/clocks"
	"squall/attack/engine"
	"squall/attack/hit"
	"squall/attack/join/trail"
	"squall/attack/send"
	"squall/attack/settle"
	"squall/attack/toxic"
	"squall/attack/waiting"
	"squall/profiles"
)

const (
	// lead is the time between the last preparation and the first arrival.
	lead = 50 * time.Millisecond
	// maxHeld bounds the hits that wait for a log line.
	maxHeld = 100_000
	// hitBatches lets senders go on while the gathering goroutine is busy.
	hitBatches = 16
	// settleSlack is added to an event's longest possible life.
	settleSlack = 5 * time.Second
)

// block is one arm in one repeat.
type block struct {
	run         *run
	arm, repeat int
	suffix      string
	world       *profiles.World
	changes     []profiles.Change // made before the load
	zero        time.Time
	joiner      *trail.Chain
	rules       map[uint16]*settle.Rule // of asynchronous entries
	waiting     waiting.Board           // requests without an answer, where somebody wants to know
	seen        Progress
	first       []int          // the steering's changes before the load, among the run's
	network     *toxic.Network // the faults that lie on it; nil: none
	changing    sync.Mutex     // guards the run's changes under load: faults and steering make them
}

func newBlock(r *run, s profiles.Step) *block {
	b := &block{
		run: r, arm: s.Arm, repeat: s.Repeat, suffix: s.Suffix, changes: s.Changes,
		world: &r.plan.Arms[s.Arm].World,
		rules: map[uint16]*settle.Rule{},
		seen:  Progress{Arm: s.Arm, Repeat: s.Repeat},
	}
	b.waiting.To = r.opt.Waiting
	b.joiner = trail.NewChain(maxHeld, b.record)
	return b
}

// load sends the block's load while its faults happen, and then waits until
// nothing more can come of it.
func (b *block) load(ctx context.Context) error {
	b.nameVersions()
	b.network = toxic.New(b.world, BlockSeed(b.run.plan, b.arm, b.repeat))
	defer b.network.Close()
	lines, err := b.lines(ctx)
	defer closeLines(lines)
	if err != nil {
		return err
	}
	if s := b.run.opt.Steering; s != nil {
		var err error
		if b.first, err = b.shift(ctx, s.Begin(b.suffix, b.run.opt.Target.Version)); err != nil {
			return err
		}
	}
	b.run.watch.Aim(b.world)
	b.run.watch.Prime(ctx)
	openLines(ctx, lines)
	watched := b.watchRoads(ctx, lines)
	b.zero = time.Now().Add(lead + b.world.Warmup())
	b.run.events.Block(b.zero.UnixNano())

	load := &engine.Load{Arm: uint16(b.arm), Repeat: uint16(b.repeat), Zero: b.zero, Exact: b.run.opt.Exact}
	for _, l := range lines {
		load.Streams = append(load.Streams, l.Stream)
	}
	faults := make(chan []*carry.Run, 1)
	under, stop := context.WithCancel(ctx)
	defer stop()
	go func() { faults <- b.faulty(under) }()
	noticed := clocks.Watch(ctx, b.run.opt.Clocks, stop)
	steer := b.steer(ctx, stop)
	tallies := b.gather(ctx, under, load, steer)
	b.run.uneven(noticed())
	stop() // faults that were to end with a load that ended early
	b.run.faults = append(b.run.faults, <-faults...)
	watched()
	b.settle(ctx)
	b.tally(lines, tallies)
	b.run.health(context.WithoutCancel(ctx))
	steer.end(ctx)
	for _, l := range lines {
		if err := l.arrivals.Err(); err != nil {
			return fmt.Errorf("entry %s: %w", l.Name, err)
		}
	}
	return ctx.Err()
}

// lines makes the streams of the block.
func (b *block) lines(ctx context.Context) ([]*line, error) {
	var out []*line
	w := wire{Endpoint: b.run.opt.Endpoint, Region: b.world.Account.Region, Credentials: b.run.opt.Credentials, Dial: b.run.opt.Dial, Network: b.network, Mark: b.run.opt.Mark, AWS: b.run.opt.AWS}
	at := Place{Arm: b.arm, Repeat: b.repeat, Run: b.run.opt.Run}
	for i := range b.world.Attack {
		e := &b.world.Attack[i]
		qualifier := b.world.Qualifier(*e, b.suffix)
		door := ""
		if hasDoor(e) {
			door = e.Address
			if !b.run.opt.AWS {
				door = b.run.opt.Target.DoorURL(e.Path, e.Function, qualifier)
			}
			if door == "" {
				return out, fmt.Errorf("entry %s: the target has no %s door for %s:%s", e.Name, e.Path, e.Function, qualifier)
			}
		}
		l, err := newLine(ctx, w, b.run.plan, b.world, e, at, b.number(e.Function, qualifier), door)
		if err != nil {
			return out, err
		}
		l.Build = b.waiting.Watch(l.Entry, func() time.Time { return b.zero }, l.Build)
		out = append(out, l)
		b.rule(e, l.Entry)
	}
	return out, nil
}

func hasDoor(e *profiles.Entry) bool {
	return e.URL == "" && e.Path != profiles.PathSDK && !e.Async()
}

// number turns a profile's version name into the number it was published as;
// any other qualifier stays.
func (b *block) number(function, qualifier string) string {
	if f := b.world.Function(function); f != nil && f.Version(qualifier) != nil {
		return b.run.opt.Target.Version(function, qualifier)
	}
	return qualifier
}

// rule says what is known of an entry's hits after their answers.
func (b *block) rule(e *profiles.Entry, index uint16) {
	f := b.world.Function(e.Function)
	if f == nil {
		return
	}
	b.joiner.Doors[index], b.joiner.Logs[index] = b.run.watch.Logs(e), b.run.watch.Trails(e)
	if e.Async() {
		b.rules[index] = &settle.Rule{
			Attempts: 1 + f.Async.Retries, Life: int64(b.world.DrainBound(b.run.plan.Compress) + settleSlack),
			Status: e.AcceptedStatus(), DeadLetter: f.Async.DeadLetter != "", OnSuccess: f.Async.OnSuccess != "", OnFailure: f.Async.OnFailure != "",
		}
	}
}

// nameVersions notes under which numbers the block's versions run.
func (b *block) nameVersions() {
	for i := range b.world.Functions {
		f := &b.world.Functions[i]
		names := b.run.ending.VersionNames
		for _, v := range f.Versions {
			if number := b.run.opt.Target.Version(f.Name, v.Name); number != "" {
				names[VersionKey{b.arm, b.repeat, f.Name, number}] = v.Name
			}
		}
		names[VersionKey{b.arm, b.repeat, f.Name, "$LATEST"}] = f.Latest().Name
	}
}

// openLines opens connections for all streams at once.
func openLines(ctx context.Context, lines []*line) {
	var wg sync.WaitGroup
	for _, l := range lines {
		wg.Go(func() { l.link.Open(ctx) })
	}
	wg.Wait()
}

// watchRoads measures the ways to the targets until it is stopped, where
// somebody asked for it.
func (b *block) watchRoads(ctx context.Context, lines []*line) (stop func()) {
	var stops []func()
	for _, l := range lines {
		if b.run.opt.Roads {
			stops = append(stops, l.link.Watch(ctx))
		}
	}
	return func() {
		for i, stop := range stops {
			stop()
			b.run.ending.Roads = append(b.run.ending.Roads, RoadSeen{Arm: b.arm, Repeat: b.repeat, Entry: lines[i].Name, Road: lines[i].link.Road()})
		}
	}
}

func closeLines(lines []*line) {
	for _, l := range lines {
		l.close()
	}
}

// tally hands on how many arrivals were due and how many could not be sent.
func (b *block) tally(lines []*line, tallies []engine.Tally) {
	var aborted uint64
	for i, t := range tallies {
		aborted += t.Aborted
		b.run.pages[lines[i].Entry] += send.PagesOf(lines[i].Sender)
		b.run.opt.Recorder.Scheduled(b.arm, int(lines[i].Entry), b.repeat, t.Scheduled-t.Aborted, t.Unsent)
	}
	if aborted > 0 {
		b.run.warn(fmt.Sprintf("requests in flight when the run was stopped: %d; they are in no figure", aborted))
	}
}

// record hands on a hit that nothing more will be learnt of.
func (b *block) record(h *hit.Hit) {
	if !h.Warmup && !h.Again {
		b.count(h)
	}
	b.run.opt.Recorder.Hit(h)
	// Accepted is accepted, whatever a check makes of the answer.
	if rule := b.rules[h.Entry]; rule != nil && h.Status == rule.Status {
		b.run.events.Accept(h, rule)
	}
}

func (b *block) count(h *hit.Hit) {
	b.seen.Sent++
	switch h.Outcome {
	case hit.OK:
		b.seen.OK++
	case hit.Throttled:
		b.seen.Throttled++
	default:
		b.seen.Errors++
	}
}
