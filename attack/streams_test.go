package attack

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"squall/attack/hit"
	"squall/attack/settle"
	"squall/profiles"
)

// An entry with a URL needs no function; one on a version asks for its number;
// one without an alias for none.
func TestWhereEntriesGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGround(t)
		p := shop("a")
		p.Repeat = 1
		p.Entries = []string{"site", "version", "latest"}
		phases := []profiles.Phase{{For: time.Second, From: 5, To: 5, Arrival: profiles.ArrivalPoisson}}
		w := &p.Arms[0].World
		w.Attack = []profiles.Entry{
			{Name: "site", URL: "http://site.test/a?b=c", Request: profiles.Request{Method: "GET", Resource: "/d/{{entry}}", Query: map[string]string{"e": "f&g"}}, Phases: phases},
			{Name: "version", Path: profiles.PathSDK, Function: "checkout", Alias: "v1", Phases: phases},
			{Name: "latest", Path: profiles.PathSDK, Function: "checkout", Phases: phases},
		}
		seen := map[string]int{}
		g.seen = func(r *http.Request) { seen[r.Method+" "+r.Host+r.URL.String()]++ }
		o := conduct(t.Context(), t, g, p)
		o.clean(t)
		for i, r := range o.ending.Roads {
			if r.Entry != p.Entries[i] || r.Before == nil || r.During == nil || r.After == nil {
				t.Errorf("the way to %s was not watched: %+v", r.Entry, r)
			}
		}
		if len(o.ending.Roads) != 3 {
			t.Errorf("%d ways were watched", len(o.ending.Roads))
		}
		want := map[string]bool{
			"GET site.test/a/d/site?b=c&e=f%26g":                                     true,
			"POST lambda.test/2015-03-31/functions/checkout/invocations?Qualifier=1": true,
			"POST lambda.test/2015-03-31/functions/checkout/invocations":             true,
		}
		for request := range want {
			if seen[request] == 0 {
				t.Errorf("nobody asked for %s; seen %v", request, seen)
			}
		}
		if len(seen) != 3 || len(o.hits) == 0 || o.count(func(h *hit.Hit) bool { return h.Outcome != hit.OK }) > 0 {
			t.Errorf("%d hits, seen %v", len(o.hits), seen)
		}
	})
}

func TestEntriesThatCannotBeSent(t *testing.T) {
	for name, change := range map[string]func(*profiles.Plan){
		"entry site: address \"site\"":    func(p *profiles.Plan) { p.Arms[0].World.Attack[0] = profiles.Entry{Name: "alb", URL: "site"} },
		"entry alb: not among the plan's": func(p *profiles.Plan) { p.Entries = nil },
		"entry alb: payload: ":            func(p *profiles.Plan) { p.Arms[0].World.Attack[0].Payload.Template = "{{nope}}" },
	} {
		synctest.Test(t, func(t *testing.T) {
			p := shop("a")
			change(p)
			o := conduct(t.Context(), t, newGround(t), p)
			o.clean(t)
			if _, what, _ := strings.Cut(name, ": "); o.err == nil || !strings.Contains(o.err.Error(), what) {
				t.Errorf("%s: error %v", name, o.err)
			}
		})
	}
}

// An event whose answer fails a check was accepted all the same: what comes of
// it is awaited, or it would count as lost.
func TestAcceptedDespiteAFailedCheck(t *testing.T) {
	r := newRun(&profiles.Plan{Arms: []profiles.Arm{{}}}, Options{Recorder: &tape{}})
	b := newBlock(r, profiles.Step{})
	b.rules[0] = &settle.Rule{Status: 202, Attempts: 3}
	b.record(&hit.Hit{RequestID: "a", Status: 202, Outcome: hit.CheckFailed})
	b.record(&hit.Hit{RequestID: "b", Status: 500, Outcome: hit.GatewayError})
	if n := r.events.Open(); n != 1 {
		t.Errorf("%d events are awaited, want 1", n)
	}
}
