package standin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/profiles/read"
	"squall/standin"
	"squall/standin/lease"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// On sockets a fault strikes what it matches, by path, function, version, header
// and payload, and nothing else; it ends by itself too. A payload is what the
// client sent, though the function's event has it in Base64.
func TestFaultsMatchOnSockets(t *testing.T) {
	plan, err := read.Profile("own.yaml", []byte(`
name: own
functions:
  - {name: shop, versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}, aliases: {live: v1}}
  - {name: other, model: {duration: {constant: 1ms}}}
attack: [{path: sdk, function: shop, phases: [{for: 1s, rate: 1/s}]}]
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	world := &plan.Arms[0].World
	s, c := serve(t, standin.Options{World: world})
	if err := s.Install(t.Context(), world); err != nil {
		t.Fatal(err)
	}
	studio := &studio{t, s.Endpoint(), c}
	failed := func(function, tenant, body string) bool { // at the ALB
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.Doors()["alb"]+function, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Tenant", tenant)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = res.Body.Close() }()
		return res.StatusCode == http.StatusBadGateway
	}
	invoked := func(qualifier, payload string) bool {
		t.Helper()
		out, err := c.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String("shop"), Qualifier: &qualifier, Payload: []byte(payload)})
		if err != nil {
			t.Fatal(err)
		}
		return out.FunctionError != nil
	}
	calls := []func() bool{
		func() bool { return failed("/shop/live", "blue", "good") },
		func() bool { return failed("/shop/live", "red", "poison") },
		func() bool { return invoked("1", `{"kind": "poison"}`) },
		func() bool { return invoked("2", `{}`) },
		func() bool { return failed("/other", "blue", "poison") },
	}
	seen := func() (out string) {
		for _, call := range calls {
			out += map[bool]string{true: "x", false: "."}[call()]
		}
		return out
	}
	for name, f := range map[string]struct {
		lease.Request
		want string
	}{
		"header with a value":  {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Header: "x-tenant", Equals: "blue"}}}, "x...."},
		"header":               {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Header: "X-TENANT"}}}, "xx..."},
		"payload":              {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Payload: "poison"}}}, ".xx.."},
		"text of the event":    {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Payload: "httpMethod"}}}, "....."},
		"path":                 {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Path: "alb"}}}, "xx..."},
		"version":              {lease.Request{Version: "2", Fault: profiles.Fault{Function: "shop"}}, "...x."},
		"function":             {lease.Request{Fault: profiles.Fault{Function: "other"}}, "....x"},
		"payload and path":     {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Payload: "poison", Path: "sdk"}}}, "..x.."},
		"what nobody has sent": {lease.Request{Fault: profiles.Fault{Function: "shop", Match: profiles.Match{Header: "x-tenant", Equals: "green"}}}, "....."},
	} {
		r := f.Request
		r.Lease, r.Lasts, r.Fault.Kind, r.Fault.Share, r.Fault.Delay = name, time.Hour, "invoke.error.unhandled", 1, dist.Must(dist.Constant(1))
		studio.fault(http.MethodPut, r)
		if got := seen(); got != f.want {
			t.Errorf("%s: struck %s, want %s", name, got, f.want)
		}
		r.Lasts = 1 // renewed for so short a time, it has ended
		studio.fault(http.MethodPut, r)
		if got := seen(); got != "....." {
			t.Errorf("%s: struck %s after its end", name, got)
		}
	}
}
