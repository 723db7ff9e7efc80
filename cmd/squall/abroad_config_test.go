package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// single stands in an account where $LATEST is what the alias leads to.
const single = `
name: deployed
account: {concurrency: 300}
functions:
  - {name: shop, memory: 512, env: {TABLE: orders}, model: {duration: {constant: 1ms}}, aliases: {live: v1}}
  - {name: cart, memory: 512, env: {TABLE: orders}, model: {duration: {constant: 1ms}}}
attack: [{path: sdk, function: shop, phases: [{for: 1s, rate: 1/s}]}]
`

// spoiling is a run on AWS whose faults change what functions are: of one a
// version behind its alias, of the other $LATEST.
const spoiling = `
name: spoiling
account: {id: "111122223333", region: us-east-1}
state: s3://runs/squall
budget: 5
max_weight: 100%
functions:
  - {name: shop, memory: 512, model: {duration: {constant: 1ms}}, aliases: {live: v1}}
  - {name: cart, model: {duration: {constant: 1ms}}}
attack:
  - {path: sdk, function: shop:live, phases: [{for: LOAD, rate: 20/s}]}
  - {name: latest, path: sdk, function: cart, phases: [{for: LOAD, rate: 20/s}]}
faults:
`

// spoilingFor is spoiling with some faults.
func spoilingFor(load string, faults ...string) string {
	return strings.ReplaceAll(spoiling, "LOAD", load) + "  - {" + strings.Join(faults, "}\n  - {") + "}\n"
}

// opened is an account whose functions may be changed.
func opened(t *testing.T) *served {
	t.Helper()
	s := accountOf(t, single, "shop")
	s.open(t)
	return s
}

// open lets the other function be changed, too.
func (s *served) open(t *testing.T) {
	t.Helper()
	_, err := s.lambda.TagResource(t.Context(), &lambda.TagResourceInput{Resource: aws.String("arn:aws:lambda:us-east-1:111122223333:function:cart"), Tags: map[string]string{"squall": "allowed"}})
	if err != nil {
		t.Fatal(err)
	}
}

// configured notes, of each configuration that $LATEST is given and each version
// that the alias is given to, what it is.
type configured struct {
	s    *served
	t    *testing.T
	mu   sync.Mutex
	seen []string
}

func (c *configured) look(_ http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodPut {
		return false
	}
	var in struct {
		FunctionVersion string
		RoutingConfig   struct{ AdditionalVersionWeights map[string]float64 }
		Environment     struct{ Variables map[string]string }
		MemorySize      *int
		Timeout         *int
	}
	if err := json.Unmarshal([]byte(peek(c.t, r)), &in); err != nil {
		return false
	}
	parts := strings.Split(r.URL.Path, "/")
	function := parts[3]
	said := ""
	switch parts[4] {
	case "configuration":
		said = function + ":"
		if _, ours := in.Environment.Variables["SQUALL_FAULT"]; !ours {
			said += " undone"
		}
		if in.MemorySize != nil {
			said += fmt.Sprintf(" %d MB", *in.MemorySize)
		}
		if in.Timeout != nil {
			said += fmt.Sprintf(" %d s", *in.Timeout)
		}
		said += " " + in.Environment.Variables["TABLE"]
	case "aliases":
		said = "alias of " + function + ":"
		for version, share := range in.RoutingConfig.AdditionalVersionWeights {
			said += fmt.Sprintf(" %g%% to %s, else", share*100, c.version(function, version))
		}
		said += " " + c.version(function, in.FunctionVersion)
	default:
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = append(c.seen, said)
	return false
}

func (c *configured) version(function, number string) string {
	v, err := c.s.lambda.GetFunctionConfiguration(c.t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: &function, Qualifier: &number})
	if err != nil {
		c.t.Error(err)
		return ""
	}
	text := fmt.Sprintf("%d MB, %d s, %s", *v.MemorySize, *v.Timeout, v.Environment.Variables["TABLE"])
	if number == "1" {
		return "1"
	}
	return "a new one (" + text + ")"
}

// A version of what the alias leads to, but for what the fault changes, is behind
// it while the fault lasts; then the alias leads where it led, the version is
// gone, and $LATEST is as it was. Without an alias $LATEST is changed, and
// nothing else.
func TestFaultsOfConfigurationOnAWS(t *testing.T) {
	s := opened(t)
	t.Chdir(t.TempDir())
	before := s.state(t)
	c := &configured{t: t, s: s}
	spoiled(t, s, c.look)
	r, said := leftUnchanged(t, s, before, "chaos", "run", writeProfile(t, spoilingFor("3500ms",
		"at: 100ms, for: 600ms, function: shop, alias: live, kind: config.memory, value: 128",
		"at: 150ms, for: 500ms, function: cart, kind: config.timeout, value: 900",
		"at: 1s, for: 600ms, function: shop, alias: live, kind: config.env, value: TABLE=nowhere, share: 30%",
		"at: 1050ms, for: 500ms, function: cart, kind: config.env, value: TABLE=nowhere",
		"at: 2s, for: 600ms, function: shop, alias: live, kind: cold.storm, expect: [sdk.cold_rate > 0%]",
		"at: 2050ms, for: 500ms, function: cart, kind: cold.storm, expect: [latest.cold_rate > 0%]",
	)), "--target", "aws", "--allow", "config,alias", "--out", "one")
	for _, f := range r.Faults {
		if f.Error != "" || !f.Undone {
			t.Errorf("fault %+v", f)
		}
	}
	for _, c := range r.Changes {
		if !c.Undone {
			t.Errorf("%s is not undone", c.What)
		}
	}
	for _, want := range []string{
		"shop: 128 MB orders", "shop: undone 512 MB orders", "alias of shop: a new one (128 MB, 3 s, orders)", "alias of shop: 1",
		"cart: 900 s orders", "cart: undone 3 s orders",
		"shop: nowhere", "shop: undone orders", "alias of shop: 30% to a new one (512 MB, 3 s, nowhere), else 1",
		"cart: nowhere", "cart: undone orders",
		"shop: orders", "alias of shop: a new one (512 MB, 3 s, orders)", "cart: orders",
	} {
		found := false
		for _, seen := range c.seen {
			found = found || seen == want
		}
		if !found {
			t.Errorf("it never was %q", want)
		}
	}
	if t.Failed() {
		t.Log(strings.Join(c.seen, "\n"), "\n", said)
	}
	if r.Arms[0].Paths[0].Versions["v1"] == 0 || len(r.Arms[0].Paths[0].Versions) < 3 {
		t.Errorf("requests reached %v", r.Arms[0].Paths[0].Versions)
	}
}

// What a fault of the configuration would deploy, or could not strike, is refused
// before anything is changed.
func TestFaultsOfConfigurationRefused(t *testing.T) {
	s := opened(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	ctx := t.Context()
	if _, err := s.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("shop"), Timeout: aws.Int32(5)}); err != nil {
		t.Fatal(err)
	}
	before := s.state(t)
	for name, c := range map[string]struct{ fault, want string }{
		"a deployment": {"kind: cold.storm, at: 0s, function: shop, alias: live", "$LATEST of shop is not version 1, to which alias live leads: they differ in timeout, and a version made of it would be a deployment of that"},
		"the same":     {"kind: config.memory, at: 0s, function: cart, value: 512", "cart has 512 MB already"},
		"nobody":       {"kind: cold.storm, at: 0s, function: shop", "alias is missing: without one $LATEST of shop changes, and no entry calls that"},
		"no variable":  {"kind: config.env, at: 0s, function: cart, value: nothing", `"nothing" is no variable, write it as NAME=value`},
		"ours":         {"kind: config.env, at: 0s, function: cart, value: SQUALL_WAS=1", "SQUALL_WAS is set by squall"},
		"Lambda's":     {"kind: config.env, at: 0s, function: cart, value: AWS_REGION=mars", "AWS_REGION is reserved by Lambda"},
		"shares":       {"kind: cold.storm, at: 0s, function: cart, share: 30%", "$LATEST has no shares"},
		"too heavy":    {"kind: cold.storm, at: 0s, function: cart", "cold.storm strikes 100% of the requests of cart, and a fault on AWS may strike 10%"},
		"no leave":     {"kind: config.timeout, at: 0s, function: cart, value: 9", "--allow config"},
		"nothing":      {"kind: pc.remove, at: 0s, function: shop, alias: live", "shop:live has no provisioned concurrency to remove"},
		"two at once":  {"kind: config.timeout, at: 0s, function: cart, value: 9}\n  - {kind: cold.storm, at: 0s, function: cart", "another config.timeout of the same function lasts from 0s to 1s"},
	} {
		t.Run(name, func(t *testing.T) {
			args := []string{"run", writeProfile(t, spoilingFor("1s", c.fault)), "--target", "aws", "--allow", "config,alias", "--out", t.TempDir()}
			switch name {
			case "too heavy":
				args = append(args, "--set", "max_weight=10%")
			case "no leave":
				args[5] = "alias"
			}
			code, said := squallIn(t, args...)
			if code != 2 || !tells(said, c.want) {
				t.Errorf("exit code %d, want %q in\n%s", code, c.want, said)
			}
		})
	}
	unchanged(t, s, before)
}

// The least policy of such a run is enough for it, and nothing in it is idle.
func TestLeastPolicyOfConfigurations(t *testing.T) {
	s := opened(t)
	w := &warden{t: t}
	spoiled(t, s, w.spoil)
	t.Chdir(t.TempDir())
	before := s.state(t)
	profile := writeProfile(t, spoilingFor("1s", "at: 0s, for: 500ms, function: shop, alias: live, kind: cold.storm"))
	w.allows(`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	_, said := squallIn(t, "doctor", profile, "--target", "aws")
	least := printed(t, said)
	w.allows(least)
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", "config,alias", "--out", "one")
	used, denied := w.said()
	if code != 0 && code != 15 || len(denied) > 0 {
		t.Errorf("exit code %d, denied %q\n%s", code, denied, said)
	}
	unchanged(t, s, before)
	for _, action := range []string{"lambda:UpdateFunctionConfiguration", "lambda:PublishVersion", "lambda:DeleteFunction"} {
		if !slices.Contains(used, action) {
			t.Errorf("%s was never used", action)
		}
	}
	if strings.Contains(least, `"lambda:DeleteFunction"`) != strings.Contains(least, `"Versions"`) {
		t.Errorf("functions themselves could be deleted by\n%s", least)
	}
	w.allows(without(least, "lambda:PublishVersion"))
	code, said = squallIn(t, "run", profile, "--target", "aws", "--allow", "config,alias", "--out", "two")
	if !tells(said, "lambda:PublishVersion") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
}

// peek is the body of a request that is still to be sent on.
func peek(t *testing.T, r *http.Request) string {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return string(body)
}
