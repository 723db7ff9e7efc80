package live

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/identity"
	"squall/standin/invoke"
	"squall/standin/keep"
	"squall/standin/keep/image"
	"squall/standin/keys"
	"squall/standin/queue"
)

// memory is a keeper that has what it was told.
type memory struct{ records map[string][]byte }

func (m *memory) Put(c keep.Change) {
	if c.Clear {
		clear(m.records)
	}
	for _, r := range c.Records {
		if r.Value == nil {
			delete(m.records, r.Key)
		} else {
			m.records[r.Key] = r.Value
		}
	}
}

// keeping makes a world's loop one that is kept.
func (w *world) keeping() *memory {
	m := &memory{map[string][]byte{}}
	if err := w.loop.do(w.ctx, func(int64) {
		models := w.loop.kept.Lasting.Models // the world has configured it
		w.loop.KeepIn(m)
		w.loop.kept.Lasting.Models = models
	}); err != nil {
		w.t.Fatal(err)
	}
	return m
}

// again is the loop after the one before was killed and, after a while, started
// anew from what had been kept.
func (w *world) again(m *memory, while time.Duration) (stop func()) {
	w.t.Helper()
	if err := w.loop.Settled(); err != nil {
		w.t.Fatal(err)
	}
	records := maps.Clone(m.records)
	w.pass(while)
	loop := New(Options{Account: "111122223333", Region: "us-east-1"})
	loop.KeepIn(&memory{map[string][]byte{}})
	if err := loop.Restore(records); err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); loop.Run(ctx) }()
	w.loop = loop
	return func() { cancel(); <-done }
}

// What a loop has can be kept: a type that cannot is found here, not by whoever
// has a value of it.
func TestEverythingCanBeKept(t *testing.T) {
	l := New(Options{})
	for _, c := range l.cells() {
		if found := image.Unkept(c.Of); found != nil {
			t.Errorf("%s: %q", c.Name, found)
		}
	}
}

// An event that waits for its second attempt has it when it is due, in the next
// process; one that was running is run again, and none is lost.
func TestEventsOutliveTheLoop(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second), Errors: 1}
	inWorld(t, core.Config{}, model, func(w *world) {
		m := w.keeping()
		dlq := queue.ID{Account: "111122223333", Region: "us-east-1", Name: "dlq"}
		w.loop.Queues(func(now int64, q *queue.Queues) { _ = q.Create(now, dlq, nil) })
		w.create(dlq.ARN())
		begin := time.Now()
		w.invoke(invoke.Request{Async: true, Payload: []byte(`{"n":1}`)})
		w.pass(11 * time.Second) // it has failed once, and is due again after 60 s
		w.invoke(invoke.Request{Async: true, Payload: []byte(`{"n":2}`)})
		w.pass(time.Second / 2) // it runs
		defer w.again(m, 20*time.Second)()
		w.pass(400 * time.Second)
		var got []string
		w.loop.Queues(func(now int64, q *queue.Queues) {
			all, _ := q.Receive(now, dlq, queue.Ask{Max: 10})
			for _, one := range all {
				got = append(got, one.Body)
			}
		})
		slices.Sort(got)
		if fmt.Sprint(got) != `[{"n":1} {"n":2}]` {
			t.Fatalf("dead letters %q", got)
		}
		var starts []string
		lines, _, lost := w.loop.Log("f", 0, 1000)
		for _, line := range lines {
			if line.Message[:5] == "START" {
				starts = append(starts, time.UnixMilli(line.Timestamp).Sub(begin).String())
			}
		}
		// The first: at 0 s, 60 s and 120 s after failures that took a second; the
		// second: again when the loop is there again, then as usual.
		if want := "[0s 31.5s 1m1s 1m32.5s 3m2s 3m33.5s]"; fmt.Sprint(starts) != want || lost != 0 {
			t.Errorf("attempts at %v, want %s", starts, want)
		}
	})
}

// The control plane is what it was: versions keep their numbers and settings,
// also where numbers are missing, and the rule book refuses as before.
func TestControlPlaneOutlivesTheLoop(t *testing.T) {
	inWorld(t, core.Config{}, core.Model{Duration: constant(t, time.Millisecond)}, func(w *world) {
		m := w.keeping()
		if err := w.loop.Configure(w.ctx, core.Config{Seed: 5}, 500, []Model{{Function: "f", Version: "v1", Model: core.Model{Duration: constant(t, 7*time.Millisecond)}}}); err != nil {
			t.Fatal(err)
		}
		w.create("")
		ref := catalog.Ref{Name: "f"}
		memory := 256
		for range 3 {
			memory++
			w.control(func(c *catalog.Catalog) *catalog.Error {
				if _, err := c.UpdateConfiguration(ref, setting.Changes{Memory: &memory}, ""); err != nil {
					return err
				}
				_, err := c.PublishVersion(ref, catalog.Publication{})
				return err
			})
		}
		one, three := "1", "3"
		w.control(func(c *catalog.Catalog) *catalog.Error {
			_, err := c.CreateAlias(ref, "live", setting.AliasChanges{Version: &one})
			return err
		})
		w.control(func(c *catalog.Catalog) *catalog.Error {
			return c.DeleteFunction(catalog.Ref{Name: "f", Qualifier: "2"})
		})
		w.control(func(c *catalog.Catalog) *catalog.Error { return c.PutReserved(ref, 10) })
		w.control(func(c *catalog.Catalog) *catalog.Error {
			_, err := c.PutProvisioned(catalog.Ref{Name: "f", Qualifier: "live"}, 4)
			return err
		})
		w.control(func(c *catalog.Catalog) *catalog.Error {
			_, err := c.UpdateAlias(ref, "live", setting.AliasChanges{Weights: &map[string]float64{three: 0.25}})
			return err
		})
		var sealed []byte
		w.loop.Keys(func(now int64, k *keys.Keys) {
			made, err := k.Create(now, keys.Place{Account: "111122223333", Region: "us-east-1"}, keys.Creation{})
			if err != nil {
				t.Fatal(err)
			}
			if sealed, err = k.Encrypt(made, []byte("secret"), nil); err != nil {
				t.Fatal(err)
			}
		})
		before := w.shown()
		defer w.again(m, time.Hour)()
		w.pass(5 * time.Minute) // provisioned concurrency is allocated anew
		if after := w.shown(); after != before {
			t.Errorf("before %s\nafter  %s", before, after)
		}
		w.loop.Keys(func(now int64, k *keys.Keys) {
			text, _, err := k.Decrypt(now, keys.Place{Account: "111122223333", Region: "us-east-1"}, sealed, nil, nil)
			if err != nil || string(text) != "secret" {
				t.Errorf("%q %v", text, err)
			}
		})
		w.control(func(c *catalog.Catalog) *catalog.Error {
			v, err := c.PublishVersion(ref, catalog.Publication{})
			if err == nil && v.Version != "3" {
				t.Errorf("unchanged code is version %s", v.Version)
			}
			memory = 1024
			_, err = c.UpdateConfiguration(ref, setting.Changes{Memory: &memory}, "")
			if err == nil {
				v, err = c.PublishVersion(ref, catalog.Publication{})
			}
			if v.Version != "4" {
				t.Errorf("the next version is %s", v.Version)
			}
			return err
		})
		if r := w.invoke(invoke.Request{Qualifier: "live"}); r.Outcome != core.Done || r.Duration != 7*time.Millisecond {
			t.Errorf("%+v", r)
		}
	})
}

// shown is what the APIs say of a function.
func (w *world) shown() string {
	w.t.Helper()
	var out struct {
		Versions    []catalog.Configuration
		Alias       catalog.Alias
		Reserved    any
		Provisioned []catalog.Provisioned
		Roles       int
		Account     core.AccountView
		Rates       uint64
	}
	w.loop.Identity(func(_ int64, s *identity.Store) { out.Roles = len(s.Roles("111122223333", "/")) })
	w.pass(5 * time.Minute)
	w.control(func(c *catalog.Catalog) (err *catalog.Error) {
		ref := catalog.Ref{Name: "f"}
		if out.Versions, err = c.Versions(ref); err == nil {
			out.Alias, err = c.Alias(ref, "live")
		}
		if err == nil {
			out.Provisioned, err = c.ProvisionedConfigs(ref)
		}
		out.Account, out.Rates = w.loop.book.Account(c.RegionID("", "")), w.loop.options.Rules.Seed
		return err
	})
	b, err := json.Marshal(out)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}
