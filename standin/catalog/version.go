package catalog

import (
	"slices"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Configuration shows a function, or the version or alias a qualifier names.
func (c *Catalog) Configuration(r Ref) (Configuration, *Error) {
	f, err := c.Function(r)
	if err != nil {
		return Configuration{}, err
	}
	v, err := c.qualified(f, r.Qualifier)
	if err != nil {
		return Configuration{}, err
	}
	out := f.Describe(v, record.Settled)
	if v == &f.Latest || c.phase(f) == record.Pending {
		out = f.Describe(v, c.phase(f))
	}
	if r.Qualifier != "" {
		out.FunctionARN = naming.Qualify(f.ARN, r.Qualifier)
	}
	return out, nil
}

// qualified is the version behind a qualifier; of a weighted alias the first.
func (c *Catalog) qualified(f *record.Function, qualifier string) (*record.Version, *Error) {
	q, ok := f.Qual(qualifier)
	if ok && q.Kind == core.Alias {
		q = core.Qual{Kind: core.Number, N: f.Aliases[qualifier].Primary}
	}
	if ok && (q.Kind == core.Latest || q.N == 0) {
		return &f.Latest, nil
	}
	if v := f.Version(q.N); ok && v != nil {
		return v, nil
	}
	return nil, refuse.NotFound("Function not found: " + naming.Qualify(f.ARN, qualifier))
}

// Publication is what PublishVersion gives; "" and nil leave out.
type Publication struct {
	Sha256      string
	Revision    string
	Description *string
}

// PublishVersion freezes $LATEST as a version, or returns the last one when
// nothing that belongs to a version changed since.
func (c *Catalog) PublishVersion(r Ref, in Publication) (Configuration, *Error) {
	f, err := c.findUnqualified(r)
	if err != nil {
		return Configuration{}, err
	}
	if err := c.Busy(f); err != nil {
		return Configuration{}, err
	}
	switch {
	case in.Revision != "" && in.Revision != f.Latest.Revision:
		return Configuration{}, refuse.Stale("GetFunction/GetAlias")
	case in.Sha256 != "" && in.Sha256 != f.Latest.Code.Sha256:
		return Configuration{}, refuse.Invalid("CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). "+
			"Please try again with the CodeSHA256 in $LATEST.", in.Sha256, f.Latest.Code.Sha256)
	}
	v, err := c.publish(f, in.Description)
	if err != nil {
		return Configuration{}, err
	}
	return f.Describe(v, record.Settled), nil
}

// publish compares $LATEST with what it was at the last publish: a new
// description given to PublishVersion itself counts for nothing
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html).
func (c *Catalog) publish(f *record.Function, description *string) (*record.Version, *Error) {
	if n := len(f.Versions); n > 0 && f.Versions[n-1].Number == f.Highest && f.Latest.Equal(f.Published) {
		return f.Versions[n-1], nil
	}
	answer := c.opt.Apply(core.Event{Kind: core.PublishVersion, Region: f.Region.ID, Fn: f.Fn})
	if answer.Reason != core.NoReason {
		return nil, refusal{f: f}.words(answer)
	}
	if answer.N <= f.Highest {
		panic("catalog: the rule book gave a version number twice: " + f.ARN + ":" + naming.Version(answer.N))
	}
	v := &record.Version{Settings: f.Latest.With(setting.Changes{Description: description}), Number: answer.N,
		ARN: naming.Qualify(f.ARN, naming.Version(answer.N)), Revision: c.NextRevision(), Modified: c.opt.Now()}
	f.Versions = append(f.Versions, v)
	f.Highest, f.Published = v.Number, f.Latest.With(setting.Changes{})
	return v, nil
}

// Versions lists $LATEST and the published versions, oldest first.
func (c *Catalog) Versions(r Ref) ([]Configuration, *Error) {
	f, err := c.Function(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return nil, err
	}
	return c.listVersions(f), nil
}

func (c *Catalog) listVersions(f *record.Function) []Configuration {
	latest := f.Describe(&f.Latest, record.Listed)
	latest.FunctionARN = f.LatestARN
	out := []Configuration{latest}
	for _, v := range f.Versions {
		out = append(out, f.Describe(v, record.Listed))
	}
	return out
}

// deleteVersion takes deleting what is not there for done, as AWS does.
func (c *Catalog) deleteVersion(f *record.Function, qualifier string) *Error {
	q, ok := f.Qual(qualifier)
	if ok && q.Kind == core.Alias {
		return refuse.Invalid("Deletion of aliases is not currently supported.")
	}
	if !ok || f.Version(q.N) == nil {
		return nil
	}
	ev := core.Event{Kind: core.DeleteVersion, Region: f.Region.ID, Fn: f.Fn, Qual: q}
	if err := c.apply(refusal{f: f, qualifier: qualifier, version: q.N}, ev); err != nil {
		return err
	}
	f.Versions = slices.DeleteFunc(f.Versions, func(v *record.Version) bool { return v.Number == q.N })
	delete(f.Provisioned, q)
	delete(f.Async, q)
	delete(f.Policies, qualifier)
	return nil
}
