package reports

import (
	"io"

	"squall/analyze"
	"squall/reports/page"
)

// HTML writes the result as one file with charts that needs no network.
func HTML(w io.Writer, r *analyze.Result) error { return page.Write(w, r) }
