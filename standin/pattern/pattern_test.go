package pattern

import (
	"errors"
	"strings"
	"testing"
)

// The examples of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
func TestMatch(t *testing.T) {
	tests := []struct {
		pattern, document string
		want              bool
	}{
		{`{"source":["aws.ec2"]}`, `{"source":"aws.ec2"}`, true},
		{`{"source":["aws.ec2","aws.s3"]}`, `{"source":"aws.s3"}`, true},
		{`{"source":["aws.ec2"]}`, `{"source":"aws.s3"}`, false},
		{`{"source":["aws.ec2"]}`, `{}`, false},
		{`{"a":{"b":["x"]}}`, `{"a":{"b":"x","c":1}}`, true},
		{`{"a":{"b":["x"]}}`, `{"a":"x"}`, false},
		{`{"a":{"b":["x"]}}`, `{"a":[{"b":"y"},{"b":"x"}]}`, true},
		{`{"a":["x"],"b":["y"]}`, `{"a":"x","b":"z"}`, false},
		{`{"a":["x"]}`, `{"a":["z","x"]}`, true},
		{`{"a":[null]}`, `{"a":null}`, true},
		{`{"a":[null]}`, `{}`, false},
		{`{"a":[""]}`, `{"a":""}`, true},
		{`{"a":[true]}`, `{"a":"true"}`, false},
		{`{"a":[300]}`, `{"a":300.0}`, true},
		{`{"a":[300]}`, `{"a":3.0e2}`, true},
		{`{"a":[300]}`, `{"a":"300"}`, false},
		{`{"time":[{"prefix":"2017-10-02"}]}`, `{"time":"2017-10-02T1"}`, true},
		{`{"time":[{"prefix":"2017-10-02"}]}`, `{"time":"2018"}`, false},
		{`{"f":[{"suffix":".png"}]}`, `{"f":"a.png"}`, true},
		{`{"f":[{"equals-ignore-case":"ALICE"}]}`, `{"f":"alice"}`, true},
		{`{"f":[{"wildcard":"dir/*.png"}]}`, `{"f":"dir/a/b.png"}`, true},
		{`{"f":[{"wildcard":"*a*b"}]}`, `{"f":"xxaxxb"}`, true},
		{`{"f":[{"wildcard":"*a*b"}]}`, `{"f":"xxbxxa"}`, false},
		{`{"f":[{"wildcard":"ab*ab"}]}`, `{"f":"ab"}`, false},
		{`{"s":[{"anything-but":"init"}]}`, `{"s":"run"}`, true},
		{`{"s":[{"anything-but":"init"}]}`, `{}`, false},
		{`{"s":[{"anything-but":["a","b"]}]}`, `{"s":"b"}`, false},
		{`{"s":[{"anything-but":[100,200]}]}`, `{"s":300}`, true},
		{`{"s":[{"anything-but":{"prefix":"init"}}]}`, `{"s":"initial"}`, false},
		{`{"s":[{"anything-but":{"suffix":".txt"}}]}`, `{"s":"a.png"}`, true},
		{`{"c":[{"numeric":[">",0,"<=",5]}]}`, `{"c":5}`, true},
		{`{"c":[{"numeric":[">",0,"<=",5]}]}`, `{"c":0}`, false},
		{`{"c":[{"numeric":["=",3.018e2]}]}`, `{"c":301.8}`, true},
		{`{"c":[{"numeric":["<",10]}]}`, `{"c":"5"}`, false},
		{`{"c":[{"exists":true}]}`, `{"c":""}`, true},
		{`{"c":[{"exists":false}]}`, `{"d":1}`, true},
		{`{"a":{"c":[{"exists":false}]}}`, `{}`, true},
		{`{"c":[{"exists":false}]}`, `{"c":1}`, false},
		{`{"c":[{"exists":true}]}`, `{"c":[]}`, false},
		{`{"$or":[{"a":["x"]},{"b":[{"numeric":[">",1]}]}]}`, `{"b":2}`, true},
		{`{"$or":[{"a":["x"]},{"b":["y"]}],"c":["z"]}`, `{"a":"x"}`, false},
		{`{"$or":["x"]}`, `{"$or":"x"}`, true},
		{`{"a":["x"]}`, `[1]`, false},
		{`{"a":["x"]}`, `not json`, false},
	}
	for _, tt := range tests {
		p, err := Compile(tt.pattern)
		if err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
			continue
		}
		if got := p.MatchJSON([]byte(tt.document)); got != tt.want {
			t.Errorf("%s takes %s: %v, want %v", tt.pattern, tt.document, got, tt.want)
		}
	}
	if !(Pattern{}).Match(nil) {
		t.Error("no pattern must match everything")
	}
}

func TestRefused(t *testing.T) {
	for text, want := range map[string]string{
		``:                                    "not a JSON object",
		`[]`:                                  "not a JSON object",
		`{}`:                                  "empty patterns",
		`{"a":["x"]} {}`:                      "more behind",
		`{"a":"x"}`:                           "must be an object or an array",
		`{"a":[]}`:                            "empty arrays",
		`{"a":{}}`:                            "empty objects",
		`{"a":[["x"]]}`:                       "match value",
		`{"a":[{"pre":"x"}]}`:                 "unrecognized match type pre",
		`{"a":[{"prefix":1}]}`:                "must be a string",
		`{"a":[{"prefix":"a","suffix":"b"}]}`: "one operator",
		`{"a":[{"exists":"x"}]}`:              "true or false",
		`{"a":[{"numeric":[">"]}]}`:           "numeric takes",
		`{"a":[{"numeric":["~",1]}]}`:         "numeric range",
		`{"a":[{"anything-but":[]}]}`:         "empty list",
		`{"a":[{"anything-but":{"numeric":["=",1]}}]}`:                  "anything-but takes",
		`{"$or":[{"a":[]},{"b":["x"]}]}`:                                "empty arrays",
		strings.Repeat(`{"a":`, 70) + `["x"]` + strings.Repeat(`}`, 70): "deeper",
	} {
		if _, err := Compile(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
	if _, err := Compile(`{"a":[{"cidr":"10.0.0.0/24"}]}`); !errors.Is(err, ErrNotBuilt) {
		t.Errorf("cidr: %v", err)
	}
}

// No pattern and no document makes it panic, and what compiles answers.
func FuzzMatch(f *testing.F) {
	f.Add(`{"a":[{"numeric":[">",0,"<=",5]}]}`, `{"a":1e9999999}`)
	f.Add(`{"$or":[{"a":["x"]},{"b":[{"wildcard":"*a*"}]}]}`, `{"b":"a"}`)
	f.Add(`{"a":{"b":[{"anything-but":["x",null]}]}}`, `{"a":[{"b":[1]}]}`)
	f.Fuzz(func(t *testing.T, pattern, document string) {
		p, err := Compile(pattern)
		if err != nil {
			return
		}
		if first := p.MatchJSON([]byte(document)); first != p.MatchJSON([]byte(document)) {
			t.Error("two answers to one question")
		}
	})
}
