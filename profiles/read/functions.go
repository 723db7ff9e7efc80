package read

import (
	"path/filepath"
	"slices"
	"time"

	"squall/profiles"
	"squall/profiles/code"
	"squall/profiles/dist"
	"squall/profiles/limits"
	"squall/profiles/read/called"
	"squall/profiles/schema"
	"squall/profiles/source"
)

func (b *builder) functions() {
	b.items("functions", func(n *source.Node, path string) {
		f := profiles.Function{
			Name:     schema.ReadText(n.Get("name")),
			Memory:   128,
			Timeout:  3 * time.Second,
			Env:      b.env(n.Get("env"), path+".env"),
			Reserved: reserved(n.Get("reserved")),
			Async:    b.async(n.Get("async"), path+".async"),
		}
		if n.Has("memory") {
			f.Memory = schema.ReadCount(n.Get("memory"))
		}
		if v := n.Get("timeout"); n.Has("timeout") {
			f.Timeout = schema.ReadDuration(v)
			b.refuse(v, path+".timeout", limits.Timeout(f.Timeout))
		}
		f.Versions = b.versions(n, path, f.Memory)
		f.Aliases = b.aliases(n.Get("aliases"), path+".aliases", &f)
		f.Provisioned = b.provisioned(n.Get("provisioned"), path+".provisioned", &f)
		if len(f.Provisioned) > 0 && f.Processes() {
			b.report(n.Get("provisioned").At, path+".provisioned", "provisioned concurrency of processes is not built; use a model, or leave it out")
		}
		if f.Name != "" && b.world.Function(f.Name) != nil {
			b.report(n.At, path, "two functions are called %s, give each a name of its own", f.Name)
			b.l.spoil("functions")
		}
		b.world.Functions = append(b.world.Functions, f)
	})
}

// refuse reports what AWS would say, unless the value cannot be read at all.
func (b *builder) refuse(n *source.Node, path, why string) {
	if why != "" && b.sound(source.Section(path)) {
		b.refuseAt(n.At, path, why)
	}
}

func (b *builder) refuseAt(at source.Place, path, why string) {
	p := b.l.doc.Problem(at, path, "%s", why)
	p.Refused = true
	b.l.problems.add(b.arm, p)
}

func (b *builder) env(n *source.Node, path string) map[string]string {
	if n == nil || n.Kind != source.Map {
		return nil
	}
	env := map[string]string{}
	for _, p := range n.Pairs {
		env[p.Key] = schema.ReadText(p.Value)
		if why := limits.EnvName(p.Key); why != "" {
			b.refuseAt(p.At, path+"."+p.Key, why)
		}
	}
	b.refuse(n, path, limits.EnvSize(env))
	return env
}

func reserved(n *source.Node) *int {
	if schema.IsNone(n) {
		return nil
	}
	count := schema.ReadCount(n)
	return &count
}

func (b *builder) async(n *source.Node, path string) profiles.Async {
	a := profiles.Async{Retries: 2, MaxAge: 6 * time.Hour}
	if n.Has("retries") {
		a.Retries = schema.ReadCount(n.Get("retries"))
	}
	if v := n.Get("max_age"); n.Has("max_age") {
		a.MaxAge = schema.ReadDuration(v)
		b.refuse(v, path+".max_age", limits.MaxAge(a.MaxAge))
	}
	a.DeadLetter = queue(n.Get("dead_letter"))
	a.OnSuccess = queue(n.Get("on_success"))
	a.OnFailure = queue(n.Get("on_failure"))
	a.Shared = schema.ReadSwitch(n.Get("shared_queue"))
	return a
}

func queue(n *source.Node) string {
	if schema.IsNone(n) {
		return ""
	}
	return schema.ReadText(n)
}

// versions reads the versions of a function, or the model or process that
// stands on the function itself and makes version v1.
func (b *builder) versions(n *source.Node, path string, memory int) []profiles.Version {
	var out []profiles.Version
	if !n.Has("versions") {
		return append(out, b.version("v1", n, path, memory))
	}
	if n.Has("model") || n.Has("process") {
		b.report(n.Get("versions").At, path+".versions", "a function has either model or versions; move its own to versions.v1")
	}
	for _, p := range n.Get("versions").Pairs {
		out = append(out, b.version(p.Key, p.Value, path+".versions."+p.Key, memory))
	}
	if len(out) == 0 {
		out = []profiles.Version{{Name: "v1"}}
	}
	return out
}

func (b *builder) version(name string, n *source.Node, path string, memory int) profiles.Version {
	v := profiles.Version{Name: name, Model: profiles.Model{Arch: "x86_64", Package: "zip"}}
	switch p := n.Get("process"); {
	case !b.sound("functions"):
	case n.Has("model") && n.Has("process"):
		b.report(p.At, path+".process", "a version has either a model or a process, leave one of them out")
	case n.Has("process"):
		var key, why string
		if v.Process, key, why = code.Read(p, filepath.Dir(b.l.doc.Name)); why != "" {
			b.report(p.At, path+".process."+key, "%s", why)
		}
	case !n.Has("model"):
		b.report(n.At, path, "there is nothing to run, write model: {duration: {constant: 50ms}} or process: {command: [./bootstrap]}")
	}
	if n.Has("model") {
		v.Model = b.model(n.Get("model"), path+".model", memory)
	}
	return v
}

func (b *builder) model(n *source.Node, path string, memory int) profiles.Model {
	m := profiles.Model{
		Runtime:    schema.ReadText(n.Get("runtime")),
		Arch:       "x86_64",
		Package:    "zip",
		Duration:   schema.ReadDist(n.Get("duration")),
		Errors:     schema.ReadPercent(n.Get("errors")),
		InitErrors: schema.ReadPercent(n.Get("init_errors")),
		Body:       schema.ReadCount(n.Get("body")),
	}
	if n.Has("arch") {
		m.Arch = schema.ReadText(n.Get("arch"))
	}
	loaded := b.pkg(n, path, &m)
	if m.Runtime != "" {
		m.First, _ = dist.FirstInvoke(m.Runtime, memory)
	}
	m.Init = b.init(n, path, m)
	if loaded > 0 && !m.Init.IsZero() {
		m.Init = m.Init.Later(dist.Loading(loaded))
	}
	return m
}

// pkg reads how a version is packed, and how many MB of code its init loads.
func (b *builder) pkg(n *source.Node, path string, m *profiles.Model) (loaded int) {
	v := n.Get("package")
	kind := v
	if v != nil && v.Kind == source.Map {
		kind, m.SizeMB, loaded = v.Get("kind"), schema.ReadCount(v.Get("size")), schema.ReadCount(v.Get("loaded"))
	}
	if text := schema.ReadText(kind); text != "" {
		m.Package = text
	}
	if m.Package == "image" && m.SizeMB > 0 {
		b.report(v.Get("size").At, path+".package.size", "an image is read as it is needed, its size has no effect; leave size out")
	}
	preset := schema.ReadText(n.Get("init").Get("preset"))
	if loaded > 0 && (m.Runtime == "" || n.Has("init") && preset != dist.Hello && preset != dist.App) {
		b.report(v.Get("loaded").At, path+".package.loaded", "loaded adds to a measured init: name a runtime, and let init be its preset hello or app, or leave it out")
		return 0
	}
	return loaded
}

// init reads what initialisation takes: a distribution, or a preset of the
// runtime, which is hello when only the runtime is given.
func (b *builder) init(n *source.Node, path string, m profiles.Model) dist.Dist {
	v := n.Get("init")
	preset := schema.ReadText(v.Get("preset"))
	switch {
	case n.Has("init") && preset == "":
		return schema.ReadDist(v)
	case preset != "" && m.Runtime == "":
		b.report(v.At, path+".init", "a preset belongs to a runtime, write runtime: python3.13 or a distribution here")
		return dist.Dist{}
	case m.Runtime == "":
		return dist.Dist{}
	case preset == "":
		preset = dist.Hello
	}
	d, ok := dist.Init(m.Runtime, m.Arch, m.Package, preset)
	if !ok && b.sound("functions") {
		at := n.At
		if v != nil {
			at = v.At
		}
		b.report(at, path+".init", "no inits were measured for %s on %s as %s with preset %s, write a distribution such as {constant: 300ms}", m.Runtime, m.Arch, m.Package, preset)
	}
	return d
}

func (b *builder) aliases(n *source.Node, path string, f *profiles.Function) []profiles.Alias {
	if n == nil || n.Kind != source.Map {
		return nil
	}
	var out []profiles.Alias
	for _, p := range n.Pairs {
		a := limits.Alias{Name: p.Key, To: schema.ReadText(p.Value)}
		weights := p.Value.Get("weights")
		if p.Value.Kind == source.Map {
			a.To, a.Weighted = schema.ReadText(p.Value.Get("to")), weights.Keys()
		}
		at := path + "." + p.Key
		if f.Version(p.Key) != nil {
			b.report(p.At, at, "%s is a version and an alias, give one of them another name", p.Key)
		}
		if key, why := limits.Routing(a, called.Versions(f), n.Keys()); why != "" {
			place := p.Value
			if v := p.Value.Get(key); v != nil {
				place, at = v, at+"."+key
			}
			b.refuse(place, at, why)
		}
		alias := profiles.Alias{Name: a.Name, To: a.To}
		if len(a.Weighted) == 1 {
			alias.Other, alias.Weight = a.Weighted[0], schema.ReadPercent(weights.Pairs[0].Value)
		}
		out = append(out, alias)
	}
	return out
}

func (b *builder) provisioned(n *source.Node, path string, f *profiles.Function) []profiles.Provisioned {
	if n == nil || n.Kind != source.Map {
		return nil
	}
	var out []profiles.Provisioned
	var configured []string
	for _, p := range n.Pairs {
		if count := schema.ReadCount(p.Value); !schema.IsNone(p.Value) && count > 0 {
			out = append(out, profiles.Provisioned{Qualifier: p.Key, Count: count})
			configured = append(configured, p.Key)
		}
	}
	for _, p := range n.Pairs {
		why := limits.Provisioned(p.Key, routing(f), called.Versions(f), configured)
		known := f.Alias(p.Key) != nil || f.Version(p.Key) != nil
		if why != "" && (slices.Contains(configured, p.Key) || !known) {
			b.refuse(p.Value, path+"."+p.Key, why)
		}
	}
	return out
}

// routing is a function's aliases as the limits see them.
func routing(f *profiles.Function) []limits.Alias {
	var out []limits.Alias
	for _, a := range f.Aliases {
		l := limits.Alias{Name: a.Name, To: a.To}
		if a.Other != "" {
			l.Weighted = []string{a.Other}
		}
		out = append(out, l)
	}
	return out
}
