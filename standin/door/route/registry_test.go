package route

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"squall/standin/invoke"
)

func TestRegister(t *testing.T) {
	g := NewRegistry("111122223333", "us-east-1")
	for _, tt := range []struct{ door, function, qualifier, path string }{
		{"alb", "checkout", "", "/checkout"},
		{"alb", "checkout", "live", "/checkout/live"},
		{"apigw-rest", "checkout", "live", "/prod/checkout/live"},
		{"apigw-http", "checkout", "$LATEST", "/checkout/$LATEST"},
		{"url", "checkout", "7", "/checkout/7"},
	} {
		path, err := g.Register(tt.door, tt.function, tt.qualifier, false)
		if err != nil || path != tt.path {
			t.Errorf("Register(%s, %s, %q) = %q, %v; want %q", tt.door, tt.function, tt.qualifier, path, err, tt.path)
		}
		if r, ok := g.Lookup(tt.door, tt.function, tt.qualifier); !ok || r.Path != tt.path {
			t.Errorf("Lookup = %+v, %v", r, ok)
		}
	}
	var list []string
	for _, r := range g.List() {
		list = append(list, fmt.Sprintf("%s %s %d", r.Door, r.Path, r.Priority))
	}
	want := "alb /checkout 25001; alb /checkout/live 1; apigw-rest /prod/checkout/live 0; apigw-http /checkout/$LATEST 0; url /checkout/7 0"
	if got := strings.Join(list, "; "); got != want {
		t.Errorf("List:\n got %s\nwant %s", got, want)
	}
	for _, bad := range [][3]string{{"sdk", "f", ""}, {"nlb", "f", ""}, {"alb", "a/b", ""}, {"alb", "", ""}, {"alb", "f", "a b"}} {
		if _, err := g.Register(bad[0], bad[1], bad[2], false); err == nil {
			t.Errorf("Register(%q) was accepted", bad)
		}
	}
}

func TestFind(t *testing.T) {
	g := NewRegistry("111122223333", "us-east-1")
	for _, door := range []string{"alb", "apigw-rest", "apigw-http", "url"} {
		for _, name := range [][2]string{{"checkout", ""}, {"checkout", "live"}, {"pay", "$LATEST"}} {
			if _, err := g.Register(door, name[0], name[1], false); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		door       int
		path, want string // function:qualifier and the rest, or ""
	}{
		{invoke.DoorALB, "/checkout", "checkout: "},
		{invoke.DoorALB, "/checkout/", "checkout: /"},
		{invoke.DoorALB, "/checkout/other/x", "checkout: /other/x"},
		{invoke.DoorALB, "/checkout/live", "checkout:live "},
		{invoke.DoorALB, "/checkout/live/x%2Fy", "checkout:live /x%2Fy"},
		{invoke.DoorALB, "/checkout/live2", "checkout: /live2"},
		{invoke.DoorALB, "/checkout2", ""},
		{invoke.DoorALB, "/", ""},
		{invoke.DoorALB, "", ""},
		{invoke.DoorHTTP, "/pay/%24LATEST/x", "pay:$LATEST /x"},
		{invoke.DoorHTTP, "/pay/$LATEST", "pay:$LATEST "},
		{invoke.DoorHTTP, "/pay", ""},
		{invoke.DoorREST, "/prod/checkout/live/x", "checkout:live /x"},
		{invoke.DoorREST, "/test/checkout/live", ""},
		{invoke.DoorREST, "/prod", ""},
		{invoke.DoorURL, "/checkout/live/", "checkout:live /"},
	} {
		r, rest, ok := g.Find(tt.door, "localhost", tt.path)
		got := ""
		if ok {
			got = r.Function + ":" + r.Qualifier + " " + rest
		}
		if got != tt.want {
			t.Errorf("%s %q: %q, want %q", invoke.Doors[tt.door], tt.path, got, tt.want)
		}
	}
}

func TestDeregister(t *testing.T) {
	g := NewRegistry("111122223333", "us-east-1")
	if _, err := g.Register("url", "f", "live", false); err != nil {
		t.Fatal(err)
	}
	r, _ := g.Lookup("url", "f", "live")
	if len(r.URLID) != 32 {
		t.Errorf("url id %q", r.URLID)
	}
	if !g.Deregister("url", "f", "live") || g.Deregister("url", "f", "live") || g.Deregister("nlb", "f", "live") {
		t.Error("Deregister does not say what was there")
	}
	if _, _, ok := g.Find(invoke.DoorURL, r.URLID+".lambda-url.us-east-1.on.aws", "/"); ok {
		t.Error("the URL's host is still found")
	}
	if len(g.List()) != 0 {
		t.Errorf("left: %v", g.List())
	}
}

// Rules keep their number, and free numbers are used again.
func TestRulePriorities(t *testing.T) {
	g := NewRegistry("111122223333", "us-east-1")
	register := func(q string) int {
		t.Helper()
		if _, err := g.Register("alb", "f", q, true); err != nil {
			t.Fatal(err)
		}
		r, _ := g.Lookup("alb", "f", q)
		return r.Priority
	}
	for i, q := range []string{"a", "b", "c"} {
		if got := register(q); got != i+1 {
			t.Errorf("%s has priority %d", q, got)
		}
	}
	g.Deregister("alb", "f", "b")
	if got := register("c"); got != 3 {
		t.Errorf("c moved to %d", got)
	}
	if got := register("d"); got != 2 {
		t.Errorf("d has %d, want the free 2", got)
	}
}

func TestURLIDsAreStableAndDiffer(t *testing.T) {
	id := func(account, region, function, qualifier string) string {
		g := NewRegistry(account, region)
		if _, err := g.Register("url", function, qualifier, false); err != nil {
			t.Fatal(err)
		}
		r, _ := g.Lookup("url", function, qualifier)
		return r.URLID
	}
	first := id("111122223333", "us-east-1", "f", "live")
	if first != id("111122223333", "us-east-1", "f", "live") {
		t.Error("the same URL has two ids")
	}
	for _, other := range []string{id("444455556666", "us-east-1", "f", "live"), id("111122223333", "eu-west-1", "f", "live"),
		id("111122223333", "us-east-1", "g", "live"), id("111122223333", "us-east-1", "f", "")} {
		if other == first {
			t.Error("two URLs have one id")
		}
	}
}

func TestRegistryIsSafe(t *testing.T) {
	g := NewRegistry("111122223333", "us-east-1")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			q := fmt.Sprintf("q%d", i)
			for range 50 {
				_, _ = g.Register("alb", "f", q, false)
				if _, _, ok := g.Find(invoke.DoorALB, "", "/f/"+q+"/x"); !ok {
					t.Errorf("%s is not found by the one who registered it", q)
				}
				g.Deregister("alb", "f", q)
			}
		})
	}
	wg.Wait()
	if len(g.List()) != 0 {
		t.Errorf("left: %v", g.List())
	}
}
