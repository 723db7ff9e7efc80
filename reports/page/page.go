// Package page writes a result as one HTML file that needs nothing else: words,
// tables and charts stand in the markup, and can be read and printed without a
// script. The script tells the values below the pointer, or by the arrow keys.
//
// It does not use html/template, which would keep every method of every AWS
// client in the binary, and it never refers to another host.
package page

import (
	_ "embed" // the style and the script of the page
	"io"
	"slices"

	"squall/analyze"
	"squall/reports/view"
)

//go:embed page.css
var style string

//go:embed page.js
var script string

// policy forbids the page every request, whatever a target's answer smuggles
// into it.
const policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"

// Write writes the page.
func Write(w io.Writer, r *analyze.Result) error {
	v := view.Of(r)
	return document(w, policy, v.Verdict+" "+v.Title, style, body(v, r), "<script>"+script+"</script>\n")
}

// document writes a page around the parts of its body.
func document(w io.Writer, policy, title, styles string, body ...string) error {
	head := "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
		"<meta name=\"color-scheme\" content=\"light dark\">\n" +
		"<title>" + escape(title) + "</title>\n" +
		"<style>" + styles + "</style>\n</head>\n<body>\n"
	for _, part := range slices.Concat([]string{head}, body, []string{"</body>\n</html>\n"}) {
		if _, err := io.WriteString(w, part); err != nil {
			return err
		}
	}
	return nil
}
