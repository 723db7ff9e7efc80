package result

import (
	_ "embed" // the schema
	"slices"
)

//go:embed result.schema.json
var schema []byte

// JSONSchema is the JSON schema of result.json.
func JSONSchema() []byte { return slices.Clone(schema) }
