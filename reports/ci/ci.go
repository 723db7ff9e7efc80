// Package ci says what a run showed in the words of continuous integration:
// annotations of GitHub, outputs of a step, and a comment that a later run finds
// again.
//
// It posts nothing and asks no environment: the caller hands in writers.
package ci

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"squall/analyze"
	"squall/reports"
	"squall/reports/view"
)

// mostAnnotations is how many annotations a run makes: GitHub shows ten of a
// step, and those of other steps are in them.
const mostAnnotations = 5

// Annotations writes at most five workflow commands for what did not hold, the
// worst first. file is the profile in the repository, "" for none, and line
// finds an expectation in it, 0 when it is not there.
func Annotations(w io.Writer, r *analyze.Result, file string, line func(expr string) int) error {
	return write(w, annotations(r), r.Verdict, file, line)
}

func write(w io.Writer, all []annotation, verdict analyze.Verdict, file string, line func(expr string) int) error {
	if n := len(all); n > mostAnnotations {
		all = append(all[:mostAnnotations-1], annotation{"warning", "squall: " + string(verdict), fmt.Sprintf("and %d more, in the step summary", n-mostAnnotations+1), ""})
	}
	for _, a := range all {
		properties := "title=" + property(a.title)
		if file != "" {
			at := 0
			if a.expr != "" {
				at = line(a.expr)
			}
			properties = fmt.Sprintf("file=%s,line=%d,", property(file), max(at, 1)) + properties
		}
		if _, err := fmt.Fprintf(w, "::%s %s::%s\n", a.level, properties, message(a.text)); err != nil {
			return err
		}
	}
	return nil
}

type annotation struct{ level, title, text, expr string }

// annotations are the verdict of a run that is not PASS, what failed, then what
// stays open.
func annotations(r *analyze.Result) []annotation {
	v := view.Of(r)
	level := "error"
	var out []annotation
	switch r.Verdict {
	case analyze.Pass:
		return nil
	case analyze.Inconclusive:
		level = "warning"
	}
	if r.Verdict != analyze.Fail && r.Verdict != analyze.Inconclusive || len(v.Expectations) == 0 {
		out = append(out, annotation{level, "squall: " + string(r.Verdict), strings.TrimSpace(strings.Join(v.Headline, " ") + " " + strings.Join(v.Why, "; ")), ""})
	}
	for _, want := range [...]struct{ mark, level string }{{"FAIL", "error"}, {"INCONCLUSIVE", "warning"}} {
		for _, e := range v.Expectations {
			if e.Mark == want.mark {
				text := e.Expr + ": observed " + e.Observed
				if e.Note != "" {
					text += "; " + e.Note
				}
				out = append(out, annotation{want.level, "squall: " + e.Mark, text, e.Expr})
			}
		}
	}
	return out
}

var (
	messages   = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	properties = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

const mostText = 500 // bytes of a message

func message(s string) string { return messages.Replace(short(s)) }

func property(s string) string { return properties.Replace(short(s)) }

func short(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if len(s) <= mostText {
		return s
	}
	return strings.ToValidUTF8(s[:mostText], "") + "..."
}

// Outputs writes what a later step can use: name=value, a line each.
func Outputs(w io.Writer, r *analyze.Result, code int, folder string) error {
	return outputs(w, r.Verdict, code, folder, strings.Join(view.Of(r).Headline, " "))
}

func outputs(w io.Writer, verdict analyze.Verdict, code int, folder, headline string) error {
	one := func(s string) string { return strings.Join(strings.Fields(short(s)), " ") }
	_, err := fmt.Fprintf(w, "verdict=%s\nexit-code=%d\nfolder=%s\nheadline=%s\n", verdict, code, one(folder), one(headline))
	return err
}

// Comment writes the report as a comment on a pull request: its first line is a
// mark, by which the comment of an earlier run of the profile is found and
// replaced.
func Comment(w io.Writer, r *analyze.Result) error {
	return marked(w, r.Run.Profile, func(w io.Writer) error { return reports.Markdown(w, r) })
}

func marked(w io.Writer, name string, report func(io.Writer) error) error {
	var b bytes.Buffer
	b.WriteString(Mark(name) + "\n")
	if err := report(&b); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Mark is the hidden line that a comment on runs of a profile begins with.
func Mark(profile string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.' {
			return r
		}
		return '_'
	}, profile)
	if len(name) > 80 {
		name = name[:80]
	}
	for strings.Contains(name, "--") { // which would end an HTML comment
		name = strings.ReplaceAll(name, "--", "-")
	}
	return "<!-- squall:" + name + " -->"
}
