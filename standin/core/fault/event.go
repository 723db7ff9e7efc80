package fault

import "squall/standin/core"

// Queued bends the hand-over of an accepted event: dropped, it is never seen
// again; after hold it is tried for the first time.
func (d *Desk) Queued(now int64, a *Asked) (hold int64, dropped bool) {
	if d.Idle(now) {
		return 0, false
	}
	if d.hit(now, AsyncDrop, a) != nil {
		return 0, true
	}
	for _, k := range [...]Kind{AsyncDelay, AsyncReorder} {
		if l := d.hit(now, k, a); l != nil {
			hold += l.wait(d.Seed, a)
		}
	}
	return hold, false
}

// Again says that an event which has succeeded is run once more: Lambda hands
// events over at least once.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
func (d *Desk) Again(now int64, a *Asked) bool { return d.hit(now, AsyncDuplicate, a) != nil }

// Deliver bends the delivery of an event that has ended to a dead-letter queue
// or destination.
func (d *Desk) Deliver(now int64, a *Asked, to core.Delivery) (denied bool, hold int64) {
	deny, slow := DestinationDeny, DestinationSlow
	if to == core.ToDeadLetter {
		deny, slow = DeadLetterDeny, DeadLetterSlow
	}
	if d.hit(now, deny, a) != nil {
		return true, 0
	}
	if l := d.hit(now, slow, a); l != nil {
		hold = l.wait(d.Seed, a)
	}
	return false, hold
}

// Unseen says that what an attempt writes to the log is lost.
func (d *Desk) Unseen(now int64, a *Asked) bool { return d.hit(now, LogsLoss, a) != nil }

// Strikes says whether a fault that a shell carries out strikes, and the time
// that it adds.
func (d *Desk) Strikes(now int64, k Kind, a *Asked) (wait int64, ok bool) {
	l := d.hit(now, k, a)
	if l == nil {
		return 0, false
	}
	return l.wait(d.Seed, a), true
}
