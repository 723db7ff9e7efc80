package arch

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// pure lists the folders that compute and decide: the same arguments give the
// same result.
var pure = []string{
	"profiles/dist", "profiles/feed", "profiles/template", "attack/pace", "attack/payload", "attack/hit", "attack/evidence",
	"standin/core/...", "standin/outcome", "standin/queue", "standin/keys", "standin/metrics/...", "standin/logs/...", "standin/catalog/...", "standin/identity/...",
	"standin/modelled", "standin/virtual", "standin/pattern", "standin/topics", "standin/buses", "standin/cron", "standin/buckets", "standin/relay", "standin/pollers",
	"analyze/...", "reports/...",
	"proof/check", "proof/story",
}

// clock is what package time offers beyond arithmetic.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// impure packages give chance, threads, sockets or files.
var impure = []string{"math/rand/...", "crypto/rand", "sync/...", "net", "net/http/...", "net/rpc/...", "os/...", "syscall", "runtime/...", "context"}

func isPure(folder string) bool {
	return slices.ContainsFunc(pure, func(p string) bool { return within(folder, p) })
}

func TestPurity(t *testing.T) {
	looked := map[string]bool{}
	for _, f := range sources(t) {
		if !isPure(f.folder) {
			continue
		}
		looked[f.folder] = true
		for _, imported := range f.imports() {
			if slices.ContainsFunc(impure, func(p string) bool { return within(imported, p) }) {
				t.Errorf("%s imports %s; %s is pure", f.path, imported, f.folder)
			}
		}
		for _, found := range impurities(f) {
			t.Errorf("%s; %s is pure, so time and concurrency are its caller's", found, f.folder)
		}
	}
	for _, must := range []string{"profiles/dist", "attack/pace", "attack/payload", "attack/hit", "standin/core", "analyze", "reports"} {
		if !looked[must] {
			t.Errorf("looked at no file of %s", must)
		}
	}
}

// impurities finds clocks and goroutines, with the place of each.
func impurities(f *file) (found []string) {
	timeName := "time"
	for _, spec := range f.syntax.Imports {
		if spec.Path.Value == `"time"` && spec.Name != nil {
			timeName = spec.Name.Name
		}
	}
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = append(found, f.line(n.Pos())+" starts a goroutine")
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == timeName && slices.Contains(clock, n.Sel.Name) {
				found = append(found, f.line(n.Pos())+" calls time."+n.Sel.Name)
			}
		}
		return true
	})
	return found
}

// A test that sleeps is slow and still wrong now and then; in a bubble of
// testing/synctest, sleeping is exact and takes no time.
func TestNoTestSleepsOutsideABubble(t *testing.T) {
	looked := 0
	for _, f := range tree(t) {
		if !f.test {
			continue
		}
		looked++
		if slices.Contains(f.imports(), "testing/synctest") {
			continue
		}
		for _, found := range impurities(f) {
			if strings.HasSuffix(found, "time.Sleep") {
				t.Errorf("%s outside of testing/synctest", found)
			}
		}
	}
	if looked == 0 {
		t.Fatal("found no test")
	}
}
