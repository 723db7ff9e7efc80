package virtual

import (
	"squall/standin/catalog/replay"
	"squall/standin/core"
	"squall/standin/core/fault"
)

// Inject begins a fault, or renews the one with its id.
func (w *World) Inject(o fault.Order) error {
	f := o.Fault
	if o.Function != "" {
		t, err := w.Resolve(o.Function, "")
		if err != nil {
			return err
		}
		f.Fn = t.Fn
	}
	var err error
	if f.Mark, err = w.texts.Put(&o, w.now); err != nil {
		return err
	}
	f.Until = w.now + o.Lasts
	w.apply(core.Event{Kind: core.PutFault, N: w.book.Faults.Lay(f)})
	if f.Kind != fault.StandinRestart {
		return nil
	}
	return w.again(f.Until)
}

// again tells a rule book that was restarted of the functions, and gives it back
// the events that it had accepted.
func (w *World) again(until int64) error {
	regions, functions := w.catalog.All()
	err := replay.Accounts(regions, functions, w.apply)
	for _, e := range w.book.Left() {
		w.book.Resume(e.Event, max(e.Due, until))
	}
	return err
}

// EndFault ends a fault; one that is not there has ended.
func (w *World) EndFault(id uint64) error {
	w.apply(core.Event{Kind: core.EndFault, Key: id})
	return nil
}

// Faults tells what faults have struck.
func (w *World) Faults() ([]fault.Count, error) { return w.book.Faults.Counts(w.now), nil }

// Texts are what faults compare requests with, now.
func (w *World) Texts() *fault.Texts { return &w.texts }
