package tally

import "squall/attack/hit"

// MaxRows bounds a timeline, whatever its span.
const MaxRows = 600

// Row is one bin of a timeline.
type Row struct {
	Sent, OK, Throttled, Cold, Spillover uint64
	Latency                              Times
	// Busy is the time that requests of the client were in flight in the bin,
	// ProvisionedBusy that of those which ran on provisioned environments; ns.
	Busy, ProvisionedBusy int64
	// Refusals counts the throttled ones by their reason, in no order; it is ""
	// for those that nobody explained.
	Refusals []Said
}

// Said is how often a reason was given.
type Said struct {
	Reason string
	N      uint64
}

// refuse counts refusals for a reason, of which a row has few.
func (r *Row) refuse(reason string, n uint64) {
	for i := range r.Refusals {
		if r.Refusals[i].Reason == reason {
			r.Refusals[i].N += n
			return
		}
	}
	r.Refusals = append(r.Refusals, Said{reason, n})
}

// Timeline counts hits by the time they were due. Its bins start at one second
// and double whenever a hit would need more rows than there may be.
type Timeline struct {
	Bin  int64 // ns
	Rows []Row

	row      int   // of the latest hit
	from, to int64 // its bin
}

// NewTimeline is an empty timeline.
func NewTimeline() *Timeline { return &Timeline{Bin: 1e9} }

// add counts one hit.
func (t *Timeline) add(l *like, spill bool, due, sent, done int64) {
	if due < t.from || due >= t.to {
		t.find(due)
	}
	r := &t.Rows[t.row]
	r.Sent++
	switch l.outcome {
	case hit.OK:
		r.OK++
		r.Latency.Add(done - due)
	case hit.Throttled:
		r.Throttled++
		r.refuse(l.reason, 1)
	}
	if coldStart(l.start, l.initType) {
		r.Cold++
	}
	if spill && l.initType == hit.OnDemand {
		r.Spillover++
	}
	provisioned := l.initType == hit.Provisioned
	if sent >= t.from && done <= t.to && sent <= done {
		r.occupy(done-sent, provisioned)
		return
	}
	t.occupy(max(sent, 0), done, provisioned)
}

// find makes the row of a time the present one.
func (t *Timeline) find(at int64) {
	t.reach(at)
	t.row = int(max(at, 0) / t.Bin)
	t.from = int64(t.row) * t.Bin
	t.to = t.from + t.Bin
}

// reach makes room for the row of a time.
func (t *Timeline) reach(at int64) {
	for max(at, 0)/t.Bin >= MaxRows {
		t.halve()
	}
	for int64(len(t.Rows)) <= max(at, 0)/t.Bin {
		t.Rows = append(t.Rows, Row{})
	}
}

func (t *Timeline) halve() {
	t.Bin *= 2
	for i := range t.Rows {
		if i%2 == 0 {
			t.Rows[i/2] = t.Rows[i]
		} else {
			t.Rows[i/2].merge(&t.Rows[i])
		}
	}
	n := (len(t.Rows) + 1) / 2
	clear(t.Rows[n:])
	t.Rows = t.Rows[:n]
	t.from, t.to = 0, 0 // find it again
}

// Merge adds another timeline, which then has the bins of this one.
func (t *Timeline) Merge(o *Timeline) {
	for t.Bin < o.Bin {
		t.halve()
	}
	for o.Bin < t.Bin {
		o.halve()
	}
	for len(t.Rows) < len(o.Rows) {
		t.Rows = append(t.Rows, Row{})
	}
	for i := range o.Rows {
		t.Rows[i].merge(&o.Rows[i])
	}
}

func (r *Row) merge(o *Row) {
	r.Sent += o.Sent
	r.OK += o.OK
	r.Throttled += o.Throttled
	r.Cold += o.Cold
	r.Spillover += o.Spillover
	r.Busy += o.Busy
	r.ProvisionedBusy += o.ProvisionedBusy
	r.Latency.Merge(&o.Latency)
	for _, s := range o.Refusals {
		r.refuse(s.Reason, s.N)
	}
}

// occupy spreads the time between two instants over the bins they touch.
func (t *Timeline) occupy(from, to int64, provisioned bool) {
	if to <= from {
		return
	}
	t.reach(to - 1)
	for i := from / t.Bin; i*t.Bin < to; i++ {
		t.Rows[i].occupy(min(to, (i+1)*t.Bin)-max(from, i*t.Bin), provisioned)
	}
}

func (r *Row) occupy(share int64, provisioned bool) {
	r.Busy += share
	if provisioned {
		r.ProvisionedBusy += share
	}
}
