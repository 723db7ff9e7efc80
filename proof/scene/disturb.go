package scene

import (
	"fmt"
	"time"

	"squall/profiles"
)

// changes invents settings that change under load.
func (in inventor) changes(s *Scene) {
	if in.chance(25) {
		return
	}
	span := s.span() + 2*time.Second
	var mostly string // many changes of one kind meet each other
	if in.chance(50) {
		mostly = kinds[in.IntN(len(kinds))]
	}
	for range in.between(1, 24) {
		// Every now and then at the same instant as an arrival, or as another.
		at := time.Duration(in.Int64N(int64(span)/1e6+1)) * time.Millisecond
		if in.chance(10) {
			at = span + in.ms(0, 200_000) // while events are tried again
		} else if in.chance(30) {
			at = span * time.Duration(in.IntN(20)) / 20
		}
		kind := kinds[in.IntN(len(kinds))]
		if mostly != "" && in.chance(60) {
			kind = mostly
		}
		s.Changes = append(s.Changes, in.change(s, kind, at)...)
	}
	s.sort()
}

var kinds = []string{"PutReserved", "PutReserved", "PutReserved", "DeleteReserved", "PutProvisioned", "PutProvisioned", "PutProvisioned",
	"DeleteProvisioned", "PutAlias", "PutAlias", "PutAlias", "DeleteAlias", "PutEventInvoke", "PutEventInvoke", "DeleteEventInvoke",
	"PutDeadLetter", "PublishFresh", "DeleteVersion", "CreateFunction", "DeleteFunction", "DeleteFunction", "SetStandin", "DeleteQueue", "CreateQueue"}

// change invents one of a kind, with what belongs to it.
func (in inventor) change(s *Scene, kind string, at time.Duration) []Change {
	f := &s.Functions[in.IntN(len(s.Functions))]
	c := Change{At: at.String(), Kind: kind, Function: f.Name}
	switch kind {
	case "PutReserved":
		c.Count = in.pick(0, 1, 2, in.between(0, 12), in.between(0, max(s.Limit-100, 1)))
	case "PutProvisioned":
		c.Qualifier, c.Count = in.qualifier(f), in.between(1, 10)
	case "DeleteProvisioned", "DeleteEventInvoke":
		c.Qualifier = in.qualifier(f)
	case "PutAlias":
		c.Alias, c.To = in.alias(f), in.version(f)
		if other := in.version(f); other != c.To && in.chance(40) {
			c.Other, c.Weight = other, float64(in.pick(0, 5, 50, 100))/100
		}
	case "DeleteAlias":
		c.Alias = in.alias(f)
	case "PutEventInvoke":
		c.Qualifier, c.Retries, c.MaxAge = in.qualifier(f), in.IntN(3), in.pick(60, 90, 300, 21600)
		c.OnFailure = or("sqs:"+f.Name+"-on_failure", "", in.chance(50))
		c.OnSuccess = or("sqs:"+f.Name+"-on_success", "", in.chance(50))
	case "PutDeadLetter":
		c.Queue = or("sqs:"+f.Name+"-dead_letter", "", in.chance(50))
	case "CreateQueue", "DeleteQueue":
		c.Function, c.Queue = "", "sqs:"+f.Name+"-dead_letter"
	case "PublishFresh", "DeleteVersion", "CreateFunction":
		c.Version = in.version(f)
	case "SetStandin":
		c.Function, c.Count = "", in.pick(in.between(1, 99), in.between(100, 130), s.Limit, s.Limit, 1000)
	case "DeleteFunction":
		return append([]Change{c}, in.again(f, at)...)
	}
	return []Change{c}
}

// again makes a deleted function anew, at once or after a while, or leaves it.
func (in inventor) again(f *Function, at time.Duration) (out []Change) {
	if in.chance(20) {
		return nil
	}
	at += in.ms(0, in.pick(0, 500, 5000))
	out = append(out, Change{At: at.String(), Kind: "CreateFunction", Function: f.Name, Version: "v1"})
	for i := range f.Versions {
		out = append(out, Change{At: at.String(), Kind: "PublishFresh", Function: f.Name, Version: fmt.Sprintf("v%d", i+1)})
	}
	for _, a := range f.Aliases {
		out = append(out, Change{At: at.String(), Kind: "PutAlias", Function: f.Name, Alias: a.Name, To: a.To})
	}
	return out
}

func (in inventor) qualifier(f *Function) string {
	quals := f.qualifiers()[1:]
	return quals[in.IntN(len(quals))]
}

func (in inventor) alias(f *Function) string {
	if len(f.Aliases) == 0 {
		return "live"
	}
	return f.Aliases[in.IntN(len(f.Aliases))].Name
}

// Of is the change in a world whose aliases carry a suffix, as the nth of its
// scene.
func (c *Change) Of(w *profiles.World, suffix string, nth int) profiles.Change {
	qualified := func(name string) string {
		return w.Qualifier(profiles.Entry{Function: c.Function, Alias: name}, suffix)
	}
	out := profiles.Change{Kind: profiles.ChangeKind(c.Kind), Function: c.Function, Version: c.Version, To: c.To, Other: c.Other, Weight: c.Weight,
		Alias: qualified(c.Alias), Qualifier: qualified(c.Qualifier), Count: c.Count, Queue: c.Queue,
		Async: profiles.Async{Retries: c.Retries, MaxAge: time.Duration(c.MaxAge) * time.Second, OnSuccess: c.OnSuccess, OnFailure: c.OnFailure}}
	switch out.Kind {
	case profiles.CreateFunction, profiles.PublishFresh:
		out.Spec = w.Function(c.Function)
		out.Nonce = fmt.Sprintf("%s-%d", suffix, nth)
	case profiles.SetStandin:
		world := *w
		world.Account.Concurrency = c.Count
		out.World = &world
	}
	return out
}
