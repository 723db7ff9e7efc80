package read_test

import (
	"testing"

	"squall/profiles"
	"squall/profiles/read"
)

// TestBuiltinsStayLegalWithoutTheirPoint overrides the very thing that a
// built-in profile is about: its plan must still be legal, so that a run of it
// can be seen to fail.
func TestBuiltinsStayLegalWithoutTheirPoint(t *testing.T) {
	tests := map[string]string{
		"quickstart":               "functions.report.reserved=none",
		"provisioned-concurrency":  "arms=[{name: on-demand}, {name: provisioned}]",
		"provisioned-sweep":        "sweep=null",
		"reserved-and-provisioned": "functions.pricing.provisioned.live=0",
		"throttling":               "account.concurrency=5000",
		"noisy-neighbour":          "account.concurrency=1000",
		"async-dead-letter":        "functions.resize.model.errors=0%",
		"async-six-hours":          "functions.refused.async.max_age=1h",
		"s3-burst":                 "functions.thumbnail.reserved=none",
		"alias-weights":            "functions.api.aliases.live=v1",
		"alias-repoint":            "faults=[]",
		"canary":                   "functions.checkout.versions.v2.model.errors=5%",
	}
	if len(tests) != len(profiles.Builtins()) {
		t.Errorf("%d built-ins and %d overrides", len(profiles.Builtins()), len(tests))
	}
	for _, name := range profiles.Builtins() {
		data, _ := profiles.Builtin(name)
		if _, err := read.Profile(name+".yaml", data, []string{tests[name]}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
