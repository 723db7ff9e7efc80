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
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(r); err != nil {
		return fmt.Errorf("writing the result of run %s as JSON: %w", r.Run.ID, err)
	}
	return nil
}
