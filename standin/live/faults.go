package live

import (
	"context"

	"squall/standin/catalog/naming"
	"squall/standin/core"
	"squall/standin/core/fault"
)

// Inject begins a fault, or renews the one with its id.
func (l *Loop) Inject(o fault.Order) (err error) {
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
			f.Until = now + o.Lasts
			l.apply(core.Event{Kind: core.PutFault, N: l.book.Faults.Lay(f)})
		}
	})
	if closed != nil {
		return closed
	}
	return err
}

// EndFault ends a fault; one that is not there has ended.
func (l *Loop) EndFault(id uint64) error {
	return l.do(context.Background(), func(int64) { l.apply(core.Event{Kind: core.EndFault, Key: id}) })
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
	return l.texts.Marks(now, c.request.Header.Get, string(c.request.Payload))
}
