// Package attached is what can be hung on a function without changing what it
// runs: tags, permissions and function URLs. It works on what the catalog
// keeps, on the catalog's own goroutine.
package attached

import (
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/permit"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/core"
	"squall/standin/identity/policy"
)

// AddPermission writes a statement into the policy of a function, version or
// alias and returns its JSON.
func AddPermission(c *catalog.Catalog, r catalog.Ref, g permit.Grant) (string, *catalog.Error) {
	if err := g.Check(); err != nil {
		return "", err
	}
	if r.Qualifier == naming.Latest {
		return "", refuse.Invalid("We currently do not support adding policies for $LATEST.")
	}
	f, err := findPermitted(c, r, "Function not found: ")
	if err != nil {
		return "", err
	}
	if err := g.CheckUse(); err != nil {
		return "", err
	}
	p := f.Policies[r.Qualifier]
	if err := checkPolicyRevision(f, p, r.Qualifier, g.Revision); err != nil {
		return "", err
	}
	if p == nil {
		p = &permit.Policy{}
	}
	text, err := p.Add(naming.Qualify(f.ARN, r.Qualifier), g)
	if err != nil {
		return "", err
	}
	p.Revision = c.NextRevision()
	f.Policies[r.Qualifier] = p
	return text, nil
}

// RemovePermission takes a statement out again; revision is a precondition
// unless "".
func RemovePermission(c *catalog.Catalog, r catalog.Ref, sid, revision string) *catalog.Error {
	if err := permit.CheckSid(sid); err != nil {
		return err
	}
	f, err := findPermitted(c, r, "No policy found for: ")
	if err != nil {
		return err
	}
	p := f.Policies[r.Qualifier]
	if p.Empty() {
		return refuse.NotFound("No policy is associated with the given resource.")
	}
	if err := checkPolicyRevision(f, p, r.Qualifier, revision); err != nil {
		return err
	}
	if err := p.Remove(sid); err != nil {
		return err
	}
	p.Revision = c.NextRevision()
	if p.Empty() {
		delete(f.Policies, r.Qualifier)
	}
	return nil
}

// Policy is the policy of a function, version or alias as JSON, and its
// revision.
func Policy(c *catalog.Catalog, r catalog.Ref) (text, revision string, err *catalog.Error) {
	f, err := c.Function(r)
	if err != nil || f.Policies[r.Qualifier].Empty() {
		return "", "", refuse.NotFound("The resource you requested does not exist.")
	}
	p := f.Policies[r.Qualifier]
	return p.Text(), p.Revision, nil
}

// Decide evaluates the policy of what an invoke is for.
func Decide(c *catalog.Catalog, fn int32, qualifier string, r policy.Request) policy.Decision {
	return c.Number(fn).Policies[qualifier].Decide(r)
}

// findPermitted finds a function with the version or alias that a permission
// is about; lost begins the message when there is no function.
func findPermitted(c *catalog.Catalog, r catalog.Ref, lost string) (*record.Function, *catalog.Error) {
	f, err := c.Function(catalog.Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return nil, refuse.NotFound(lost + naming.Qualify(c.Key(r.Account, r.Region).ARN(r.Name), r.Qualifier))
	}
	q, ok := f.Qual(r.Qualifier)
	switch {
	case !ok && naming.Valid(r.Qualifier):
		return nil, refuse.NotFound("Cannot find alias arn: " + naming.Qualify(f.ARN, r.Qualifier))
	case !ok, q.Kind == core.Number && f.Version(q.N) == nil:
		return nil, refuse.NotFound("Function not found: " + naming.Qualify(f.ARN, r.Qualifier))
	}
	return f, nil
}

// checkPolicyRevision takes the revision of the policy, or where there is none
// of what it will belong to.
func checkPolicyRevision(f *record.Function, p *permit.Policy, qualifier, revision string) *catalog.Error {
	if revision == "" || p != nil && revision == p.Revision {
		return nil
	}
	if p == nil {
		switch q, _ := f.Qual(qualifier); {
		case q.Kind == core.Alias && f.Aliases[qualifier].Revision == revision,
			q.Kind == core.Number && f.Version(q.N).Revision == revision,
			q.Kind == core.Latest && f.Latest.Revision == revision:
			return nil
		}
	}
	return refuse.Stale("GetPolicy")
}
