// Package catalog knows functions as the control plane of AWS Lambda does:
// names, frozen configurations of versions, aliases, concurrency settings and
// asynchronous settings, by account and region. Each change is checked, turned
// into events of the rule book (package core), applied, and a refusal comes
// back in AWS's words. Names are interned here: the rule book sees numbers.
//
// It does not decide who runs, hold code or payloads, speak HTTP or keep time,
// and it is not safe for concurrent use: the owner of the rule book owns it
// too. Functions are ready at once: the answer that creates or updates one
// says Pending or InProgress, as AWS's does, and the next look says Active.
package catalog

import (
	"maps"
	"slices"

	"squall/standin/catalog/layer"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/identity"
)

// Error is a refusal in AWS's words.
type Error = refuse.Error

// Ref names a function, and a version or alias of it.
type Ref = naming.Ref

// Configuration is one version as GetFunctionConfiguration shows it.
type Configuration = record.Configuration

// EventInvoke is how asynchronous events of a version or alias are treated.
type EventInvoke = record.EventInvoke

// Options is what a catalog is made of.
type Options struct {
	Account string // account of requests that name none
	Region  string // region of requests that name none
	Limit   int    // concurrency limit of accounts nobody set; 0 means AWS's 1,000

	// Apply carries out one control-plane event and returns its Answer.
	Apply func(core.Event) core.Effect
	// Grant lets Lambda use a key for a function's role, as it does when a
	// function is given a key; nil when there are no keys.
	Grant func(place record.Key, key, role, function string) *Error
	// Now is the time in nanoseconds since 1970, for LastModified.
	Now func() int64
	// Provisioned reads a provisioned concurrency configuration; status is one
	// of the Provisioned constants, ok is false when there is none.
	Provisioned func(fn int32, q core.Qual) (requested, available, allocated int32, status uint8, reason string, ok bool)
	// Moving is the version that an alias's traffic stays on until the one it
	// points at is provisioned, or 0; nil: none ever does.
	Moving func(fn, alias int32) int32
	// Settle is how long a function is Pending when it was created, and how long
	// an update is InProgress, in ns.
	Settle int64
	// URL tells the door of a function URL that was made or changed, and gives
	// its address; without u it was deleted. nil: there is no door.
	URL func(of Ref, u *record.URL) (address string)
	// Identity judges execution roles; nil: nobody does.
	Identity *identity.Store
}

// Catalog holds every function of every account and region.
type Catalog struct {
	opt       Options `keep:"-"`
	regions   map[record.Key]*record.Region
	functions []*record.Function // by the number the rule book knows them by; also deleted ones
	models    map[modelKey]int32
	external  func(s *setting.Settings) bool // nil: never
	process   int32                          // the model of what external admits
	revisions uint64
	layers    layer.Store
	updating  []*record.Function // whose $LATEST runs what it was, until its update is through
}

type modelKey struct{ function, version string }

// New makes an empty catalog.
func New(opt Options) *Catalog {
	if opt.Limit == 0 {
		opt.Limit = 1000
	}
	return &Catalog{opt: opt, regions: map[record.Key]*record.Region{}, models: map[modelKey]int32{}}
}

// SetModel says which model of the rule book a configuration runs whose
// environment variable SQUALL_MODEL names this version of the function. It
// holds from the next CreateFunction or update on.
func (c *Catalog) SetModel(function, version string, model int32) {
	c.models[modelKey{function, version}] = model
}

// SetExternal says which configurations without a model of their own run as
// processes, and by which model of the rule book.
func (c *Catalog) SetExternal(model int32, runs func(s *setting.Settings) bool) {
	c.process, c.external = model, runs
}

// SetAccountLimit sets the concurrency limit of an account in a region.
func (c *Catalog) SetAccountLimit(account, regionName string, limit int) *Error {
	r := c.region(account, regionName)
	if err := c.apply(refusal{}, core.Event{Kind: core.SetAccount, Region: r.ID, N: units(limit)}); err != nil {
		// No API sets this limit, so the words are ours.
		return refuse.Invalid("an account concurrency of %d does not leave 100 unreserved beside what functions have reserved and provisioned", limit)
	}
	r.Limit = limit
	return nil
}

// RegionID is the number by which the rule book knows an account and region.
func (c *Catalog) RegionID(account, regionName string) int32 { return c.region(account, regionName).ID }

// region finds or makes an account in a region.
func (c *Catalog) region(account, name string) *record.Region {
	k := c.Key(account, name)
	r := c.regions[k]
	if r == nil {
		r = &record.Region{Key: k, ID: int32(len(c.regions)), Limit: c.opt.Limit, Functions: map[string]*record.Function{}}
		c.regions[k] = r
		c.opt.Apply(core.Event{Kind: core.SetAccount, Region: r.ID, N: units(r.Limit)})
	}
	return r
}

// All is every account and function, also deleted ones, by its number.
func (c *Catalog) All() ([]*record.Region, []*record.Function) {
	return slices.Collect(maps.Values(c.regions)), c.functions
}

// Key is an account in a region, by what a request says of them.
func (c *Catalog) Key(account, region string) record.Key {
	if account == "" {
		account = c.opt.Account
	}
	if region == "" {
		region = c.opt.Region
	}
	return record.Key{Account: account, Region: region}
}

// Function is a living function, or AWS's 404.
func (c *Catalog) Function(r Ref) (*record.Function, *Error) {
	k := c.Key(r.Account, r.Region)
	if reg := c.regions[k]; reg != nil {
		if f := reg.Functions[r.Name]; f != nil && f.Alive {
			return f, nil
		}
	}
	return nil, refuse.NotFound("Function not found: " + naming.Qualify(k.ARN(r.Name), r.Qualifier))
}

// TellURL tells the door of a function URL, or that there is none any more.
func (c *Catalog) TellURL(of Ref, u *record.URL) (address string) {
	if c.opt.URL == nil {
		return "https://" + UUID("url", c.revisions)[:8] + ".lambda-url." + of.Region + ".on.aws/"
	}
	return c.opt.URL(of, u)
}

// Settle ends what a function waits for.
func (c *Catalog) Settle(r Ref) {
	if f, err := c.Function(r); err == nil {
		f.ReadyAt, f.UpdatedAt = 0, 0
		c.Expire(c.opt.Now())
	}
}

// Ready says whether a function can be invoked.
func (c *Catalog) Ready(fn int32) bool {
	f := c.functions[fn]
	return f.ReadyAt == 0 || c.opt.Now() >= f.ReadyAt
}

// phase is how far a function is shown to be.
func (c *Catalog) phase(f *record.Function) record.Phase {
	switch {
	case !c.Ready(f.Fn):
		return record.Pending
	case f.UpdatedAt != 0 && c.opt.Now() < f.UpdatedAt:
		return record.Updating
	}
	return record.Settled
}

// Busy refuses changes of a function that is not settled.
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
func (c *Catalog) Busy(f *record.Function) *Error {
	c.Expire(c.opt.Now())
	switch c.phase(f) {
	case record.Pending:
		return refuse.By(core.Effect{Reason: core.FunctionPending}, refuse.Call{})
	case record.Updating:
		return refuse.Conflict("The operation cannot be performed at this time. An update is in progress for resource: %s", f.ARN)
	}
	return nil
}

// Layers are those of every account.
func (c *Catalog) Layers() *layer.Store { return &c.layers }

// Now is ns since 1970.
func (c *Catalog) Now() int64 { return c.opt.Now() }

// Number is a function by the number the rule book knows it by, also a deleted
// one.
func (c *Catalog) Number(fn int32) *record.Function { return c.functions[fn] }

// findUnqualified is Function for operations that take only whole functions.
func (c *Catalog) findUnqualified(r Ref) (*record.Function, *Error) {
	if r.Qualifier != "" && r.Qualifier != naming.Latest {
		return nil, refuse.Invalid("This operation is permitted on Lambda functions only. Aliases and versions do not " +
			"support this operation. Please specify either a function name or an unqualified function ARN.")
	}
	return c.Function(r)
}

// intern returns the function of a name, making room for a new one.
func (c *Catalog) intern(r *record.Region, name string) *record.Function {
	f := r.Functions[name]
	if f == nil {
		arn := r.Key.ARN(name)
		f = &record.Function{Fn: int32(len(c.functions)), Region: r, Name: name, ARN: arn, LatestARN: arn + ":" + naming.Latest}
		c.functions = append(c.functions, f)
		r.Functions[name] = f
	}
	return f
}

// UUID is naming.UUID.
func UUID(stream string, n uint64) string { return naming.UUID(stream, n) }

// UUIDBits is naming.UUIDBits.
func UUIDBits(stream string, n uint64) [16]byte { return naming.UUIDBits(stream, n) }

// NextRevision makes the revision id of a change.
func (c *Catalog) NextRevision() string {
	c.revisions++
	return UUID("revision", c.revisions)
}
