package profiles_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"squall/profiles"
	"squall/profiles/limits"
)

// account refuses what AWS would refuse, one change at a time.
type account struct {
	limit     int
	functions map[string]*function
}

type function struct {
	reserved    *int
	aliases     map[string]profiles.Alias
	provisioned map[string]int
}

func newAccount(w *profiles.World) *account {
	a := &account{limit: w.Account.Concurrency, functions: map[string]*function{}}
	for _, f := range w.Functions {
		n := &function{reserved: f.Reserved, aliases: map[string]profiles.Alias{}, provisioned: map[string]int{}}
		for _, al := range f.Aliases {
			n.aliases[al.Name] = al
		}
		for _, p := range f.Provisioned {
			n.provisioned[p.Qualifier] = p.Count
		}
		a.functions[f.Name] = n
	}
	return a
}

func (a *account) apply(c profiles.Change) error {
	f := a.functions[c.Function]
	switch c.Kind {
	case profiles.SetStandin:
		a.limit = c.World.Account.Concurrency
	case profiles.CreateFunction:
		a.functions[c.Function] = &function{aliases: map[string]profiles.Alias{}, provisioned: map[string]int{}}
	case profiles.DeleteFunction:
		delete(a.functions, c.Function)
	case profiles.PutReserved:
		f.reserved = &c.Count
	case profiles.DeleteReserved:
		f.reserved = nil
	case profiles.PutAlias:
		f.aliases[c.Alias] = profiles.Alias{Name: c.Alias, To: c.To, Other: c.Other, Weight: c.Weight}
	case profiles.DeleteAlias:
		delete(f.aliases, c.Alias)
	case profiles.PutProvisioned:
		f.provisioned[c.Qualifier] = c.Count
	case profiles.DeleteProvisioned:
		delete(f.provisioned, c.Qualifier)
	}
	return a.refused()
}

func (a *account) refused() error {
	var list []limits.Capacity
	for name, f := range a.functions {
		c := limits.Capacity{Name: name, Reserved: f.reserved}
		for q, n := range f.provisioned {
			c.Provisioned += n
			if al, ok := f.aliases[q]; ok && al.Other != "" {
				return fmt.Errorf("%s:%s is weighted and has provisioned concurrency", name, q)
			} else if ok && f.provisioned[al.To] > 0 {
				return fmt.Errorf("%s:%s and %s both have provisioned concurrency", name, q, al.To)
			}
		}
		list = append(list, c)
	}
	for name, why := range limits.Account(a.limit, list) {
		return fmt.Errorf("%s: %s", name, why)
	}
	return nil
}

// world draws a world that AWS would take.
func world(t *rapid.T) *profiles.World {
	return rapid.Custom(func(t *rapid.T) *profiles.World {
		w := &profiles.World{Account: profiles.Account{Concurrency: rapid.IntRange(150, 300).Draw(t, "limit")}}
		for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 3, rapid.ID).Draw(t, "functions") {
			w.Functions = append(w.Functions, drawFunction(t, name))
		}
		return w
	}).Filter(func(w *profiles.World) bool { return newAccount(w).refused() == nil }).Draw(t, "world")
}

func drawFunction(t *rapid.T, name string) profiles.Function {
	f := profiles.Function{Name: name, Memory: rapid.SampledFrom([]int{128, 256}).Draw(t, "memory"), Versions: []profiles.Version{{Name: "v1"}, {Name: "v2"}}}
	if rapid.Bool().Draw(t, "has reserved") {
		n := rapid.IntRange(0, 100).Draw(t, "reserved")
		f.Reserved = &n
	}
	live := profiles.Alias{Name: "live", To: rapid.SampledFrom([]string{"v1", "v2"}).Draw(t, "to")}
	if live.To == "v1" && rapid.Bool().Draw(t, "weighted") {
		live.Other, live.Weight = "v2", 0.5
	}
	f.Aliases = []profiles.Alias{live}
	f.Async.DeadLetter = rapid.SampledFrom([]string{"", "sqs:one", "sqs:two"}).Draw(t, "queue")
	for _, q := range []string{"live", "v1", "v2"} {
		if n := rapid.IntRange(-40, 40).Draw(t, "provisioned"); n > 0 {
			f.Provisioned = append(f.Provisioned, profiles.Provisioned{Qualifier: q, Count: n})
		}
	}
	return f
}

func TestChangesAreNeverRefusedOnTheWay(t *testing.T) {
	steps := 0
	rapid.Check(t, func(t *rapid.T) {
		from, to := world(t), world(t)
		a := newAccount(from)
		for _, c := range profiles.Changes(from, to) {
			steps++
			if err := a.apply(c); err != nil {
				t.Fatalf("%s: %v\nin\n%s", c, err, text(profiles.Changes(from, to)))
			}
		}
		if got, want := fmt.Sprint(describe(a)), fmt.Sprint(describe(newAccount(to))); got != want {
			t.Fatalf("got  %s\nwant %s\nby\n%s", got, want, text(profiles.Changes(from, to)))
		}
	})
	if steps == 0 {
		t.Fatal("no change was made")
	}
}

func describe(a *account) map[string]string {
	out := map[string]string{"limit": fmt.Sprint(a.limit)}
	for name, f := range a.functions {
		reserved := -1
		if f.reserved != nil {
			reserved = *f.reserved
		}
		out[name] = fmt.Sprint(reserved, f.aliases, f.provisioned)
	}
	return out
}

func TestNothingToChange(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := world(t)
		if got := profiles.Changes(w, w); len(got) > 0 {
			t.Fatalf("a world differs from itself:\n%s", text(got))
		}
	})
}
