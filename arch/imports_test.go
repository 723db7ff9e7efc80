package arch

import (
	"slices"
	"strings"
	"testing"
)

// values are what the shells and the wire may know of the rule book.
var values = []string{"standin/core", "standin/invoke", "standin/outcome", "standin/queue", "standin/keys", "standin/metrics/...", "standin/logs/...",
	"standin/identity/...", "standin/catalog/...", "standin/modelled", "standin/balance", "standin/gateway", "profiles/dist", "attack/hit",
	"standin/relay", "standin/topics", "standin/buses", "standin/buckets", "standin/pollers"}

// allowed says what a folder may import of squall. The entry with the longest
// name that fits a folder counts; a folder without an entry may import nothing.
var allowed = map[string][]string{
	"cmd/...": {"..."},

	"profiles/...":        {"profiles/..."},
	"profiles/dist":       {"profiles/dist/curve"},
	"profiles/dist/curve": {},
	"profiles/dist/wave":  {},
	"profiles/feed":       {"profiles/dist"},
	"profiles/trace":      {"profiles/dist"},

	"attack/...":          {"profiles/...", "attack/..."},
	"attack/evidence":     {"attack/hit"},
	"attack/hit":          {},
	"attack/pace":         {"profiles/dist", "profiles/dist/wave"},
	"attack/payload":      {"profiles/dist", "profiles/feed", "profiles/template", "profiles/traffic"},
	"attack/probe":        {"attack/hit"},
	"attack/send/conns":   {"attack/send/opening"},
	"attack/send/opening": {},

	"standin/...":              {"profiles/...", "attack/hit", "standin/..."},
	"standin/core/...":         {"profiles/dist", "standin/core/..."},
	"standin/catalog/...":      {"profiles/dist", "standin/core", "standin/catalog/...", "standin/identity/..."},
	"standin/identity/...":     {"standin/identity/..."},
	"standin/invoke":           {"standin/core", "standin/identity/policy"},
	"standin/modelled":         {"standin/core", "standin/core/fault", "standin/invoke", "attack/hit"},
	"standin/outcome":          {"profiles/dist", "standin/core", "standin/invoke"},
	"standin/keep":             {},
	"standin/keep/image":       {},
	"standin/kept":             {"standin/keep/..."},
	"standin/queue":            {"profiles/dist", "standin/identity/policy", "standin/keep/image"},
	"standin/keys":             {"standin/catalog"}, // for its ids
	"standin/pattern":          {},
	"standin/topics":           {"standin/queue", "standin/pattern", "standin/catalog/..."},
	"standin/buses":            {"standin/cron", "standin/pattern", "standin/catalog/..."},
	"standin/cron":             {},
	"standin/buckets":          {},
	"standin/pollers":          {"standin/queue", "standin/pattern", "standin/catalog"}, // for its ids
	"standin/relay":            {"standin/queue", "standin/topics", "standin/buses", "standin/buckets", "standin/catalog/..."},
	"standin/metrics":          {"standin/keep/image"},
	"standin/metrics/...":      {"standin/core", "standin/metrics/..."},
	"standin/logs/...":         {"standin/catalog", "standin/core", "standin/modelled", "standin/logs"},
	"standin/live":             append([]string{"standin/core/...", "standin/keep/...", "standin/live/..."}, values...),
	"standin/live/lag":         {},
	"standin/live/parcel":      values,
	"standin/live/programs":    {"standin/core", "standin/invoke"},
	"standin/live/journal":     {"standin/logs", "standin/keep/image"},
	"standin/live/kept":        append([]string{"standin/core/...", "standin/keep/...", "standin/live/journal"}, values...),
	"standin/address":          {},
	"standin/certificate":      {},
	"standin/virtual":          append([]string{"standin/core/..."}, values...),
	"standin/door/...":         append([]string{"standin/door/..."}, values...),
	"standin/awsapi/...":       append([]string{"standin/awsapi/..."}, values...),
	"standin/awsapi/scheduler": append([]string{"standin/awsapi/...", "standin/timetable"}, values...),
	"standin/awsapi/s3":        append([]string{"standin/awsapi/...", "standin/keep/..."}, values...),
	"standin/awsapi/fis":       append([]string{"standin/awsapi/rest", "standin/core/fault", "standin/experiment"}, values...),
	"standin/experiment":       {},
	"standin/timetable":        {"standin/cron"},
	"standin/runtimeapi":       {"standin/invoke"},
	"standin/balance":          {},
	"standin/gateway":          {},
	"standin/proc":             {"standin/invoke", "standin/runtimeapi"},

	"analyze/...":   {"profiles/...", "attack/hit", "analyze/..."},
	"analyze/stats": {"profiles/dist"},
	"reports/...":   {"analyze/...", "reports/..."},

	// The checks on everything else; proof/check knows the words of the rule
	// book and none of its code, proof/scene what a profile can say.
	"proof/...":   {"..."},
	"proof/check": {"standin/core", "proof/story"},
	"proof/story": {"standin/core"},
	"proof/scene": {"profiles"},

	"bench/accuracy":  {"bench/tools", "reports"},
	"bench/generator": {"bench/tools", "reports"},
	"bench/virtual":   {"reports"},
}

func rule(folder string) (patterns []string, found bool) {
	longest := -1
	for pattern, may := range allowed {
		length := 2 * len(strings.TrimSuffix(pattern, "/..."))
		if pattern == folder { // its own row comes before that of its tree
			length++
		}
		if within(folder, pattern) && length > longest {
			longest, patterns, found = length, may, true
		}
	}
	return patterns, found
}

func mayImport(folder, other string) bool {
	patterns, _ := rule(folder)
	return slices.ContainsFunc(patterns, func(p string) bool { return p == "..." || within(other, p) })
}

func TestImports(t *testing.T) {
	looked := 0
	for _, f := range sources(t) {
		for _, imported := range f.imports() {
			other, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			looked++
			if !mayImport(f.folder, other) {
				t.Errorf("%s imports %s; %s may not (the table is in arch/imports_test.go)", f.path, imported, f.folder)
			}
		}
	}
	if looked < 20 {
		t.Fatalf("found %d imports within squall; the test looks at the wrong ones", looked)
	}
}

// The attacker and the stand-in meet on the wire, in the hit file and in cmd,
// so not even a test of one may reach into the other.
func TestAttackAndStandinDoNotMeetInTests(t *testing.T) {
	looked := 0
	for _, f := range tree(t) {
		if !f.test {
			continue
		}
		looked++
		for _, imported := range f.imports() {
			other := strings.TrimPrefix(imported, module+"/")
			if within(f.folder, "attack/...") && within(other, "standin/...") ||
				within(f.folder, "standin/...") && within(other, "attack/...") && other != "attack/hit" {
				t.Errorf("%s imports %s; a test that needs both belongs in cmd", f.path, imported)
			}
		}
	}
	if looked == 0 {
		t.Fatal("found no test")
	}
}

func TestTheTableItself(t *testing.T) {
	tests := []struct {
		folder, other string
		want          bool
	}{
		{"cmd/squall", "standin/live", true},
		{"attack", "attack/pace", true},
		{"attack", "standin/core", false},
		{"attack/pace", "profiles/dist", true},
		{"attack/pace", "profiles", false},
		{"attack/hit", "profiles/dist", false},
		{"standin", "attack/hit", true},
		{"standin", "attack/pace", false},
		{"standin/core/book", "standin/core", true},
		{"standin/core/book", "standin/live", false},
		{"standin/corepulp", "standin/core", true}, // a part of standin like any other
		{"reports", "analyze/stats", true},
		{"reports", "attack/hit", false},
		{"unheard/of", "profiles/dist", false},
	}
	for _, tt := range tests {
		if got := mayImport(tt.folder, tt.other); got != tt.want {
			t.Errorf("%s imports %s: %v, want %v", tt.folder, tt.other, got, tt.want)
		}
	}
}
