package metric

import (
	"strings"
	"testing"
	"time"
)

func TestExpect(t *testing.T) {
	tests := []struct {
		text, scope, name, op string
		value                 float64
	}{
		{"p99 < 80ms", "", "p99", "<", 80},
		{"sdk.p50<=1.5s", "sdk", "p50", "<=", 1500},
		{"provisioned.sdk.cold_rate < 1%", "provisioned sdk", "cold_rate", "<", 0.01},
		{"provisioned/on-demand.sdk.p99 < 0.8", "provisioned/on-demand sdk", "p99", "<", 0.8},
		{"provisioned/on-demand.p99 < 0.8", "provisioned/on-demand", "p99", "<", 0.8},
		{"events.lost == 0", "events", "lost", "==", 0},
		{"alb.status.502 > 3", "alb", "status.502", ">", 3},
		{"reason.LambdaThrottling != 0", "", "reason.LambdaThrottling", "!=", 0},
		{"a.b.version.v2 >= 40%", "a b", "version.v2", ">=", 0.4},
		{"cold_rate <= 0", "", "cold_rate", "<=", 0},
		{"cost < 0.25", "", "cost", "<", 0.25},
		{"cost < $0.25", "", "cost", "<", 0.25},
	}
	for _, tt := range tests {
		x, err := Expect(tt.text)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
			continue
		}
		if got := strings.Join(x.Scope, " "); got != tt.scope || x.Name != tt.name || x.Op != tt.op || x.Value != tt.value {
			t.Errorf("%s = %q %s %s %v", tt.text, got, x.Name, x.Op, x.Value)
		}
	}
}

func TestExpectSaysWhatIsWrong(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "is not an expectation"},
		{"p99", "is not an expectation"},
		{"p99 < 80", "not a time"},
		{"p99 < 1%", "not a time"},
		{"p98 < 80ms", `"p98" is not a metric, did you mean p`},
		{"sdk.colr_rate < 1%", "did you mean cold_rate?"},
		{"cold_rate < 0.01", "write it as a percentage"},
		{"cold_rate == 1%", "use < <= > or >="},
		{"a/b.p99 < 80ms", "plain number such as 0.8"},
		{"lost == 1%", "lost is a count"},
		{"lost == 1.5", "lost is a count"},
		{"status.abc > 0", "not an HTTP status"},
		{"status > 0", `"status" is not a metric`},
		{"a.b.c.p99 < 1s", "too many words"},
		{"a.b/c.p99 < 1s", "is not written as"},
		{"a/b/c.p99 < 1", "is not written as"},
		{"/b.p99 < 1", "is not written as"},
		{".p99 < 1s", "is not written as"},
		{"p99 =< 1s", "is not an expectation"},
		{"p99 < 1s p99", "is not an expectation"},
	}
	for _, tt := range tests {
		if _, err := Expect(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %s", tt.text, err, tt.want)
		}
	}
}

func TestStop(t *testing.T) {
	x, err := Stop("sdk.error_rate > 50% for 5s")
	if err != nil || x.Value != 0.5 || x.For != 5*time.Second || x.Scope[0] != "sdk" || x.Text != "sdk.error_rate > 50% for 5s" {
		t.Errorf("got %+v, %v", x, err)
	}
	for text, want := range map[string]string{
		"error_rate > 50%":          "has no window",
		"error_rate > 50% for long": "is not a time",
		"error_rate > 50% for 1ms":  "1s to 1h",
		"lost > 0 for 5s":           "known only after the run",
		"nope > 0 for 5s":           "is not a metric",
	} {
		if _, err := Stop(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range All() {
		if seen[m.Name] || m.Doc == "" || m.Unit == "" || m.Kind == "" || m.Applies == "" {
			t.Errorf("incomplete or twice: %+v", m)
		}
		seen[m.Name] = true
		name := m.Name
		if m.Prefix {
			name += ".x"
		}
		if got, ok := Find(name); !ok || got.Name != m.Name || !Reserved(m.Name) {
			t.Errorf("%s is not found by its name", name)
		}
	}
	if len(seen) == 0 {
		t.Fatal("there is no metric")
	}
	if _, ok := Find("p99.x"); ok {
		t.Error("p99.x is found, and p99 takes no suffix")
	}
}

func FuzzExpect(f *testing.F) {
	for _, s := range []string{"p99 < 80ms", "a/b.c.p99 < 0.8", "status.502 > 0", "error_rate > 5% for 5s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if x, err := Expect(s); err == nil && (x.Name == "" || len(x.Scope) > 2) {
			t.Fatalf("%q = %+v", s, x)
		}
		if x, err := Stop(s); err == nil && x.For <= 0 {
			t.Fatalf("%q = %+v", s, x)
		}
	})
}
