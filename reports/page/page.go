// Package page writes a result as one HTML file that needs nothing else: words,
// tables and charts stand in the markup, and can be read and printed without a
// script. The script tells the values below the pointer, or by the arrow keys.
//
// It does not use html/template, which would keep every method of every AWS
// client in the binary, and it never refers to another host.
package page

import (
	"io"

	"squall/analyze"
	"squall/reports/page/sheet"
	"squall/reports/view"
)

// Write writes the page.
func Write(w io.Writer, r *analyze.Result) error {
	v := view.Of(r)
	return sheet.Write(w, sheet.Policy, v.Verdict+" "+v.Title, sheet.Style, body(v, r), sheet.Script())
}
