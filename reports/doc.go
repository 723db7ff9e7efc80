// Package reports writes a result for people and machines: on a terminal, as
// Markdown, as one HTML file, as JSON and as JUnit XML. What they say comes
// from reports/view; this package decides how it is laid out and escaped.
//
// It does not open files, ask what the terminal can do, or look at a clock:
// the caller hands in a writer, a width and whether colours are wanted. It
// never computes a figure.
package reports
