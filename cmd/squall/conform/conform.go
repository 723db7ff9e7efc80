// Package conform looks at Lambda, rule by rule, and sets what it sees beside the
// rule book. It is the table of which experiment tells of which rule.
//
// The experiments are package lab's, the judgements analyze/conform's; it asks
// nobody for leave.
package conform

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"squall/analyze/conform"
	"squall/attack/lab"
	"squall/profiles"
	"squall/profiles/price"
	"squall/profiles/source"

	"github.com/aws/smithy-go"
)

// Options say what is looked at, beside what.
type Options struct {
	Only     []string // rules; none: all
	Platform *profiles.Platform
	Compress float64
	Date     string
	Events   func(text string) // progress
}

// Check says which of some names is no rule that is listed.
func Check(only []string) error {
	var names []string
	for _, r := range rules() {
		names = append(names, r.Name)
	}
	for _, name := range only {
		if !slices.Contains(names, name) {
			return fmt.Errorf("--only %s is no rule that is looked at%s; squall conform --list names them", name, source.Nearest(name, names))
		}
	}
	return nil
}

// chosen are the experiments that the rules at hand need.
func (o *Options) chosen() (out []experiment) {
	for _, e := range experiments {
		if len(o.Only) == 0 && !e.long || len(o.Only) > 0 && slices.ContainsFunc(e.rules, o.wants) {
			out = append(out, e)
		}
	}
	return out
}

func (o *Options) wants(rule string) bool { return len(o.Only) == 0 || slices.Contains(o.Only, rule) }

// Bound is what it does at most.
type Bound struct {
	Calls       int
	USD         float64
	Takes       time.Duration // on AWS, about
	Provisioned int           // environments at a time
}

// most an init may take, before or within a request.
const mostInit = 10 * time.Second

// Bound adds up what the experiments do at most: each request runs into its
// timeout, after an init that takes as long as Lambda lets it.
func (o *Options) Bound() (b Bound) {
	p := price.Default()
	b.Takes = 20 * time.Second // to make and delete the function
	for _, e := range o.chosen() {
		b.Calls += e.calls
		b.USD += e.usd(&p)
		b.Takes += e.takes
		b.Provisioned = max(b.Provisioned, e.provided)
	}
	return b
}

// usd is what an experiment costs at most.
func (e *experiment) usd(p *price.List) float64 {
	const gb = lab.Memory / 1024.0
	ran := float64(e.calls) * (e.timeout + mostInit).Seconds() * gb
	kept := float64(e.provided) * e.until.Seconds() * gb
	return ran*max(p.Run.X86, p.Run.ARM) + kept*max(p.Provisioned.X86, p.Provisioned.ARM) + float64(e.calls)*p.Requests/1e6
}

// Needs says whether anything has to be made at all.
func (o *Options) Needs() bool { return len(o.chosen()) > 0 }

// Look does the experiments and fills the report in. An experiment that does not
// work out is told in its rows; only the end of ctx ends it all.
func Look(ctx context.Context, l *lab.Lab, o Options, r *conform.Report) {
	found := map[string]conform.Seen{}
	b := book{Platform: o.Platform, compress: o.Compress}
	chosen := o.chosen()
	for i, e := range chosen {
		if ctx.Err() != nil {
			break
		}
		o.Events(fmt.Sprintf("%d of %d: %s", i+1, len(chosen), e.name))
		b.late = lab.Lateness(ctx)
		list, err := e.look(ctx, l, b)
		b.late()
		for _, f := range list {
			found[f.rule] = f.seen
		}
		if err != nil && ctx.Err() == nil {
			for _, rule := range e.rules {
				found[rule] = conform.Not(why(err))
			}
		}
	}
	o.Fill(found, r)
}

// why is an error in the words of a row.
func why(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		code, message := api.ErrorCode(), api.ErrorMessage()
		if !strings.HasPrefix(message, code) {
			message = code + ": " + message
		}
		return "refused: " + message
	}
	return "the experiment did not work out: " + err.Error()
}

// Fill makes the rows of a report of what was found.
func (o *Options) Fill(found map[string]conform.Seen, r *conform.Report) {
	for _, rule := range rules() {
		if !o.wants(rule.Name) {
			continue
		}
		seen, ok := found[rule.Name]
		if !ok {
			seen = conform.Not("it was stopped before")
			if because := o.unlooked(rule.Name); because != "" {
				seen = conform.Not(because)
			}
		}
		r.Add(conform.Row{Rule: rule.Name, Status: string(rule.Status), Says: rule.Says, Date: o.Date, Seen: seen})
	}
}

// unlooked says why a rule is not looked at; "" when it is.
func (o *Options) unlooked(rule string) string {
	e := by(rule)
	switch {
	case e == nil:
		return beyond[rule] + because(rule)
	case e.long && len(o.Only) == 0:
		return fmt.Sprintf("it takes up to %v: squall conform --only %s", e.takes, rule)
	}
	return ""
}

// List are the rules with what looks at each.
func List() (rows [][]string) {
	for _, r := range rules() {
		text := r.Says
		how := "not measured: " + beyond[r.Name] + because(r.Name)
		if e := by(r.Name); e != nil {
			how = fmt.Sprintf("%s, about %v", e.name, e.takes)
			if e.long {
				how += ", only by name"
			}
		}
		rows = append(rows, []string{r.Name, string(r.Status), text + " [" + how + "]"})
	}
	return rows
}

// Ground is what a report says of where it was made.
func Ground(standin bool, where string) string {
	if standin {
		return "a stand-in of squall: " + where
	}
	return strings.ToUpper(where[:1]) + where[1:]
}
