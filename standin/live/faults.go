package live

import (
	"context"
	"time"

	"squall/standin/catalog/naming"
	"squall/standin/core"
	"squall/standin/core/fault"
)

// Inject begins a fault, or renews the one with its id.
func (l *Loop) Inject(o fault.Order) (err error) {
	l.faulty.Store(true)
	closed := l.do(context.Background(), func(now int64) {
		f := o.Fault
		if o.Function != "" {
			ref, refused := naming.Parse(l.options.Account, l.options.Region, o.Function, "")
			if refused == nil {
				t, none := l.catalog.Resolve(ref.Account, ref.Region, ref.Name, "")
				f.Fn, refused = t.Fn, none
			}
			if refused != nil {
				err = refused
				return
			}
		}
		if f.Mark, err = l.texts.Put(&o, now); err == nil {
			f.Until, l.kept.Touched = now+o.Lasts, true
			l.apply(core.Event{Kind: core.PutFault, N: l.book.Faults.Lay(f)})
			if f.Kind == fault.StandinRestart {
				err = l.again(f.Until)
			}
		}
	})
	if closed != nil {
		return closed
	}
	return err
}

// EndFault ends a fault; one that is not there has ended.
func (l *Loop) EndFault(id uint64) error {
	return l.do(context.Background(), func(int64) { l.kept.Touched = true; l.apply(core.Event{Kind: core.EndFault, Key: id}) })
}

// Faults tells what faults have struck since the stand-in was reset.
func (l *Loop) Faults() (out []fault.Count, err error) {
	err = l.do(context.Background(), func(now int64) { out = l.book.Faults.Counts(now) })
	return out, err
}

// marks are the texts of faults that a call has.
func (l *Loop) marks(now int64, c *call) uint64 {
	if !l.texts.Live(now) {
		return 0
	}
	return l.texts.Marks(now, c.request.Header.Get, string(c.request.Sent()))
}

// Strikes says whether a fault that the APIs carry out strikes a call for a
// function, "" where it is for none, and the fault's own time.
func (l *Loop) Strikes(kind, function string) (wait time.Duration, ok bool) {
	k, known := fault.Named(kind)
	if !known || !l.faulty.Load() {
		return 0, false // nobody waits for the loop where there never was a fault
	}
	_ = l.do(context.Background(), func(now int64) { // a loop that has ended has no faults
		fn := int32(fault.Any)
		if t, none := l.catalog.Resolve(l.options.Account, l.options.Region, function, ""); none == nil {
			fn = t.Fn
		}
		wait, ok = l.strikes(now, k, fn)
	})
	return wait, ok
}

func (l *Loop) strikes(now int64, k fault.Kind, fn int32) (wait time.Duration, ok bool) {
	l.asked++
	ns, ok := l.book.Faults.Strikes(now, k, &fault.Asked{Fn: fn, Version: fault.Any, Key: l.asked})
	return time.Duration(ns), ok
}
