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
	"slices"
	"strconv"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Error is a refusal in AWS's words.
type Error = refuse.Error

// Ref names a function, and a version or alias of it.
type Ref = naming.Ref

// Options is what a catalog is made of.
type Options struct {
	Account string // account of requests that name none
	Region  string // region of requests that name none
	Limit   int    // concurrency limit of accounts nobody set; 0 means AWS's 1,000

	// Apply carries out one control-plane event and returns its Answer.
	Apply func(core.Event) core.Effect
	// Now is the time in nanoseconds since 1970, for LastModified.
	Now func() int64
	// Provisioned reads a provisioned concurrency configuration; status is one
	// of the Provisioned constants, ok is false when there is none.
	Provisioned func(fn int32, q core.Qual) (requested, available, allocated int32, status uint8, reason string, ok bool)
}

// Catalog holds every function of every account and region.
type Catalog struct {
	opt       Options
	regions   map[regionKey]*region
	functions []*function // by the number the rule book knows them by; also deleted ones
	models    map[modelKey]int32
	revisions uint64
}

type regionKey struct{ account, region string }

type modelKey struct{ function, version string }

// region is one account in one region.
type region struct {
	regionKey
	id        int32
	limit     int
	functions map[string]*function // also deleted ones, which keep their numbers
}

// function is all that is known of one function. A deleted one stays, not
// alive, so that its name keeps its number and its versions theirs.
type function struct {
	fn          int32
	region      *region
	name, arn   string
	latestARN   string
	alive       bool
	tags        map[string]string
	latest      version
	versions    []*version       // ascending
	highest     int32            // version number ever published
	published   setting.Settings // $LATEST at the last publish
	aliases     map[string]*alias
	aliasNames  []string // by the number the rule book knows them by
	reserved    int      // -1: unset
	provisioned map[core.Qual]int64
	async       map[core.Qual]*EventInvoke
}

// New makes an empty catalog.
func New(opt Options) *Catalog {
	if opt.Limit == 0 {
		opt.Limit = 1000
	}
	return &Catalog{opt: opt, regions: map[regionKey]*region{}, models: map[modelKey]int32{}}
}

// SetModel says which model of the rule book a configuration runs whose
// environment variable SQUALL_MODEL names this version of the function. It
// holds from the next CreateFunction or update on.
func (c *Catalog) SetModel(function, version string, model int32) {
	c.models[modelKey{function, version}] = model
}

// SetAccountLimit sets the concurrency limit of an account in a region.
func (c *Catalog) SetAccountLimit(account, regionName string, limit int) *Error {
	r := c.region(account, regionName)
	if err := c.apply(refusal{}, core.Event{Kind: core.SetAccount, Region: r.id, N: units(limit)}); err != nil {
		// No API sets this limit, so the words are ours.
		return refuse.Invalid("an account concurrency of %d does not leave 100 unreserved beside what functions have reserved and provisioned", limit)
	}
	r.limit = limit
	return nil
}

// RegionID is the number by which the rule book knows an account and region.
func (c *Catalog) RegionID(account, regionName string) int32 { return c.region(account, regionName).id }

// region finds or makes an account in a region.
func (c *Catalog) region(account, name string) *region {
	k := c.key(account, name)
	r := c.regions[k]
	if r == nil {
		r = &region{regionKey: k, id: int32(len(c.regions)), limit: c.opt.Limit, functions: map[string]*function{}}
		c.regions[k] = r
		c.opt.Apply(core.Event{Kind: core.SetAccount, Region: r.id, N: units(r.limit)})
	}
	return r
}

func (c *Catalog) key(account, region string) regionKey {
	if account == "" {
		account = c.opt.Account
	}
	if region == "" {
		region = c.opt.Region
	}
	return regionKey{account, region}
}

// find returns a living function, or AWS's 404.
func (c *Catalog) find(r Ref) (*function, *Error) {
	k := c.key(r.Account, r.Region)
	if reg := c.regions[k]; reg != nil {
		if f := reg.functions[r.Name]; f != nil && f.alive {
			return f, nil
		}
	}
	return nil, refuse.NotFound("Function not found: " + qualify(functionARN(k, r.Name), r.Qualifier))
}

// findUnqualified is find for operations that take only whole functions.
func (c *Catalog) findUnqualified(r Ref) (*function, *Error) {
	if r.Qualifier != "" && r.Qualifier != naming.Latest {
		return nil, refuse.Invalid("This operation is permitted on Lambda functions only. Aliases and versions do not " +
			"support this operation. Please specify either a function name or an unqualified function ARN.")
	}
	return c.find(r)
}

// intern returns the function of a name, making room for a new one.
func (c *Catalog) intern(r *region, name string) *function {
	f := r.functions[name]
	if f == nil {
		arn := functionARN(r.regionKey, name)
		f = &function{fn: int32(len(c.functions)), region: r, name: name, arn: arn, latestARN: arn + ":" + naming.Latest}
		c.functions = append(c.functions, f)
		r.functions[name] = f
	}
	return f
}

// nextRevision makes the revision id of a change.
func (c *Catalog) nextRevision() string {
	c.revisions++
	return UUID("revision", c.revisions)
}

func (c *Catalog) version(f *function, n int32) *version {
	i, ok := slices.BinarySearchFunc(f.versions, n, func(v *version, n int32) int { return int(v.number) - int(n) })
	if !ok {
		return nil
	}
	return f.versions[i]
}

func functionARN(k regionKey, name string) string {
	return "arn:aws:lambda:" + k.region + ":" + k.account + ":function:" + name
}

func qualify(arn, qualifier string) string {
	if qualifier == "" {
		return arn
	}
	return arn + ":" + qualifier
}

func versionName(n int32) string {
	if n == 0 {
		return naming.Latest
	}
	return strconv.Itoa(int(n))
}
