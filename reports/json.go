package reports

import (
	"encoding/json"
	"fmt"
	"io"

	"squall/analyze"
)

// JSON writes result.json: indented, keys of maps sorted, the same bytes for
// the same result.
func JSON(w io.Writer, r *analyze.Result) error {
	return writeJSON(w, r, "the result of run "+r.Run.ID)
}

// writeJSON writes a value; what it is is for the error.
func writeJSON(w io.Writer, v any, what string) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("writing %s as JSON: %w", what, err)
	}
	return nil
}
