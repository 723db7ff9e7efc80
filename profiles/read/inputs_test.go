package read_test

import (
	"strings"
	"testing"

	"squall/profiles"
	"squall/profiles/feed"
	"squall/profiles/read"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const inputs = `
name: inputs
attack:
  - name: shop
    url: https://shop.test/v1?x=1
    resource: "/{{data.id}}"
    headers: {X-Run: "{{run}}", X-All: "1"}
    query: {page: "{{random 1 5}}"}
    checks: [{status: 200}]
    data: {file: testdata/inputs/users.csv, order: shuffled, at_end: stop}
    requests:
      - {weight: 3, resource: /items}
      - {name: buy, headers: {X-All: "2"}, payload: {file: testdata/inputs/order.json}, checks: [{json: $.ok, equals: "true"}, {json: $.n, equals: 7, max_size: 100}]}
    sigv4: {service: execute-api, role: "arn:aws:iam::111122223333:role/tester"}
    phases: [{for: 1s, rate: 1/s}]
`

func TestInputs(t *testing.T) {
	p, err := read.Profile("inputs.yaml", []byte(inputs), nil)
	if err != nil {
		t.Fatal(err)
	}
	e := p.Arms[0].World.Attack[0]
	query := map[string]string{"page": "{{random 1 5}}"}
	status := []profiles.Check{{Status: 200}}
	want := profiles.Entry{
		Name: "shop", URL: "https://shop.test/v1?x=1",
		Requests: []profiles.Request{
			{Name: "GET /items", Weight: 3, Method: "GET", Resource: "/items", Query: query, Checks: status,
				Headers: map[string]string{"X-Run": "{{run}}", "X-All": "1"}},
			{Name: "buy", Weight: 1, Method: "POST", Resource: "/{{data.id}}", Query: query,
				Headers: map[string]string{"X-Run": "{{run}}", "X-All": "2"},
				Payload: profiles.Payload{Template: "{\"user\": {{json data.name}}, \"n\": {{n}}}\n"},
				Checks:  []profiles.Check{{JSON: "$.ok", Equals: &profiles.Equals{Text: "true", Quoted: true}}, {JSON: "$.n", Equals: &profiles.Equals{Text: "7"}, MaxSize: 100}}},
		},
		SigV4: &profiles.SigV4{Service: "execute-api", Role: "arn:aws:iam::111122223333:role/tester"},
	}
	if diff := cmp.Diff(want, e, cmpopts.IgnoreFields(profiles.Entry{}, "Request", "Data", "Phases", "Timeout")); diff != "" {
		t.Error(diff)
	}
	if d := e.Data; d.Order != feed.Shuffled || !d.Ends || d.Table.Rows() != 3 {
		t.Errorf("%+v", d)
	}
}

// What stands behind the last / before a placeholder follows the address.
func TestURLsWithPlaceholders(t *testing.T) {
	for url, want := range map[string]string{
		"http://h/a/b-{{n}}/c?d={{id}}": "http://h/a /b-{{n}}/c?d={{id}}",
		"http://h?n={{n}}":              "http://h ?n={{n}}",
		"http://h/{{n}}":                "http://h /{{n}}",
		"http://h/a?b=c":                "http://h/a?b=c ",
	} {
		p, err := read.Profile("u.yaml", []byte("attack: [{name: u, url: \""+url+"\", phases: [{for: 1s, rate: 1/s}]}]"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if e := p.Arms[0].World.Attack[0]; e.URL+" "+e.Resource != want {
			t.Errorf("%s: %s and %s", url, e.URL, e.Resource)
		}
	}
}

// Other data under the same name are another profile.
func TestDataAreInTheHash(t *testing.T) {
	seen := map[string]string{}
	for _, set := range []string{"attack.shop.data.file=testdata/inputs/users.csv", "attack.shop.data.file=testdata/inputs/users.jsonl", "attack.shop.requests.buy.payload={file: testdata/inputs/users.csv}"} {
		p, err := read.Profile("inputs.yaml", []byte(inputs), []string{set})
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[p.Hash]; ok {
			t.Errorf("%s has the hash of %s", set, other)
		}
		seen[p.Hash] = set
	}
}

func TestBadInputs(t *testing.T) {
	for _, c := range []struct{ set, want string }{
		{"attack.shop.data.file=testdata/inputs/lines.csv", "is no column of the data; it has id, note"},
		{"attack.shop.data={file: testdata/inputs/users.csv, order: unique}", ""},
		{"attack.shop.data={file: testdata/inputs/users.csv, order: random, at_end: stop}", "order random has no end"},
		{"attack.shop.data={file: testdata/inputs/users.csv, order: unique, at_end: again}", "order unique sends no row again"},
		{"attack.shop.url=https://shop.test/{{data.id}}", "a url with placeholders is followed by no resource"},
		{"attack.shop.resource=/{{data.nope}}", "attack.shop.resource: {{data.nope}} at byte 2 is no column"},
		{"attack.shop.url=https://{{data.id}}.test/", "an endpoint is written as"},
	} {
		_, err := read.Profile("inputs.yaml", []byte(inputs), []string{c.set})
		if c.want == "" {
			c.want = "has 3 rows and the run takes up to 6, each once"
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.set, err, c.want)
		}
	}
	text := strings.NewReplacer("users.csv", "lines.csv", "X-All: \"1\"", "X-All: \"{{data.note}}\"", "{file: testdata/inputs/order.json}", "{template: a}").Replace(inputs)
	if _, err := read.Profile("inputs.yaml", []byte(text), nil); err == nil || !strings.Contains(err.Error(), "note in row 1 of testdata/inputs/lines.csv has a control character") {
		t.Error(err)
	}
	enough := strings.Replace(inputs, "order: shuffled, at_end: stop", "order: unique, at_end: stop", 1)
	if _, err := read.Profile("inputs.yaml", []byte(enough), nil); err != nil {
		t.Error(err)
	}
}
