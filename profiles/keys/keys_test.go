package keys_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"squall/profiles"
	"squall/profiles/keys"
	"squall/profiles/schema"
	"squall/profiles/source"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestSchemaIsUpToDate(t *testing.T) {
	golden := filepath.Join("testdata", "profile.schema.json")
	got := keys.JSON()
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the schema has changed; go test ./profiles/keys -update writes it anew")
	}
}

func compile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(keys.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("squall.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("squall.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// value reads YAML as the value that JSON would have.
func value(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	if err := yaml.Load(data, &v); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	out, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSchemaTakesBuiltins(t *testing.T) {
	s := compile(t)
	texts := map[string][]byte{"starter": profiles.Starter()}
	for _, name := range profiles.Builtins() {
		texts[name], _ = profiles.Builtin(name)
	}
	if len(texts) < 9 {
		t.Fatalf("there are only %d profiles", len(texts))
	}
	for name, text := range texts {
		if err := s.Validate(value(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// base has every kind of key once.
const base = `
name: base
seed: 7
waits: 60x
account: {id: "111122223333", region: us-east-1, concurrency: 500}
platform:
  idle_expiry: {uniform: [300s, 420s]}
  max_lifetime: none
  proactive: 45%
  sandbox: {lognormal: {median: 150ms, sigma: 0.25}}
  door_latency: {alb: {constant: 3ms}}
  scaling_rate: 1000/10s
  provisioning: {delay: 60s, rate: 6000/min}
functions:
  - name: shop
    memory: 512
    env: {STAGE: prod, COUNT: 3}
    versions:
      v1: {model: {runtime: python3.13, init: {preset: app}, duration: {quantiles: {p50: 10ms, p99: 1s}}, errors: 1%}}
      v2: {model: {duration: {exponential: {mean: 1s}}, init: {constant: 1s}, body: 100}}
    aliases: {live: v1, canary: {to: v1, weights: {v2: 10%}}}
    provisioned: {live: 5, v2: none}
    reserved: none
    async: {retries: 1, max_age: 1h, dead_letter: sqs:dlq, on_failure: none}
attack:
  - {path: sdk, function: shop:live, workers: 5, phases: [{for: 4s, from: 1/s, to: 2/s}]}
  - {path: alb, function: shop:live, method: POST, headers: {A: b, C: 1}, payload: {template: "{{id}}"}, multi_value: true, warmup: 1s,
     checks: [{status: 200}, {contains: ok}], phases: [{for: 4s, rate: 1/600s, arrival: onoff, on: 1s, off: 1s}]}
  - {name: web, url: "http://localhost/", body: 5, timeout: 1s, phases: [{for: 1s, rate: 0/s}]}
arms: [{name: a}, {name: b, set: {functions.shop.memory: 128}, environments: keep}]
repeat: 2
keys: independent
faults: [{at: 1s, for: 2s, kind: throttle.reserved, function: shop, value: 5}]
stop: [error_rate > 50% for 5s]
expect: [p99 < 1s]
`

// TestCheckAgreesWithSchema makes many small mistakes: our own check, which
// has the good words, and the JSON schema must see each of them.
func TestCheckAgreesWithSchema(t *testing.T) {
	s := compile(t)
	good := []string{
		"waits=null", "seed=0", "keys=shared", "account.id=111122223333", "functions.shop.reserved=0", "functions.shop.timeout=0",
		"functions.shop.provisioned.live=0", "platform.idle_expiry=none", "platform.door_latency=none", "attack.sdk.workers=none",
		"arms=null", "attack.sdk.phases.0.for=1m30s", "functions.shop.versions.v1.model.init=none", "repeat=1000",
	}
	bad := []string{
		"name=Base", "name=[a]", "nmae=x", "waits=60", "waits=fast", "seed=-1", "seed=1.5", "seed=\"1\"", "keys=both",
		"account=5", `account.id="12"`, "account.zone=a", "account.concurrency=0", "account.region=here",
		"platform.idle_expiry=5m", "platform.idle_expiry={uniform: [1s]}", "platform.idle_expiry={constant: 1s, uniform: [1s, 2s]}",
		"platform.proactive=45", "platform.scaling_rate=1000", "platform.provisioning=fast", "platform.door_latency.sns={constant: 1s}",
		"functions=shop", "functions.shop.memory=127", "functions.shop.memory=10241", "functions.shop.memory=lots", "functions.shop.timeout=3",
		"functions.shop.env=[A]", "functions.shop.env.1=x", "functions.shop.name=null", "functions.shop.mem=5",
		"functions.shop.versions.v1.model={}", "functions.shop.versions.v1.model.duration=40ms", "functions.shop.versions.v1.model.duration={gauss: 1}",
		"functions.shop.versions.v1.model.runtime=cobol", "functions.shop.versions.v1.model.arch=mips", "functions.shop.versions.v1.model.errors=0.5",
		"functions.shop.versions.v1.model.init={preset: big}", "functions.shop.versions.v1.model.body=-1",
		"functions.shop.versions.v1.model.duration={quantiles: {x: 1s}}", "functions.shop.versions.V1={model: {duration: {constant: 1s}}}",
		"functions.shop.aliases.canary={weights: {v2: 10%}}", "functions.shop.aliases.canary.weights.v2=10", "functions.shop.aliases={\"12\": v1}",
		"functions.shop.provisioned.live=some", "functions.shop.reserved=-1", "functions.shop.async.retries=3", "functions.shop.async.dead_letter=sns:x",
		"attack=null", "attack.sdk.path=ftp", "attack.sdk.path=kinesis", "attack.sdk.bucket=UP", "attack.sdk.topic=a b", "attack.sdk.prefix='a b'", "attack.sdk.phases=null", "attack.sdk.phases.0.for=5", "attack.sdk.phases.0.speed=60", "attack.sdk.phases.0.scale=x", "attack.sdk.phases.0.trace=[]", "attack.sdk.phases.0.rate=full",
		"attack.sdk.phases.0.rate=5", "attack.sdk.phases.0.arrival=wave", "attack.sdk.workers=0", "attack.sdk.bucket=b", "attack.sdk.sigv4=true",
		"attack.alb.method=get", "attack.alb.multi_value=1", "attack.alb.headers.A={}", "attack.alb.checks.0.status=99", "attack.web.url=ftp://x",
		"arms.a.name=null", "arms.a.set=5", "arms.a.environments=old", "repeat=0", "repeat=1001", "faults.0.share=lots", "faults.0.at=soon", "faults.0.kind=net.nothing",
		"stop=5", "expect={}", "expect=[[a]]",
	}
	for want, edits := range map[bool][]string{true: good, false: bad} {
		for _, edit := range edits {
			doc, problems := source.Parse("base.yaml", []byte(base))
			if len(problems) == 0 {
				problems = doc.Set(edit)
			}
			if len(problems) > 0 {
				t.Fatalf("%s: %v", edit, problems)
			}
			ours := keys.Check(doc, doc.Root)
			theirs := s.Validate(plain(doc.Root))
			if (len(ours) == 0) != want || (theirs == nil) != want {
				t.Errorf("%s: want ok %v\nours:   %v\nschema: %v", edit, want, ours, theirs)
			}
		}
	}
}

// plain is a tree as the value that JSON would have.
func plain(n *source.Node) any {
	switch n.Kind {
	case source.List:
		out := []any{}
		for _, item := range n.Items {
			out = append(out, plain(item))
		}
		return out
	case source.Map:
		out := map[string]any{}
		for _, p := range n.Pairs {
			out[p.Key] = plain(p.Value)
		}
		return out
	case source.Null:
		return nil
	}
	if !n.Quoted {
		if n.Text == "true" || n.Text == "false" {
			return n.Text == "true"
		}
		if v, err := jsonschema.UnmarshalJSON(strings.NewReader(n.Text)); err == nil {
			if _, number := v.(json.Number); number {
				return v
			}
		}
	}
	return n.Text
}

func TestEveryKeySaysWhatItIs(t *testing.T) {
	seen := 0
	var visit func(path string, v schema.Type, section bool)
	visit = func(path string, v schema.Type, section bool) {
		switch v := v.(type) {
		case schema.Object:
			for _, k := range v.Keys {
				at := source.Join(path, k.Name)
				seen++
				if k.Doc == "" || k.NotBuilt == "" && !strings.HasSuffix(k.Doc, ".") {
					t.Errorf("%s: the doc %q is no sentence", at, k.Doc)
				}
				visit(at, k.Type, k.Side == "")
			}
		case schema.ListOf:
			visit(path+".0", v.Of, section)
		case schema.OrNone:
			visit(path, v.Type, section)
		}
	}
	visit("", keys.Profile, true)
	if seen < 50 {
		t.Fatalf("only %d keys were looked at", seen)
	}
}

func TestSide(t *testing.T) {
	tests := map[string]schema.Side{
		"seed":                                    schema.AttackSide,
		"account.concurrency":                     schema.StandIn,
		"account.region":                          schema.Control,
		"platform.door_latency.alb":               schema.StandIn,
		"functions.shop.memory":                   schema.Control,
		"functions.shop.provisioned.live":         schema.Control,
		"functions.shop.versions.v1.model.errors": schema.StandIn,
		"functions.shop.aliases.live.weights.v2":  schema.Control,
		"functions.shop.model":                    schema.StandIn,
		"attack.sdk.phases.0.rate":                schema.AttackSide,
		"faults.0.value":                          schema.Control,
		"nothing.of.the.kind":                     "",
	}
	for address, want := range tests {
		if got := keys.Side(address); got != want {
			t.Errorf("Side(%s) = %q, want %q", address, got, want)
		}
	}
}
