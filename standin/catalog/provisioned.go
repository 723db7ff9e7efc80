package catalog

import (
	"cmp"
	"maps"
	"slices"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/core"
)

// Status of a provisioned concurrency configuration, as Options.Provisioned
// gives it.
const (
	ProvisionedInProgress uint8 = iota
	ProvisionedReady
	ProvisionedFailed
)

var provisionedStatus = [...]string{"IN_PROGRESS", "READY", "FAILED"}

// Provisioned is a provisioned concurrency configuration as AWS shows it.
type Provisioned struct {
	FunctionARN string // qualified
	Requested   int
	Available   int
	Allocated   int
	Status      string // IN_PROGRESS, READY or FAILED
	Reason      string // of FAILED
	Modified    int64  // ns since 1970
}

// PutProvisioned asks for provisioned concurrency on a version or alias.
func (c *Catalog) PutProvisioned(r Ref, n int) (Provisioned, *Error) {
	if n < 1 {
		return Provisioned{}, refuse.TooLow(n, "provisionedConcurrentExecutions", 1)
	}
	f, q, err := c.findProvisionable(r, core.ProvisionedOnLatest)
	if err != nil {
		return Provisioned{}, err
	}
	call := refusal{f: f, qualifier: r.Qualifier, version: q.N, count: n, what: "ConcurrentExecutions"}
	if err := c.apply(call, core.Event{Kind: core.PutProvisioned, Region: f.region.id, Fn: f.fn, Qual: q, N: units(n)}); err != nil {
		return Provisioned{}, err
	}
	now := c.opt.Now()
	f.provisioned[q] = now
	return Provisioned{FunctionARN: qualify(f.arn, r.Qualifier), Requested: n, Status: provisionedStatus[ProvisionedInProgress],
		Modified: now}, nil
}

// Provisioned shows the configuration of a version or alias.
func (c *Catalog) Provisioned(r Ref) (Provisioned, *Error) {
	f, q, err := c.findProvisionable(r, core.NoReason)
	if err != nil {
		return Provisioned{}, err
	}
	p, ok := c.showProvisioned(f, q)
	if !ok {
		return Provisioned{}, refuse.NoProvisioned()
	}
	return p, nil
}

// ProvisionedConfigs lists the configurations of a function: versions in
// order, then aliases in the order they were first made.
func (c *Catalog) ProvisionedConfigs(r Ref) ([]Provisioned, *Error) {
	f, err := c.findUnqualified(r)
	if err != nil {
		return nil, err
	}
	var out []Provisioned
	for _, q := range quals(f.provisioned) {
		if p, ok := c.showProvisioned(f, q); ok {
			out = append(out, p)
		}
	}
	return out, nil
}

// DeleteProvisioned takes provisioned concurrency away again; AWS answers the
// same when there is none.
func (c *Catalog) DeleteProvisioned(r Ref) *Error {
	f, q, err := c.findProvisionable(r, core.NoReason)
	if err != nil {
		return err
	}
	if _, ok := f.provisioned[q]; !ok {
		return nil
	}
	call := refusal{f: f, qualifier: r.Qualifier, version: q.N}
	if err := c.apply(call, core.Event{Kind: core.DeleteProvisioned, Region: f.region.id, Fn: f.fn, Qual: q}); err != nil {
		return err
	}
	delete(f.provisioned, q)
	return nil
}

func (c *Catalog) showProvisioned(f *function, q core.Qual) (Provisioned, bool) {
	modified, ok := f.provisioned[q]
	if !ok {
		return Provisioned{}, false
	}
	requested, available, allocated, status, reason, ok := c.opt.Provisioned(f.fn, q)
	if status == ProvisionedFailed && !c.runs(f, q) {
		reason += ": " + f.name + ":" + f.qualifier(q) + " has no model (environment variable SQUALL_MODEL), so squall cannot run it"
	}
	return Provisioned{FunctionARN: qualify(f.arn, f.qualifier(q)), Requested: int(requested), Available: int(available),
		Allocated: int(allocated), Status: provisionedStatus[status], Reason: reason, Modified: modified}, ok
}

// runs says whether a version, or the first one of an alias, has a model.
func (c *Catalog) runs(f *function, q core.Qual) bool {
	n := q.N
	if q.Kind == core.Alias {
		n = f.aliases[f.aliasNames[q.N]].primary
	}
	v := c.version(f, n)
	return v != nil && v.Model >= 0
}

// findProvisionable finds a published version or an alias. Putting on $LATEST
// is refused in other words than looking there.
func (c *Catalog) findProvisionable(r Ref, onLatest core.Reason) (*function, core.Qual, *Error) {
	none := core.Qual{}
	switch {
	case r.Qualifier == "":
		return nil, none, refuse.Missing("qualifier")
	case r.Qualifier == naming.Latest && onLatest != core.NoReason:
		return nil, none, refuse.By(core.Effect{Reason: onLatest}, refuse.Call{})
	case r.Qualifier == naming.Latest:
		return nil, none, refuse.Invalid("The function resource provided must be an alias or a published version.")
	}
	lost := "Cannot find alias arn: "
	if naming.Digits(r.Qualifier) {
		lost = "Function not found: "
	}
	f, err := c.find(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return nil, none, refuse.NotFound(lost + qualify(functionARN(c.key(r.Account, r.Region), r.Name), r.Qualifier))
	}
	q, ok := f.qual(r.Qualifier)
	if !ok || q.Kind == core.Number && c.version(f, q.N) == nil {
		return nil, none, refuse.NotFound(lost + qualify(f.arn, r.Qualifier))
	}
	return f, q, nil
}

// qualifier is the text of a qualifier.
func (f *function) qualifier(q core.Qual) string {
	if q.Kind == core.Alias {
		return f.aliasNames[q.N]
	}
	return versionName(q.N)
}

// quals are the keys of a map of settings, in order.
func quals[V any](m map[core.Qual]V) []core.Qual {
	return slices.SortedFunc(maps.Keys(m), func(a, b core.Qual) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.N, b.N))
	})
}
