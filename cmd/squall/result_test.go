package main

import (
	"bytes"
	"testing"

	"squall/analyze/result"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What a run writes is what squall schema result says.
func TestResultIsWhatItsSchemaSays(t *testing.T) {
	files, code, text := simulated(t, "quickstart")
	if code != exitOK {
		t.Fatal(text)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(result.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("schema")
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(files["result.json"]))
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(value); err != nil {
		t.Error(err)
	}
	r, err := result.Read("result.json", files["result.json"])
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Shifts) == 0 || r.Arms[0].Heat == nil {
		t.Errorf("%d shifts, heat %v", len(r.Shifts), r.Arms[0].Heat)
	}
}
