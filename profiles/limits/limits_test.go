package limits

import (
	"strings"
	"testing"
	"time"
)

func check(t *testing.T, name, got, want string) {
	t.Helper()
	if want == "" && got != "" || !strings.Contains(got, want) {
		t.Errorf("%s: got %q, want %q", name, got, want)
	}
}

func TestTimes(t *testing.T) {
	check(t, "1s", Timeout(time.Second), "")
	check(t, "900s", Timeout(900*time.Second), "")
	check(t, "0", Timeout(0), "1s to 900s")
	check(t, "901s", Timeout(901*time.Second), "1s to 900s")
	check(t, "1.5s", Timeout(1500*time.Millisecond), "whole seconds")
	check(t, "60s", MaxAge(time.Minute), "")
	check(t, "6h", MaxAge(6*time.Hour), "")
	check(t, "59s", MaxAge(59*time.Second), "60s to 6h")
	check(t, "6h1s", MaxAge(6*time.Hour+time.Second), "60s to 6h")
}

func TestEnv(t *testing.T) {
	check(t, "user", EnvName("STAGE"), "")
	check(t, "reserved", EnvName("AWS_REGION"), "reserved by Lambda")
	check(t, "ours", EnvName("SQUALL_MODEL"), "set by squall")
	check(t, "small", EnvSize(map[string]string{"A": "b"}), "")
	check(t, "none", EnvSize(nil), "")
	// {"A":"..."} has 8 bytes beside the value.
	check(t, "just fits", EnvSize(map[string]string{"A": strings.Repeat("x", 4096-160-8)}), "")
	check(t, "one more", EnvSize(map[string]string{"A": strings.Repeat("x", 4096-160-7)}), "4096 are allowed")
	check(t, "no escapes", EnvSize(map[string]string{"A": strings.Repeat("<", 4096-160-8)}), "")
}

func TestAccount(t *testing.T) {
	n := func(v int) *int { return &v }
	tests := []struct {
		name  string
		limit int
		in    []Capacity
		want  map[string]string
	}{
		{"nothing set", 1000, []Capacity{{Name: "a"}}, nil},
		{"exactly 900", 1000, []Capacity{{"a", n(500), 0}, {"b", n(400), 0}}, nil},
		{"901", 1000, []Capacity{{"a", n(500), 0}, {"b", n(401), 0}}, map[string]string{"b": "at most 900 of the account's 1000"}},
		{"zero is always possible", 50, []Capacity{{"a", n(0), 0}}, nil},
		{"small account", 50, []Capacity{{"a", n(1), 0}}, map[string]string{"a": "at most 0"}},
		{"below provisioned", 1000, []Capacity{{"a", n(10), 20}}, map[string]string{"a": "below the function's total provisioned concurrency 20"}},
		{"equal to provisioned", 1000, []Capacity{{"a", n(20), 20}}, nil},
		{"provisioned exactly fits", 1000, []Capacity{{"a", n(500), 0}, {"b", nil, 400}}, nil},
		{"provisioned one too many", 1000, []Capacity{{"a", n(500), 0}, {"b", nil, 401}}, map[string]string{"b": "400 of the account's 1000 are left"}},
		{"two provisioned", 200, []Capacity{{"a", nil, 60}, {"b", nil, 60}}, map[string]string{"b": "40 of the account's 200 are left"}},
	}
	for _, tt := range tests {
		got := Account(tt.limit, tt.in)
		if len(got) != len(tt.want) {
			t.Errorf("%s: got %v", tt.name, got)
		}
		for name, want := range tt.want {
			check(t, tt.name, got[name], want)
		}
	}
}

func TestRouting(t *testing.T) {
	versions, aliases := []string{"v1", "v2", "v3"}, []string{"live", "other"}
	tests := []struct {
		alias     Alias
		key, want string
	}{
		{Alias{"live", "v1", nil}, "", ""},
		{Alias{"live", "$LATEST", nil}, "", ""},
		{Alias{"live", "v1", []string{"v2"}}, "", ""},
		{Alias{"live", "v9", nil}, "to", `"v9" is not a version`},
		{Alias{"live", "other", nil}, "to", "other is an alias, an alias points at a version"},
		{Alias{"live", "v1", []string{"v1"}}, "weights", "must be another one"},
		{Alias{"live", "v1", []string{"v2", "v3"}}, "weights", "at most one additional version"},
		{Alias{"live", "v1", []string{"other"}}, "weights", "other is an alias"},
		{Alias{"live", "$LATEST", []string{"v1"}}, "weights", "may not involve $LATEST"},
		{Alias{"live", "v1", []string{"$LATEST"}}, "weights", "may not involve $LATEST"},
	}
	for _, tt := range tests {
		key, got := Routing(tt.alias, versions, aliases)
		if key != tt.key {
			t.Errorf("%v: key %q, want %q", tt.alias, key, tt.key)
		}
		check(t, tt.alias.To, got, tt.want)
	}
}

func TestProvisioned(t *testing.T) {
	versions := []string{"v1", "v2"}
	aliases := []Alias{{"live", "v1", nil}, {"canary", "v1", []string{"v2"}}, {"latest", Latest, nil}, {"again", "v1", nil}}
	tests := []struct {
		qualifier  string
		configured []string
		want       string
	}{
		{"live", []string{"live"}, ""},
		{"v2", []string{"v2", "live"}, ""},
		{Latest, nil, "cannot be applied to $LATEST"},
		{"nope", nil, "neither an alias nor a version"},
		{"canary", []string{"canary"}, "alias with weights"},
		{"latest", []string{"latest"}, "which this alias points at"},
		{"live", []string{"live", "v1"}, "has a configuration of its own"},
		{"again", []string{"live", "again"}, "through the alias live already"},
	}
	for _, tt := range tests {
		check(t, tt.qualifier, Provisioned(tt.qualifier, aliases, versions, tt.configured), tt.want)
	}
}
