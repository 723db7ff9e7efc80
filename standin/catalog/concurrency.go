package catalog

import (
	"math"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/core"
)

// PutReserved sets the reserved concurrency of a function; 0 refuses every
// invoke.
func (c *Catalog) PutReserved(r Ref, n int) *Error {
	if n < 0 {
		return refuse.TooLow(n, "reservedConcurrentExecutions", 0)
	}
	f, err := c.findReserved(r)
	if err != nil {
		return err
	}
	call := refusal{f: f, count: n, what: "ReservedConcurrentExecutions"}
	if err := c.apply(call, core.Event{Kind: core.PutReserved, Region: f.Region.ID, Fn: f.Fn, N: units(n)}); err != nil {
		return err
	}
	f.Reserved = n
	return nil
}

// units is a number of environments as the rule book takes it: what does not
// fit is as far above every limit.
func units(n int) int32 { return int32(min(n, math.MaxInt32)) }

// Reserved is the reserved concurrency of a function; ok is false when unset.
func (c *Catalog) Reserved(r Ref) (n int, ok bool, err *Error) {
	f, err := c.findReserved(r)
	if err != nil || f.Reserved < 0 {
		return 0, false, err
	}
	return f.Reserved, true, nil
}

// DeleteReserved gives a function back to the unreserved pool.
func (c *Catalog) DeleteReserved(r Ref) *Error {
	f, err := c.findReserved(r)
	if err != nil || f.Reserved < 0 {
		return err
	}
	if err := c.apply(refusal{f: f}, core.Event{Kind: core.DeleteReserved, Region: f.Region.ID, Fn: f.Fn}); err != nil {
		return err
	}
	f.Reserved = -1
	return nil
}

// findReserved names a missing function with :$LATEST, as AWS does here.
func (c *Catalog) findReserved(r Ref) (*record.Function, *Error) {
	f, err := c.findUnqualified(r)
	if err != nil && err.Status == 404 {
		_, err = c.Function(Ref{Account: r.Account, Region: r.Region, Name: r.Name, Qualifier: naming.Latest})
	}
	return f, err
}

// AccountSettings is what GetAccountSettings shows.
type AccountSettings struct {
	Limit      int // concurrent executions
	Unreserved int // of them, not reserved by a function
	Functions  int
	CodeSize   int64
}

// AccountSettings sums up an account in a region.
func (c *Catalog) AccountSettings(account, regionName string) AccountSettings {
	reg := c.regions[c.Key(account, regionName)]
	if reg == nil {
		return AccountSettings{Limit: c.opt.Limit, Unreserved: c.opt.Limit}
	}
	out := AccountSettings{Limit: reg.Limit, Unreserved: reg.Limit}
	for _, f := range reg.Functions { // sums: the order does not matter
		if !f.Alive {
			continue
		}
		out.Functions++
		out.Unreserved -= max(f.Reserved, 0)
		out.CodeSize += f.Latest.Code.Size
		for _, v := range f.Versions {
			out.CodeSize += v.Code.Size
		}
	}
	return out
}
