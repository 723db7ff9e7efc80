// Package rulebook prints the rules of the stand-in and the prices of Lambda, how
// well each is known and where it comes from.
//
// It states no rule of its own.
package rulebook

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"squall/profiles/price"
	"squall/reports"
	"squall/standin/core"
	"squall/standin/outcome"
)

// Write prints the rules, what each door answers to each end of an invoke, and
// the documents that both rest on.
func Write(w io.Writer, width int) error {
	var docs documents
	if err := reports.Table(w, width, []string{"rule", "status", "what it says [source] (profile key)"}, rules(&docs)); err != nil {
		return err
	}
	fmt.Fprintln(w)
	if err := reports.Table(w, width, []string{"door", "end of invoke", "status", "rule is", "access log, note [source]"}, doors(&docs)); err != nil {
		return err
	}
	fmt.Fprintln(w)
	return docs.write(w)
}

// Prices prints what costs are estimated by.
func Prices(w io.Writer, width int) error {
	var rows [][]string
	for _, p := range price.Table() {
		rows = append(rows, []string{p.Key, strconv.FormatFloat(p.USD, 'f', -1, 64), "a " + p.Per + "; " + p.Status + ": " + p.Source})
	}
	if _, err := fmt.Fprintf(w, "Lambda in us-east-1, list of %s; no free tier, first tiers only\n", price.Dated); err != nil {
		return err
	}
	return reports.Table(w, width, []string{"price", "US dollars", "for what, and how well it is known"}, rows)
}

// WriteRules prints the rules of the given names, and the documents that they
// rest on.
func WriteRules(w io.Writer, width int, names []string) error {
	var docs documents
	var rows [][]string
	for _, name := range names {
		for _, r := range core.Rules() {
			if r.Name == name {
				rows = append(rows, ruleRow(r, &docs))
			}
		}
	}
	if err := reports.Table(w, width, []string{"rule", "status", "what it says [source] (profile key)"}, rows); err != nil {
		return err
	}
	return docs.write(w)
}

// documents are the addresses that rules rest on. They stand in a list of
// their own, since one that is broken over two lines cannot be opened.
type documents []string

// cite is an address as its number in the list, and any other source as it is.
func (d *documents) cite(source string) string {
	if !strings.HasPrefix(source, "https://") || strings.Contains(source, " ") {
		return source
	}
	at := slices.Index(*d, source)
	if at < 0 {
		at = len(*d)
		*d = append(*d, source)
	}
	return strconv.Itoa(at + 1)
}

func (d *documents) write(w io.Writer) error {
	for i, address := range *d {
		if _, err := fmt.Fprintf(w, "[%d] %s\n", i+1, address); err != nil {
			return err
		}
	}
	return nil
}

func rules(docs *documents) [][]string {
	var rows [][]string
	for _, r := range core.Rules() {
		rows = append(rows, ruleRow(r, docs))
	}
	return rows
}

func ruleRow(r core.Rule, docs *documents) []string {
	text := r.Says + " [" + docs.cite(r.Source) + "]"
	if r.Parameter != "" {
		text += " (" + r.Parameter + ")"
	}
	return []string{r.Name, string(r.Status), text}
}

func doors(docs *documents) [][]string {
	var rows [][]string
	for _, r := range outcome.Rows() {
		text := r.Face.LogReason
		if r.Note != "" {
			text = strings.TrimSpace(text + " (" + r.Note + ")")
		}
		rows = append(rows, []string{r.Door, r.End.String(), strconv.Itoa(r.Face.Status), string(r.Status), strings.TrimSpace(text + " [" + docs.cite(r.Doc) + "]")})
	}
	return rows
}
