package catalog_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/core/book"
)

// overBook is a catalog over the real rule book, with time standing still.
func overBook() (*catalog.Catalog, *book.Book) {
	b := book.New(core.Config{Seed: 1})
	c := catalog.New(catalog.Options{Account: "111122223333", Region: "us-east-1",
		Apply: func(ev core.Event) core.Effect {
			for _, e := range b.Step(0, ev, nil) {
				if e.Kind == core.Answer {
					return e
				}
			}
			panic("no answer")
		},
		Now: func() int64 { return 1 },
		Provisioned: func(fn int32, q core.Qual) (int32, int32, int32, uint8, string, bool) {
			v, ok := b.Provisioned(fn, q)
			return v.Requested, v.Available, v.Allocated, uint8(v.Status), "", ok
		}})
	return c, b
}

// TestAgreesWithTheRuleBook changes functions at random and checks that both
// sides hold the same at every step: what resolves here exists there, numbers
// never come back, reserved and provisioned concurrency are equal.
func TestAgreesWithTheRuleBook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, b := overBook()
		names := []string{"f", "g"}
		highest := map[string]string{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			name := rapid.SampledFrom(names).Draw(t, "function")
			step(t, c, name, highest)
			checkAgreement(t, c, b, names)
		}
	})
}

func step(t *rapid.T, c *catalog.Catalog, name string, highest map[string]string) {
	version := fmt.Sprint(rapid.IntRange(1, 4).Draw(t, "version"))
	alias := rapid.SampledFrom([]string{"live", "test"}).Draw(t, "alias")
	n := rapid.SampledFrom([]int{0, 1, 5, 400, 899, 900, 901, 2000}).Draw(t, "n")
	switch rapid.IntRange(0, 9).Draw(t, "what") {
	case 0:
		_, _ = c.CreateFunction(fn(name), basic(), zipped())
	case 1:
		_ = c.DeleteFunction(fn(name))
	case 2:
		_, _ = c.UpdateConfiguration(fn(name), setting.Changes{Description: &version}, "")
	case 3:
		if v, err := c.PublishVersion(fn(name), catalog.Publication{}); err == nil {
			if old := highest[name]; len(v.Version) < len(old) || len(v.Version) == len(old) && v.Version < old {
				t.Fatalf("version %s after %s", v.Version, old)
			}
			highest[name] = v.Version
		}
	case 4:
		_, _ = c.CreateAlias(fn(name), alias, setting.AliasChanges{Version: &version})
	case 5:
		_, _ = c.UpdateAlias(fn(name), alias, setting.AliasChanges{Weights: weights(version, 0.5)})
	case 6:
		_ = c.DeleteAlias(fn(name), alias)
	case 7:
		if n%2 == 0 {
			_ = c.PutReserved(fn(name), n)
		} else {
			_ = c.DeleteReserved(fn(name))
		}
	case 8:
		_, _ = c.PutProvisioned(at(name, rapid.SampledFrom([]string{alias, version}).Draw(t, "qualifier")), n)
	case 9:
		_ = c.DeleteFunction(at(name, version))
	}
}

func checkAgreement(t *rapid.T, c *catalog.Catalog, b *book.Book, names []string) {
	for _, name := range names {
		target, err := c.Resolve("", "", name, "")
		if err != nil {
			continue
		}
		view, ok := b.Function(target.Fn)
		if !ok {
			t.Fatalf("the rule book does not know %s", name)
		}
		versions, _ := c.Versions(fn(name))
		if len(versions) != len(view.Fleets) {
			t.Fatalf("%s: %d versions here, %d there", name, len(versions), len(view.Fleets))
		}
		reserved, set, _ := c.Reserved(fn(name))
		if !set {
			reserved = -1
		}
		if int32(reserved) != view.Reserved {
			t.Fatalf("%s: reserved %d here, %d there", name, reserved, view.Reserved)
		}
		sum := 0
		list, _ := c.ProvisionedConfigs(fn(name))
		for _, p := range list {
			sum += p.Requested
		}
		if int32(sum) != view.Provisioned {
			t.Fatalf("%s: provisioned %d here, %d there", name, sum, view.Provisioned)
		}
	}
}
