package reports

import (
	"bytes"
	"encoding/json"
	"testing"

	"squall/analyze"
	"squall/analyze/result"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// resultSchema is the published schema, and also refuses what it does not name.
func resultSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(result.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	strict(parsed)
	c := jsonschema.NewCompiler()
	if err := c.AddResource("result.json", parsed); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("result.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// strict closes every object that lists its fields.
func strict(v any) {
	switch v := v.(type) {
	case map[string]any:
		for _, inner := range v {
			strict(inner)
		}
		if _, lists := v["properties"].(map[string]any); lists && v["additionalProperties"] == nil {
			v["additionalProperties"] = false
		}
	case []any:
		for _, inner := range v {
			strict(inner)
		}
	}
}

func TestJSONIsWhatItsSchemaSays(t *testing.T) {
	schema := resultSchema(t)
	each(t, func(t *testing.T, r *analyze.Result) {
		if r.Schema == "" {
			r.Schema = analyze.Schema // the sample of a result without anything
		}
		var b bytes.Buffer
		if err := JSON(&b, r); err != nil {
			t.Fatal(err)
		}
		value, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); err != nil {
			t.Error(err)
		}
		object := value.(map[string]any)
		object["arms"] = json.Number("3")
		if schema.Validate(object) == nil {
			t.Error("the schema takes a result whose arms are a number")
		}
	})
}
