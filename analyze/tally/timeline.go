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
}

// Timeline counts hits by the time they were due. Its bins start at one second
// and double whenever a hit would need more rows than there may be.
type Timeline struct {
	Bin  int64 // ns
	Rows []Row
}

// NewTimeline is an empty timeline.
func NewTimeline() *Timeline { return &Timeline{Bin: 1e9} }

// Add counts one hit; spill says that its function has provisioned
// concurrency, so that an on-demand environment is a spillover.
func (t *Timeline) Add(h *hit.Hit, spill bool) {
	r := t.row(h.Due)
	r.Sent++
	switch h.Outcome {
	case hit.OK:
		r.OK++
		r.Latency.Add(h.Latency())
	case hit.Throttled:
		r.Throttled++
	}
	if ColdStart(h) {
		r.Cold++
	}
	if spill && h.InitType == hit.OnDemand {
		r.Spillover++
	}
	t.occupy(max(h.Sent, 0), h.Done, h.InitType == hit.Provisioned)
}

// row finds the row of a time, making room for it.
func (t *Timeline) row(at int64) *Row {
	at = max(at, 0)
	for at/t.Bin >= MaxRows {
		t.halve()
	}
	i := int(at / t.Bin)
	for len(t.Rows) <= i {
		t.Rows = append(t.Rows, Row{})
	}
	return &t.Rows[i]
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
}

// occupy spreads the time between two instants over the bins they touch.
func (t *Timeline) occupy(from, to int64, provisioned bool) {
	if to <= from {
		return
	}
	t.row(to - 1)
	for i := from / t.Bin; i*t.Bin < to; i++ {
		share := min(to, (i+1)*t.Bin) - max(from, i*t.Bin)
		t.Rows[i].Busy += share
		if provisioned {
			t.Rows[i].ProvisionedBusy += share
		}
	}
}
