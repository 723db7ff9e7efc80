package arch

import (
	"go/ast"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/profiles/fault"
)

// everyVirtual is the test that walks the kinds which there are in virtual time:
// each bites where it should and nowhere else, and is undone.
const everyVirtual = "cmd/squall/explore#TestEveryFaultBites"

// shown is by which test a kind is shown that everyVirtual leaves out: that it
// bites where it should and nowhere else, that it ends, and that nothing stays
// changed. A kind that is added to the catalogue needs a row here, or to be one
// of those; TestEveryKindStrikesAndEnds has the ends of all leases.
var shown = map[string]string{
	"pc.slow-alloc":  "cmd/squall/explore#TestSlowProvisioningBites",
	"esm.disable":    "cmd/squall#TestEventSourceIsOff",
	"clock.skew":     "standin/awsapi#TestClockSkew",
	"ctl.conflict":   "standin/awsapi#TestControlPlaneFaults",
	"ctl.stale":      "standin/awsapi#TestStaleReads",
	"ctl.throttle":   "standin/awsapi#TestControlPlaneFaults",
	"metrics.gap":    "standin/awsapi/cloudwatch#TestLateAndMissingMetrics",
	"metrics.lag":    "standin/awsapi/cloudwatch#TestLateAndMissingMetrics",
	"net.bandwidth":  "attack/toxic#TestEachFaultBitesAndEnds",
	"net.blackhole":  "attack/toxic#TestEachFaultBitesAndEnds",
	"net.latency":    "attack/toxic#TestEachFaultBitesAndEnds",
	"net.loss":       "attack/toxic#TestEachFaultBitesAndEnds",
	"net.reset":      "attack/toxic#TestEachFaultBitesAndEnds",
	"net.slow-close": "attack/toxic#TestSlowClose",
}

// TestEveryFaultIsShown: no kind of the catalogue is without a test that strikes
// with it.
func TestEveryFaultIsShown(t *testing.T) {
	catalogue := fault.Catalogue()
	if len(catalogue) < 60 {
		t.Fatalf("the catalogue has %d kinds", len(catalogue))
	}
	walked := bodyOf(t, everyVirtual)
	named := map[string]bool{}
	for _, k := range catalogue {
		named[k.Name] = true
		place, own := shown[k.Name]
		virtual := k.Ground != fault.Mappings && k.Ground != fault.Wire && k.Ground != fault.Live && k.Name != "pc.slow-alloc"
		switch {
		case own == virtual:
			t.Errorf("%s: one test must show it: %s where it is there in virtual time, else the one of a row of shown", k.Name, everyVirtual)
		case own && !strings.Contains(bodyOf(t, place), `"`+k.Name+`"`) && !strings.Contains(bodyOf(t, place), `kind: `+k.Name):
			t.Errorf("%s: %s does not speak of it", k.Name, place)
		}
	}
	for name := range shown {
		if !named[name] {
			t.Errorf("%s is shown, and is in no catalogue", name)
		}
	}
	for _, left := range []string{"fault.Mappings", "fault.Wire", "fault.Live", `"pc.slow-alloc"`} {
		if !strings.Contains(walked, "k.Ground == "+left) && !strings.Contains(walked, "k.Name == "+left) {
			t.Errorf("%s does not leave out %s any more: neither may shown", everyVirtual, left)
		}
	}
	if n := strings.Count(walked, "continue"); n != 1 {
		t.Errorf("%s leaves out more than it did: it continues %d times", everyVirtual, n)
	}
}

// bodyOf is the text of a test, given as folder#Test.
func bodyOf(t *testing.T, place string) string {
	t.Helper()
	folder, name, _ := strings.Cut(place, "#")
	for _, f := range tree(t) {
		if f.folder != folder || !strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		for _, d := range f.syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Name.Name == name {
				text, err := os.ReadFile(filepath.Join(root, f.path))
				if err != nil {
					t.Fatal(err)
				}
				return string(text[fn.Pos()-f.syntax.FileStart : fn.End()-f.syntax.FileStart])
			}
		}
	}
	t.Errorf("there is no %s", place)
	return ""
}
