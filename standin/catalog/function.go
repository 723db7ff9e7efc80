package catalog

import (
	"maps"
	"slices"

	"squall/standin/catalog/naming"
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
	f := c.intern(c.region(r.Account, r.Region), r.Name)
	if err := c.apply(refusal{f: f}, core.Event{Kind: core.CreateFunction, Region: f.region.id, Fn: f.fn}); err != nil {
		return Configuration{}, err
	}
	f.revive(in.Tags)
	answer, err := c.install(f, s, pending)
	if err != nil || !in.Publish {
		return answer, err
	}
	v, err := c.publish(f, nil)
	if err != nil {
		return Configuration{}, err
	}
	answer = c.describe(f, v, pending)
	answer.FunctionARN = f.arn // unqualified here, unlike PublishVersion's
	return answer, nil
}

// revive makes a function that is new, or was deleted, empty and alive.
func (f *function) revive(tags map[string]string) {
	f.alive, f.reserved, f.tags = true, -1, maps.Clone(tags)
	f.latest, f.versions, f.published = version{}, nil, setting.Settings{}
	f.aliases = map[string]*alias{}
	f.provisioned, f.async = map[core.Qual]int64{}, map[core.Qual]*EventInvoke{}
}

// install makes settings those of $LATEST, on new environments, and describes
// it as it is for an instant.
func (c *Catalog) install(f *function, s setting.Settings, during phase) (Configuration, *Error) {
	s.Model = c.model(f.name, s.Environment)
	if err := c.apply(refusal{f: f}, core.Event{Kind: core.ConfigureLatest, Region: f.region.id, Fn: f.fn,
		Model: s.Model, Memory: int32(s.Memory), Timeout: int64(s.Timeout) * 1e9}); err != nil {
		return Configuration{}, err
	}
	if s.DeadLetter != f.latest.DeadLetter {
		ev := core.Event{Kind: core.PutDeadLetter, Region: f.region.id, Fn: f.fn}
		if s.DeadLetter != "" {
			ev.N = 1
		}
		if err := c.apply(refusal{f: f}, ev); err != nil {
			return Configuration{}, err
		}
	}
	f.latest = version{Settings: s, revision: c.nextRevision(), modified: c.opt.Now()}
	answer := c.describe(f, &f.latest, during)
	f.latest.revision = c.nextRevision() // settling is a change of its own
	return answer, nil
}

func (c *Catalog) model(function string, env map[string]string) int32 {
	name, ok := env["SQUALL_MODEL"]
	if !ok {
		return -1
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
	if revision != "" && revision != f.latest.revision {
		return Configuration{}, refuse.Stale("GetFunction/GetAlias")
	}
	s := f.latest.With(ch)
	if err := s.Check(); err != nil {
		return Configuration{}, err
	}
	return c.install(f, s, updating)
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
	wasImage, isImage := f.latest.Code.Image != "", in.Code.Image != ""
	switch {
	case in.Revision != "" && in.Revision != f.latest.revision:
		return Configuration{}, refuse.Stale("GetFunction/GetAlias")
	case wasImage && !isImage:
		return Configuration{}, refuse.Invalid("Please provide ImageUri when updating a function with packageType Image.")
	case !wasImage && isImage:
		return Configuration{}, refuse.Invalid("Please don't provide ImageUri when updating a function with packageType Zip.")
	}
	s := f.latest.With(setting.Changes{})
	s.Code = in.Code
	if in.Architecture != "" {
		s.Architecture = in.Architecture
	}
	if err := s.Check(); err != nil {
		return Configuration{}, err
	}
	if in.DryRun {
		draft := version{Settings: s, revision: f.latest.revision, modified: f.latest.modified}
		return c.describe(f, &draft, settled), nil
	}
	answer, err := c.install(f, s, updating)
	if err != nil || !in.Publish {
		return answer, err
	}
	v, err := c.publish(f, nil)
	if err != nil {
		return Configuration{}, err
	}
	return c.describe(f, v, updating), nil
}

// DeleteFunction deletes a function, or one version of it.
func (c *Catalog) DeleteFunction(r Ref) *Error {
	if r.Qualifier == naming.Latest {
		return refuse.Invalid("$LATEST version cannot be deleted without deleting the function.")
	}
	f, err := c.find(Ref{Account: r.Account, Region: r.Region, Name: r.Name})
	if err != nil {
		return err
	}
	if r.Qualifier != "" {
		return c.deleteVersion(f, r.Qualifier)
	}
	if err := c.apply(refusal{f: f}, core.Event{Kind: core.DeleteFunction, Region: f.region.id, Fn: f.fn}); err != nil {
		return err
	}
	f.alive = false
	return nil
}

// Functions lists $LATEST of every function, or all versions, by name.
func (c *Catalog) Functions(account, regionName string, allVersions bool) []Configuration {
	reg := c.regions[c.key(account, regionName)]
	if reg == nil {
		return nil
	}
	var out []Configuration
	for _, name := range slices.Sorted(maps.Keys(reg.functions)) {
		f := reg.functions[name]
		switch {
		case f.alive && allVersions:
			out = append(out, c.listVersions(f)...)
		case f.alive:
			out = append(out, c.describe(f, &f.latest, listed))
		}
	}
	return out
}

// Tags are the tags a function was created with.
func (c *Catalog) Tags(r Ref) (map[string]string, *Error) {
	f, err := c.find(r)
	if err != nil {
		return nil, err
	}
	return maps.Clone(f.tags), nil
}
