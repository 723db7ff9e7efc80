package catalog

import (
	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
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
	if err := c.apply(call, core.Event{Kind: core.PutProvisioned, Region: f.Region.ID, Fn: f.Fn, Qual: q, N: units(n)}); err != nil {
		return Provisioned{}, err
	}
	now := c.opt.Now()
	f.Provisioned[q] = record.Provision{Requested: n, Modified: now}
	return Provisioned{FunctionARN: naming.Qualify(f.ARN, r.Qualifier), Requested: n, Status: provisionedStatus[ProvisionedInProgress],
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
	for _, q := range record.Quals(f.Provisioned) {
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
	if _, ok := f.Provisioned[q]; !ok {
		return nil
	}
	call := refusal{f: f, qualifier: r.Qualifier, version: q.N}
	if err := c.apply(call, core.Event{Kind: core.DeleteProvisioned, Region: f.Region.ID, Fn: f.Fn, Qual: q}); err != nil {
		return err
	}
	delete(f.Provisioned, q)
	return nil
}

func (c *Catalog) showProvisioned(f *record.Function, q core.Qual) (Provisioned, bool) {
	kept, ok := f.Provisioned[q]
	if !ok {
		return Provisioned{}, false
	}
	requested, available, allocated, status, reason, ok := c.opt.Provisioned(f.Fn, q)
	if status == ProvisionedFailed && !c.runs(f, q) {
		reason += ": " + f.Name + ":" + f.Qualifier(q) + " has no model (environment variable SQUALL_MODEL), so squall cannot run it"
	}
	return Provisioned{FunctionARN: naming.Qualify(f.ARN, f.Qualifier(q)), Requested: int(requested), Available: int(available),
		Allocated: int(allocated), Status: provisionedStatus[status], Reason: reason, Modified: kept.Modified}, ok
}

// runs says whether a version, or the first one of an alias, has a model.
func (c *Catalog) runs(f *record.Function, q core.Qual) bool {
	n := q.N
	if q.Kind == core.Alias {
		n = f.Aliases[f.AliasNames[q.N]].Primary
	}
	v := f.Version(n)
	return v != nil && v.Model >= 0
}

// findProvisionable finds a published version or an alias. Putting on $LATEST
// is refused in other words than looking there.
func (c *Catalog) findProvisionable(r Ref, onLatest core.Reason) (*record.Function, core.Qual, *Error) {
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
	f, err := c.Function(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return nil, none, refuse.NotFound(lost + naming.Qualify(c.Key(r.Account, r.Region).ARN(r.Name), r.Qualifier))
	}
	q, ok := f.Qual(r.Qualifier)
	if !ok || q.Kind == core.Number && f.Version(q.N) == nil {
		return nil, none, refuse.NotFound(lost + naming.Qualify(f.ARN, r.Qualifier))
	}
	return f, q, nil
}
