package adopt

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"squall/profiles/dist"
)

// Function is a Lambda function as templates and accounts describe one.
type Function struct {
	Name        string
	Memory      int // MB; 0: not said
	Timeout     int // seconds
	Runtime     string
	Arch        string
	Image       bool
	Env         map[string]string
	Alias       string // its entries' alias; "": none
	Provisioned int    // of the alias
	Reserved    *int
	Async       Async
	Notes       []string
}

// Async is what is set for asynchronous invokes.
type Async struct {
	Retries                          *int
	MaxAge                           int // seconds
	DeadLetter, OnSuccess, OnFailure string
}

// Item writes the function. Its durations nobody knows.
func (f *Function) Item() Item {
	i := Item{Name: f.Name, Notes: f.Notes}
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	i.Set("memory", number(f.Memory), "")
	if f.Timeout > 0 {
		i.Set("timeout", fmt.Sprintf("%ds", f.Timeout), "")
	}
	if len(f.Env) > 0 {
		var pairs []Part
		for _, name := range slices.Sorted(maps.Keys(f.Env)) {
			pairs = append(pairs, Part{Key: name, Value: Quote(f.Env[name])})
		}
		i.Parts = append(i.Parts, Part{Key: "env", Pairs: pairs})
	}
	i.Set("model", f.model(&i), "the duration is a guess: the source does not tell it")
	if f.Alias != "" {
		i.Set("aliases", "{"+f.Alias+": v1}", "")
		if f.Provisioned > 0 {
			i.Set("provisioned", fmt.Sprintf("{%s: %d}", f.Alias, f.Provisioned), "")
		}
	}
	if f.Reserved != nil {
		i.Set("reserved", fmt.Sprint(*f.Reserved), "")
	}
	i.Set("async", f.Async.write(), "")
	return i
}

// Reference is how entries name the function.
func (f *Function) Reference() string {
	if f.Alias != "" {
		return f.Name + ":" + f.Alias
	}
	return f.Name
}

func (f *Function) model(i *Item) string {
	parts := []string{"duration: {lognormal: {median: 50ms, p99: 200ms}}"}
	if f.Image {
		parts = append([]string{"package: image"}, parts...)
	}
	if f.Arch == "arm64" {
		parts = append([]string{"arch: arm64"}, parts...)
	}
	runtime := f.Runtime
	if f.Image && runtime == "" {
		i.Note("cold starts: the runtime of an image is in the image; give the model a runtime or an init")
	}
	preset := ""
	for _, p := range []string{dist.App, dist.Hello} {
		pkg := "zip"
		if f.Image {
			pkg = "image"
		}
		if _, ok := dist.Init(runtime, f.Arch, pkg, p); ok && runtime != "" && preset == "" {
			preset = p
		}
	}
	switch {
	case runtime != "" && preset == "":
		i.Note("runtime %s: there are no figures of its cold starts for this architecture and package; give the model an init", runtime)
	case runtime != "":
		parts = append([]string{"runtime: " + runtime, "init: {preset: " + preset + "}"}, parts...)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (a *Async) write() string {
	var parts []string
	if a.Retries != nil {
		parts = append(parts, fmt.Sprintf("retries: %d", *a.Retries))
	}
	if a.MaxAge > 0 {
		parts = append(parts, fmt.Sprintf("max_age: %ds", a.MaxAge))
	}
	for _, to := range []struct{ key, queue string }{{"dead_letter", a.DeadLetter}, {"on_success", a.OnSuccess}, {"on_failure", a.OnFailure}} {
		if to.queue != "" {
			parts = append(parts, to.key+": "+to.queue)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// Entry is a way to a function.
type Entry struct {
	Path      string
	Function  string   // as Reference says
	Requests  []string // of an API: YAML of each
	Parts     []Part   // bucket, topic and the like
	Phases    string   // "": Load
	Remark    string   // on the phases
	Notes     []string
	NamedLike string // "": the path and the function
}

// Add adds entries, each with a name of its own.
func (d *Draft) Add(entries ...Entry) {
	for _, e := range entries {
		like := e.NamedLike
		if like == "" {
			name, _, _ := strings.Cut(e.Function, ":")
			like = e.Path + "-" + name
		}
		i := Item{Name: Unlike(d.Entries, like), Notes: e.Notes}
		i.Set("path", e.Path, "")
		i.Set("function", e.Function, "")
		i.Parts = append(i.Parts, e.Parts...)
		if len(e.Requests) > 0 {
			i.Set("requests", "\n  - "+strings.Join(e.Requests, "\n  - "), "")
		}
		phases, remark := e.Phases, e.Remark
		if phases == "" {
			phases, remark = Load, "a guess: the source does not tell the load"
		}
		i.Set("phases", phases, remark)
		d.Entries = append(d.Entries, i)
	}
}
