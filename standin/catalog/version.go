package catalog

import (
	"slices"
	"strconv"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// version is $LATEST or a published one.
type version struct {
	setting.Settings
	number   int32 // 0 is $LATEST
	arn      string
	revision string
	modified int64
}

// Configuration is one version as GetFunctionConfiguration shows it.
type Configuration struct {
	setting.Settings
	FunctionName string
	FunctionARN  string
	Version      string
	Revision     string
	Modified     int64 // ns since 1970

	State            string // Pending or Active; "" in lists
	StateReason      string
	LastUpdateStatus string // InProgress or Successful; "" when left out
}

// phase is how far a configuration is shown to be.
type phase uint8

const (
	settled  phase = iota
	pending        // being created
	updating       // $LATEST is being changed
	listed         // lists leave states out
)

const beingCreated = "The function is being created."

func (c *Catalog) describe(f *function, v *version, p phase) Configuration {
	out := Configuration{Settings: v.With(setting.Changes{}), FunctionName: f.name, FunctionARN: f.arn,
		Version: versionName(v.number), Revision: v.revision, Modified: v.modified}
	if v.number > 0 {
		out.FunctionARN = v.arn
	}
	switch p {
	case settled:
		out.State, out.LastUpdateStatus = "Active", "Successful"
	case pending:
		out.State, out.StateReason = "Pending", beingCreated
	case updating:
		out.State, out.LastUpdateStatus, out.StateReason = "Active", "InProgress", beingCreated
	}
	return out
}

// Configuration shows a function, or the version or alias a qualifier names.
func (c *Catalog) Configuration(r Ref) (Configuration, *Error) {
	f, err := c.find(r)
	if err != nil {
		return Configuration{}, err
	}
	v, err := c.qualified(f, r.Qualifier)
	if err != nil {
		return Configuration{}, err
	}
	out := c.describe(f, v, settled)
	if r.Qualifier != "" {
		out.FunctionARN = qualify(f.arn, r.Qualifier)
	}
	return out, nil
}

// qualified is the version behind a qualifier; of a weighted alias the first.
func (c *Catalog) qualified(f *function, qualifier string) (*version, *Error) {
	q, ok := f.qual(qualifier)
	if ok && q.Kind == core.Alias {
		q = core.Qual{Kind: core.Number, N: f.aliases[qualifier].primary}
	}
	if ok && (q.Kind == core.Latest || q.N == 0) {
		return &f.latest, nil
	}
	if v := c.version(f, q.N); ok && v != nil {
		return v, nil
	}
	return nil, refuse.NotFound("Function not found: " + qualify(f.arn, qualifier))
}

// qual reads a qualifier; false for an alias that is not there. A version
// number is not looked up.
func (f *function) qual(qualifier string) (core.Qual, bool) {
	if qualifier == "" || qualifier == naming.Latest {
		return core.Qual{}, true
	}
	if a := f.aliases[qualifier]; a != nil {
		return core.Qual{Kind: core.Alias, N: a.id}, true
	}
	n, err := strconv.ParseInt(qualifier, 10, 32)
	if err != nil || n < 1 || qualifier[0] < '1' || qualifier[0] > '9' {
		return core.Qual{}, false
	}
	return core.Qual{Kind: core.Number, N: int32(n)}, true
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
	switch {
	case in.Revision != "" && in.Revision != f.latest.revision:
		return Configuration{}, refuse.Stale("GetFunction/GetAlias")
	case in.Sha256 != "" && in.Sha256 != f.latest.Code.Sha256:
		return Configuration{}, refuse.Invalid("CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). "+
			"Please try again with the CodeSHA256 in $LATEST.", in.Sha256, f.latest.Code.Sha256)
	}
	v, err := c.publish(f, in.Description)
	if err != nil {
		return Configuration{}, err
	}
	return c.describe(f, v, settled), nil
}

// publish compares $LATEST with what it was at the last publish: a new
// description given to PublishVersion itself counts for nothing
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html).
func (c *Catalog) publish(f *function, description *string) (*version, *Error) {
	if n := len(f.versions); n > 0 && f.versions[n-1].number == f.highest && f.latest.Equal(f.published) {
		return f.versions[n-1], nil
	}
	answer := c.opt.Apply(core.Event{Kind: core.PublishVersion, Region: f.region.id, Fn: f.fn})
	if answer.Reason != core.NoReason {
		return nil, refusal{f: f}.words(answer)
	}
	if answer.N <= f.highest {
		panic("catalog: the rule book gave a version number twice: " + f.arn + ":" + versionName(answer.N))
	}
	v := &version{Settings: f.latest.With(setting.Changes{Description: description}), number: answer.N,
		arn: qualify(f.arn, versionName(answer.N)), revision: c.nextRevision(), modified: c.opt.Now()}
	f.versions = append(f.versions, v)
	f.highest, f.published = v.number, f.latest.With(setting.Changes{})
	return v, nil
}

// Versions lists $LATEST and the published versions, oldest first.
func (c *Catalog) Versions(r Ref) ([]Configuration, *Error) {
	f, err := c.find(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return nil, err
	}
	return c.listVersions(f), nil
}

func (c *Catalog) listVersions(f *function) []Configuration {
	latest := c.describe(f, &f.latest, listed)
	latest.FunctionARN = f.latestARN
	out := []Configuration{latest}
	for _, v := range f.versions {
		out = append(out, c.describe(f, v, listed))
	}
	return out
}

// deleteVersion takes deleting what is not there for done, as AWS does.
func (c *Catalog) deleteVersion(f *function, qualifier string) *Error {
	q, ok := f.qual(qualifier)
	if ok && q.Kind == core.Alias {
		return refuse.Invalid("Deletion of aliases is not currently supported.")
	}
	if !ok || c.version(f, q.N) == nil {
		return nil
	}
	ev := core.Event{Kind: core.DeleteVersion, Region: f.region.id, Fn: f.fn, Qual: q}
	if err := c.apply(refusal{f: f, qualifier: qualifier, version: q.N}, ev); err != nil {
		return err
	}
	f.versions = slices.DeleteFunc(f.versions, func(v *version) bool { return v.number == q.N })
	delete(f.provisioned, q)
	delete(f.async, q)
	return nil
}
