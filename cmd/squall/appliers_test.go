package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"testing"
	"time"

	"squall/attack/target"
	"squall/profiles"
	"squall/profiles/read"
	"squall/standin"

	"github.com/google/go-cmp/cmp"
)

const appliersProfile = `
name: both-ways
waits: 60x
account: {concurrency: 500}
functions:
  - name: shop
    memory: 512
    timeout: 5s
    env: {STAGE: test}
    versions:
      v1: {model: {runtime: python3.13, arch: arm64, duration: {constant: 5ms}}}
      v2: {model: {duration: {constant: 7ms}}}
    aliases: {live: v1}
attack: [{path: sdk, function: shop:live, phases: [{for: 1s, rate: 1/s}]}]
`

// pair applies every change twice: over the wire to one stand-in, and without
// one to another.
type pair struct {
	over, beside *served
	target       *target.Target
	applier      *standin.Applier
	tried        map[profiles.ChangeKind]bool
	undo         [][]profiles.Change
}

func newPair(t *testing.T, plan *profiles.Plan) *pair {
	p := &pair{over: serveStandin(t, string(emptyProfile)), beside: serveStandin(t, string(emptyProfile)), tried: map[profiles.ChangeKind]bool{}}
	account := plan.Arms[0].World.Account
	p.target = target.New(target.Options{Endpoint: p.over.Endpoint(), Region: account.Region, Account: account.ID, Compress: 2, Seed: 7})
	p.applier = p.beside.Applier(t.Context(), account)
	return p
}

// make makes a change both ways; the states must be equal then.
func (p *pair) make(t *testing.T, c profiles.Change) {
	t.Helper()
	p.tried[c.Kind] = true
	if err := p.target.Make(t.Context(), c); err != nil {
		t.Fatalf("over the wire: %v", err)
	}
	if err := p.applier.Apply(c); err != nil {
		t.Fatalf("without a wire: %v", err)
	}
	p.equal(t, c.String())
}

func (p *pair) equal(t *testing.T, after string) {
	t.Helper()
	if diff := cmp.Diff(p.over.state(t), p.beside.state(t)); diff != "" {
		t.Fatalf("after %s (- over the wire, + without):\n%s", after, diff)
	}
}

// apply is make with a look before it, which says how to take it back.
func (p *pair) apply(t *testing.T, c profiles.Change) {
	t.Helper()
	seen, err := p.target.Look(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	p.undo = append(p.undo, seen.Undo)
	before := p.over.state(t)
	p.make(t, c)
	if slices.Equal(before, p.over.state(t)) {
		t.Errorf("%s changed nothing that could be compared", c)
	}
}

// back takes every change back, last first.
func (p *pair) back(t *testing.T) {
	t.Helper()
	for _, list := range slices.Backward(p.undo) {
		for _, c := range list {
			p.make(t, c)
		}
	}
	p.undo = nil
}

// puts sets everything that can be set, and most of it twice.
func puts(w *profiles.World, nonce string) []profiles.Change {
	f := &w.Functions[0]
	async := profiles.Async{Retries: 1, MaxAge: time.Hour, OnSuccess: "sqs:done", OnFailure: "sqs:dead"}
	return []profiles.Change{
		{Kind: profiles.SetStandin, World: w},
		{Kind: profiles.CreateQueue, Queue: "sqs:dead" + nonce},
		{Kind: profiles.CreateFunction, Function: "shop", Version: "v1", Spec: f},
		{Kind: profiles.PutMark, Function: "shop", Mark: profiles.Mark{Run: "r" + nonce, Expires: "2026-01-02T03:04:05Z"}},
		{Kind: profiles.PutReserved, Function: "shop", Count: 7},
		{Kind: profiles.PutReserved, Function: "shop", Count: 0},
		{Kind: profiles.DeleteReserved, Function: "shop"},
		{Kind: profiles.PutReserved, Function: "shop", Count: 50},
		{Kind: profiles.PutDeadLetter, Function: "shop", Queue: "sqs:dead"},
		{Kind: profiles.PutDeadLetter, Function: "shop"},
		{Kind: profiles.PutDeadLetter, Function: "shop", Queue: "sqs:done"},
		{Kind: profiles.PublishFresh, Function: "shop", Version: "v1", Nonce: nonce, Spec: f},
		{Kind: profiles.PublishFresh, Function: "shop", Version: "v2", Nonce: nonce, Spec: f},
		{Kind: profiles.PutAlias, Function: "shop", Alias: "live-a", To: "v1", Other: "v2", Weight: 0.25},
		{Kind: profiles.PutAlias, Function: "shop", Alias: "live-a", To: "v2"},
		{Kind: profiles.PutAlias, Function: "shop", Alias: "dev", To: "$LATEST"},
		{Kind: profiles.PutEventInvoke, Function: "shop", Qualifier: "live-a", Async: async},
		{Kind: profiles.PutEventInvoke, Function: "shop", Qualifier: "live-a", Async: profiles.Async{MaxAge: time.Minute}},
		{Kind: profiles.PutEventInvoke, Function: "shop", Qualifier: "v1", Async: async},
		{Kind: profiles.PutEventInvoke, Function: "shop", Async: async},
		{Kind: profiles.RegisterDoor, Function: "shop", Path: profiles.PathALB, Qualifier: "live-a", MultiValue: true},
		{Kind: profiles.RegisterDoor, Function: "shop", Path: profiles.PathREST, Qualifier: "v2"},
		{Kind: profiles.CreateSource, Path: profiles.PathS3, Source: "uploads"},
		{Kind: profiles.CreateSource, Path: profiles.PathSNS, Source: "news"},
		{Kind: profiles.CreateSource, Path: profiles.PathEvents, Source: "orders"},
		{Kind: profiles.PutTrigger, Path: profiles.PathS3, Source: "uploads", Filter: "in/", Function: "shop", Qualifier: "live-a"},
		{Kind: profiles.PutTrigger, Path: profiles.PathS3, Source: "uploads", Filter: "out/", Function: "shop", Qualifier: "v1"},
		{Kind: profiles.PutTrigger, Path: profiles.PathSNS, Source: "news", Function: "shop"},
		{Kind: profiles.PutTrigger, Path: profiles.PathEvents, Source: "orders", Filter: "entry", Function: "shop", Qualifier: "live-a"},
		{Kind: profiles.PutTrigger, Path: profiles.PathEvents, Source: profiles.DefaultBus, Filter: "entry", Function: "shop", Qualifier: "v2"},
		{Kind: profiles.PutProvisioned, Function: "shop", Qualifier: "live-a", Count: 2},
		{Kind: profiles.PutProvisioned, Function: "shop", Qualifier: "live-a", Count: 3},
		{Kind: profiles.PutProvisioned, Function: "shop", Qualifier: "v1", Count: 1},
		broken,
	}
}

var broken = profiles.Change{Kind: profiles.PutFault, Function: "shop", Version: "v2", Lease: "one", Lasts: time.Hour,
	Fault: &profiles.Fault{Kind: "invoke.delay", Function: "shop", Share: .5, Match: profiles.Match{Path: "async"}}}

// deletes take away what puts set. Most can be taken back in turn; the name of
// a queue is free again only a minute after, and a deleted version or function
// is gone.
var deletes = []struct {
	change profiles.Change
	final  bool
}{
	{broken.Ended()[0], true},
	{profiles.Change{Kind: profiles.DeleteProvisioned, Function: "shop", Qualifier: "v1"}, false},
	{profiles.Change{Kind: profiles.DeleteProvisioned, Function: "shop", Qualifier: "live-a"}, false},
	{profiles.Change{Kind: profiles.DeregisterDoor, Function: "shop", Path: profiles.PathREST, Qualifier: "v2"}, false},
	{profiles.Change{Kind: profiles.DeleteEventInvoke, Function: "shop", Qualifier: "live-a"}, false},
	{profiles.Change{Kind: profiles.DeleteTrigger, Path: profiles.PathS3, Source: "uploads", Filter: "in/", Function: "shop", Qualifier: "live-a"}, false},
	{profiles.Change{Kind: profiles.DeleteTrigger, Path: profiles.PathSNS, Source: "news", Function: "shop"}, false},
	{profiles.Change{Kind: profiles.DeleteTrigger, Path: profiles.PathEvents, Source: "orders", Filter: "entry", Function: "shop", Qualifier: "live-a"}, false},
	{profiles.Change{Kind: profiles.DeleteSource, Path: profiles.PathEvents, Source: "orders"}, false},
	{profiles.Change{Kind: profiles.DeleteSource, Path: profiles.PathSNS, Source: "news"}, false},
	{profiles.Change{Kind: profiles.DeleteSource, Path: profiles.PathS3, Source: "uploads"}, true},
	{profiles.Change{Kind: profiles.DeleteMark, Function: "shop"}, false},
	{profiles.Change{Kind: profiles.DeleteAlias, Function: "shop", Alias: "live-a"}, true},
	{profiles.Change{Kind: profiles.DeleteVersion, Function: "shop", Version: "v2"}, true},
	{profiles.Change{Kind: profiles.DeleteFunction, Function: "shop"}, true},
	{profiles.Change{Kind: profiles.DeleteQueue, Queue: "sqs:dead-second"}, true},
}

// Both appliers must mean the same by every kind of change: what a virtual run
// does to the rule book is what a live run does through the AWS API.
func TestBothAppliers(t *testing.T) {
	plan, err := read.Profile("both.yaml", []byte(appliersProfile), nil)
	if err != nil {
		t.Fatal(err)
	}
	p := newPair(t, plan)
	w := &plan.Arms[0].World
	p.equal(t, "nothing")
	before := p.over.state(t)
	for _, c := range puts(w, "-first") {
		p.apply(t, c)
	}
	p.back(t)
	if diff := cmp.Diff(before, p.over.state(t)); diff != "" {
		t.Errorf("all taken back (- before, + now):\n%s", diff)
	}
	for _, c := range puts(w, "-second") {
		p.make(t, c)
	}
	for _, d := range deletes {
		before := p.over.state(t)
		p.apply(t, d.change)
		if d.final {
			p.undo = nil
			continue
		}
		p.back(t)
		if diff := cmp.Diff(before, p.over.state(t)); diff != "" {
			t.Errorf("%s taken back (- before, + now):\n%s", d.change, diff)
		}
		p.make(t, d.change)
	}
	for _, kind := range changeKinds(t) {
		if !p.tried[kind] {
			t.Errorf("%s was not applied: add it here", kind)
		}
	}
}

// changeKinds reads the kinds from their declarations, so that none is
// forgotten.
func changeKinds(t *testing.T) (kinds []profiles.ChangeKind) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../profiles/change.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "ChangeKind" {
			name, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			kinds = append(kinds, profiles.ChangeKind(name))
		}
		return true
	})
	if len(kinds) < 18 {
		t.Fatalf("only %d kinds of changes found", len(kinds))
	}
	return kinds
}
