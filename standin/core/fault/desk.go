package fault

import "squall/profiles/dist"

// kept is how many leases that have ended are remembered for their counts.
const kept = 256

// Desk holds the leases of one rule book.
type Desk struct {
	Seed   uint64
	leases []lease
	until  int64   // when the last of them ends
	laid   []Fault `keep:"-"` // by the index that Lay gave
}

// Lay lays a fault ready, and gives the index by which an event begins it.
func (d *Desk) Lay(f Fault) int32 {
	d.laid = append(d.laid, f)
	return int32(len(d.laid) - 1)
}

// Laid is the fault of an index.
func (d *Desk) Laid(i int32) Fault { return d.laid[i] }

type lease struct {
	Fault
	matched, struck uint64
	credit          credit // of conc.scale-rate
}

// Put begins a lease, or renews the one with its id, whose counts go on; it says
// whether it is a new one.
func (d *Desk) Put(f Fault) (begun bool) {
	d.until = max(d.until, f.Until)
	for i := range d.leases {
		if d.leases[i].ID == f.ID {
			d.leases[i].Fault = f
			return false
		}
	}
	if len(d.leases) == kept {
		d.leases = append(d.leases[:0], d.leases[1:]...)
	}
	d.leases = append(d.leases, lease{Fault: f})
	return true
}

// Doom begins the lease of a restart that the process itself will make, and that
// ends so many environments.
func (d *Desk) Doom(f Fault, ends int) {
	d.Put(f)
	for range ends {
		d.Strike(f.ID)
	}
}

// End ends a lease at once; one that is not there is none.
func (d *Desk) End(id uint64, now int64) {
	for i := range d.leases {
		if l := &d.leases[i]; l.ID == id && l.Until > now {
			l.Until = now
		}
	}
	d.until = now
	for i := range d.leases {
		d.until = max(d.until, d.leases[i].Until)
	}
}

// Idle says that no lease is live, so that nobody needs to be asked about.
func (d *Desk) Idle(now int64) bool { return now >= d.until }

// Counts tells of all leases, oldest first.
func (d *Desk) Counts(now int64) []Count {
	var out []Count
	for i := range d.leases {
		l := &d.leases[i]
		out = append(out, Count{ID: l.ID, Kind: l.Kind, Matched: l.matched, Struck: l.struck, Live: l.Until > now, Killed: l.Killed})
	}
	return out
}

// Strike counts what a lease did without being asked about each.
func (d *Desk) Strike(id uint64) {
	for i := range d.leases {
		if d.leases[i].ID == id {
			d.leases[i].matched++
			d.leases[i].struck++
		}
	}
}

// hit finds the first live lease of a kind that strikes.
func (d *Desk) hit(now int64, k Kind, a *Asked) *lease {
	if d.Idle(now) {
		return nil
	}
	for i := range d.leases {
		if l := &d.leases[i]; l.Kind == k && l.Until > now && l.fits(a) && l.strikes(d.Seed, a) {
			return l
		}
	}
	return nil
}

// first is the first live lease of a kind that fits, drawn or not.
func (d *Desk) first(now int64, k Kind, a *Asked) *lease {
	if d.Idle(now) {
		return nil
	}
	for i := range d.leases {
		if l := &d.leases[i]; l.Kind == k && l.Until > now && l.fits(a) {
			return l
		}
	}
	return nil
}

// Ends says whether a fault ends the environments of a version when it begins.
func (f *Fault) Ends(fn, version int32) bool {
	return f.Kind == EnvRecycle && f.Covers(fn, version)
}

// Away is until when the stand-in is away; 0: it is there.
func (d *Desk) Away(now int64) (until int64) {
	if d.Idle(now) {
		return 0
	}
	for i := range d.leases {
		if l := &d.leases[i]; l.Kind == StandinRestart && l.Until > now {
			until = max(until, l.Until)
		}
	}
	return until
}

// Covers says whether a fault is one of a version.
func (f *Fault) Covers(fn, version int32) bool {
	return (f.Fn == Any || f.Fn == fn) && (f.Version == Any || f.Version == version)
}

func (l *lease) fits(a *Asked) bool {
	if !l.Covers(a.Fn, a.Version) {
		return false
	}
	if l.Mark != 0 && a.Marks&l.Mark == 0 {
		return false
	}
	bit := uint16(1) << a.Door
	if a.Event {
		bit = Events
	}
	return l.Doors == 0 || l.Doors&bit != 0
}

// strikes draws and counts.
func (l *lease) strikes(seed uint64, a *Asked) bool {
	l.matched++
	if l.Share < 1 && dist.U(seed, dist.StreamFault, a.Key^l.Key, a.Attempt) >= l.Share {
		return false
	}
	l.struck++
	return true
}

// wait is the time that a lease adds.
func (l *lease) wait(seed uint64, a *Asked) int64 {
	return l.Delay.Draw(seed, dist.StreamFaultDelay, a.Key^l.Key, a.Attempt)
}
