package catalog

import (
	"cmp"
	"maps"
	"slices"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Creation is what CreateFunction gives besides settings.
type Creation struct {
	Code         setting.Code
	Architecture string // "" is x86_64
	Publish      bool
	Tags         map[string]string
}

// CreateFunction makes a function, and its version 1 when asked to.
func (c *Catalog) CreateFunction(r Ref, ch setting.Changes, in Creation) (Configuration, *Error) {
	if _, err := c.findUnqualified(r); err == nil {
		return Configuration{}, refuse.Conflict("Function already exist: %s", r.Name)
	} else if err.Status != 404 {
		return Configuration{}, err
	}
	start := setting.Settings{Memory: 128, Timeout: 3, Storage: 512, Architecture: "x86_64", Code: in.Code}
	if in.Architecture != "" {
		start.Architecture = in.Architecture
	}
	s := start.With(ch)
	if err := s.Check(); err != nil {
		return Configuration{}, err
	}
	if err := cmp.Or(setting.CheckTags(in.Tags), c.checkRole(c.Key(r.Account, r.Region), setting.Settings{}, s)); err != nil {
		return Configuration{}, err
	}
	if err := c.grant(r, s); err != nil {
		return Configuration{}, err
	}
	f := c.intern(c.region(r.Account, r.Region), r.Name)
	if err := c.apply(refusal{f: f}, core.Event{Kind: core.CreateFunction, Region: f.Region.ID, Fn: f.Fn}); err != nil {
		return Configuration{}, err
	}
	f.Revive(in.Tags)
	answer, err := c.install(f, s, record.Pending)
	if err != nil || !in.Publish {
		return answer, err
	}
	v, err := c.publish(f, nil)
	if err != nil {
		return Configuration{}, err
	}
	answer = f.Describe(v, record.Pending)
	answer.FunctionARN = f.ARN // unqualified here, unlike PublishVersion's
	return answer, nil
}

// install makes settings those of $LATEST, on new environments, and describes
// it as it is for an instant.
func (c *Catalog) install(f *record.Function, s setting.Settings, during record.Phase) (Configuration, *Error) {
	s.Model = c.model(f.Name, &s)
	if c.opt.Settle > 0 && during == record.Updating {
		c.postpone(f)
	} else if err := c.configure(f, &s); err != nil {
		return Configuration{}, err
	}
	if s.DeadLetter != f.Latest.DeadLetter {
		ev := core.Event{Kind: core.PutDeadLetter, Region: f.Region.ID, Fn: f.Fn}
		if s.DeadLetter != "" {
			ev.N = 1
		}
		if err := c.apply(refusal{f: f}, ev); err != nil {
			return Configuration{}, err
		}
	}
	f.Latest = record.Version{Settings: s, Revision: c.NextRevision(), Modified: c.opt.Now()}
	answer := f.Describe(&f.Latest, during)
	if c.opt.Settle > 0 && during == record.Pending {
		f.ReadyAt = c.opt.Now() + c.opt.Settle
	} else if c.opt.Settle > 0 {
		f.UpdatedAt = c.opt.Now() + c.opt.Settle
	}
	f.Latest.Revision = c.NextRevision() // settling is a change of its own
	return answer, nil
}

// configure has the rule book run settings as $LATEST, on new environments.
func (c *Catalog) configure(f *record.Function, s *setting.Settings) *Error {
	return c.apply(refusal{f: f}, core.Event{Kind: core.ConfigureLatest, Region: f.Region.ID, Fn: f.Fn,
		Model: s.Model, Memory: int32(s.Memory), Timeout: int64(s.Timeout) * 1e9})
}

// postpone has $LATEST run what it is now until its update is through.
// https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
func (c *Catalog) postpone(f *record.Function) {
	old := f.Latest.With(setting.Changes{})
	f.Running = &old
	c.updating = append(c.updating, f)
}

// land ends the update of a function that is to be published now.
func (c *Catalog) land(f *record.Function) {
	if f.Running != nil {
		f.Running = nil
		_ = c.configure(f, &f.Latest.Settings) // a function that is there takes it
	}
}

// Next is when an update is through; false when there is none.
func (c *Catalog) Next() (at int64, ok bool) {
	for _, f := range c.updating {
		if !ok || f.UpdatedAt < at {
			at, ok = f.UpdatedAt, true
		}
	}
	return at, ok
}

// Expire ends the updates that are through.
func (c *Catalog) Expire(now int64) {
	for i := 0; i < len(c.updating); {
		f := c.updating[i]
		if f.UpdatedAt > now && f.Running != nil && f.Alive {
			i++
			continue
		}
		c.updating = slices.Delete(c.updating, i, i+1)
		if f.Alive {
			c.land(f)
		}
	}
}

// model is what a configuration runs, or -1.
func (c *Catalog) model(function string, s *setting.Settings) int32 {
	name, ok := s.Environment["SQUALL_MODEL"]
	if !ok && c.external != nil && c.external(s) {
		return c.process
	}
	if m, known := c.models[modelKey{function, name}]; known {
		return m
	}
	return -1
}

// UpdateConfiguration changes settings of $LATEST; revision is a precondition
// unless "".
func (c *Catalog) UpdateConfiguration(r Ref, ch setting.Changes, revision string) (Configuration, *Error) {
	f, err := c.findUnqualified(r)
	if err != nil {
		return Configuration{}, err
	}
	if err := c.Busy(f); err != nil {
		return Configuration{}, err
	}
	if revision != "" && revision != f.Latest.Revision {
		return Configuration{}, refuse.Stale("GetFunction/GetAlias")
	}
	s := f.Latest.With(ch)
	if err := cmp.Or(s.Check(), c.checkRole(f.Region.Key, f.Latest.Settings, s)); err != nil {
		return Configuration{}, err
	}
	if ch.KMSKey != nil || ch.Role != nil {
		if err := c.grant(r, s); err != nil {
			return Configuration{}, err
		}
	}
	return c.install(f, s, record.Updating)
}

// CodeUpdate is what UpdateFunctionCode gives.
type CodeUpdate struct {
	Code         setting.Code
	Architecture string // "" keeps it
	Publish      bool
	DryRun       bool
	Revision     string // precondition unless ""
}

// UpdateCode changes the code of $LATEST.
func (c *Catalog) UpdateCode(r Ref, in CodeUpdate) (Configuration, *Error) {
	f, err := c.findUnqualified(r)
	if err != nil {
		return Configuration{}, err
	}
	if err := c.Busy(f); err != nil {
		return Configuration{}, err
	}
	wasImage, isImage := f.Latest.Code.Image != "", in.Code.Image != ""
	switch {
	case in.Revision != "" && in.Revision != f.Latest.Revision:
		return Configuration{}, refuse.Stale("GetFunction/GetAlias")
	case wasImage && !isImage:
		return Configuration{}, refuse.Invalid("Please provide ImageUri when updating a function with packageType Image.")
	case !wasImage && isImage:
		return Configuration{}, refuse.Invalid("Please don't provide ImageUri when updating a function with packageType Zip.")
	}
	s := f.Latest.With(setting.Changes{})
	s.Code = in.Code
	if in.Architecture != "" {
		s.Architecture = in.Architecture
	}
	if err := s.Check(); err != nil {
		return Configuration{}, err
	}
	if in.DryRun {
		draft := record.Version{Settings: s, Revision: f.Latest.Revision, Modified: f.Latest.Modified}
		return f.Describe(&draft, record.Settled), nil
	}
	answer, err := c.install(f, s, record.Updating)
	if err != nil || !in.Publish {
		return answer, err
	}
	c.land(f)
	v, err := c.publish(f, nil)
	if err != nil {
		return Configuration{}, err
	}
	return f.Describe(v, record.Updating), nil
}

// DeleteFunction deletes a function, or one version of it.
func (c *Catalog) DeleteFunction(r Ref) *Error {
	if r.Qualifier == naming.Latest {
		return refuse.Invalid("$LATEST version cannot be deleted without deleting the function.")
	}
	f, err := c.Function(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return err
	}
	if r.Qualifier != "" {
		return c.deleteVersion(f, r.Qualifier)
	}
	if err := c.apply(refusal{f: f}, core.Event{Kind: core.DeleteFunction, Region: f.Region.ID, Fn: f.Fn}); err != nil {
		return err
	}
	f.Alive = false
	return nil
}

// Functions lists $LATEST of every function, or all versions, by name.
func (c *Catalog) Functions(account, regionName string, allVersions bool) []Configuration {
	reg := c.regions[c.Key(account, regionName)]
	if reg == nil {
		return nil
	}
	var out []Configuration
	for _, name := range slices.Sorted(maps.Keys(reg.Functions)) {
		f := reg.Functions[name]
		switch {
		case f.Alive && allVersions:
			out = append(out, c.listVersions(f)...)
		case f.Alive:
			out = append(out, f.Describe(&f.Latest, record.Listed))
		}
	}
	return out
}
