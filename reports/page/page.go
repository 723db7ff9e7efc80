// Package page writes a result as one HTML file that needs nothing else: the
// words and tables stand in the markup, the figures of the charts in a JSON
// block, and the charts are drawn by uPlot, which is inlined.
//
// It does not use html/template, which would keep every method of every AWS
// client in the binary, and it never refers to another host.
package page

import (
	_ "embed" // the style and the script of the page
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"squall/analyze"
	"squall/reports/view"

	"github.com/tsenart/vegeta/v12/lib/plot"
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
	uplot, err := asset("uPlot.min.js")
	if err != nil {
		return err
	}
	sheet, err := asset("uPlot.min.css")
	if err != nil {
		return err
	}
	// Marshal escapes <, > and &, so nothing in the block can end it.
	data, err := json.Marshal(charts(r))
	if err != nil {
		return fmt.Errorf("writing the charts of run %s: %w", r.Run.ID, err)
	}
	v := view.Of(r)
	return document(w, policy, v.Verdict+" "+v.Title, sheet+"\n"+style, body(v, r),
		"<script type=\"application/json\" id=\"data\">"+string(data)+"</script>\n",
		"<script>"+uplot+"</script>\n<script>"+script+"</script>\n")
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

// asset reads a file of the chart library and refuses one that could not
// stand inside an element.
func asset(name string) (string, error) {
	f, err := plot.Assets.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading the chart library: %w", err)
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return "", fmt.Errorf("reading the chart library's %s: %w", name, err)
	}
	if s := string(b); !strings.Contains(s, "</") {
		return s, nil
	}
	return "", fmt.Errorf("the chart library's %s holds a closing tag and cannot be inlined", name)
}
