package catalog_test

import (
	"regexp"
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

func TestResolve(t *testing.T) {
	w := aliased(t)
	for qualifier, tt := range map[string]struct {
		qual core.Qual
		arn  string
	}{
		"":        {core.Qual{}, arn + "f"},
		"$LATEST": {core.Qual{}, arn + "f:$LATEST"},
		"2":       {core.Qual{Kind: core.Number, N: 2}, arn + "f:2"},
		"live":    {core.Qual{Kind: core.Alias}, arn + "f:live"},
	} {
		got, err := w.Resolve("", "", "f", qualifier)
		if err != nil || got.Qual != tt.qual || got.ARN != tt.arn || got.Fn != 0 || got.Region != 0 {
			t.Errorf("%q is %+v, %v", qualifier, got, err)
		}
	}
	for _, tt := range []struct{ region, name, qualifier, arn, line string }{
		{"", "g", "", arn + "g", arn + "g:$LATEST"},
		{"", "f", "3", arn + "f:3", arn + "f:3"},
		{"", "f", "no", arn + "f:no", arn + "f:no"},
		{"eu-west-1", "f", "", "arn:aws:lambda:eu-west-1:111122223333:function:f", "arn:aws:lambda:eu-west-1:111122223333:function:f:$LATEST"},
	} {
		got, err := w.Resolve("", tt.region, tt.name, tt.qualifier)
		want(t, err, "404 ResourceNotFoundException Function not found: "+tt.line)
		if got.ARN != tt.arn {
			t.Errorf("asked for %q", got.ARN)
		}
	}
}

func TestResolveDoesNotAllocate(t *testing.T) {
	w := aliased(t)
	for _, qualifier := range []string{"", "2", "live"} {
		if n := testing.AllocsPerRun(100, func() {
			if _, err := w.Resolve("", "us-east-1", "f", qualifier); err != nil {
				t.Fatal(err)
			}
		}); n != 0 {
			t.Errorf("resolving %q allocates %v times", qualifier, n)
		}
	}
}

func TestUUID(t *testing.T) {
	shape := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for _, stream := range []string{"request", "revision"} {
		for n := range uint64(5000) {
			id := catalog.UUID(stream, n)
			if !shape.MatchString(id) || seen[id] {
				t.Fatalf("UUID(%s, %d) = %s, seen %v", stream, n, id, seen[id])
			}
			seen[id] = true
		}
	}
	if a, b := catalog.UUID("x", 1), catalog.UUID("x", 1); a != b {
		t.Errorf("%s and %s differ", a, b)
	}
}

func TestTwoCatalogsAgree(t *testing.T) {
	one, two := aliased(t), aliased(t)
	a, _ := one.Configuration(at("f", "live"))
	b, _ := two.Configuration(at("f", "live"))
	if a.Revision != b.Revision || a.Modified != b.Modified {
		t.Errorf("the same calls gave %+v and %+v", a, b)
	}
	if _, err := one.UpdateConfiguration(fn("f"), setting.Changes{}, ""); err != nil {
		t.Fatal(err)
	}
}
