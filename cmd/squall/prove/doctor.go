package prove

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"squall/attack/cloud"
	"squall/attack/cloud/amend"
	"squall/attack/cloud/depot"
	"squall/attack/cloud/permit"
	"squall/attack/target"
	"squall/profiles"
	"squall/reports"
)

// Finding is one thing that a doctor looked at.
type Finding struct {
	What string
	Said string
	Bad  bool // a run would be refused, or find less than it looks for
}

// Doctor looks whether a run of the plan could go well in the account. What
// does not stop the run is told as well: a probe that is missing leaves cold
// starts unknown at doors.
func (g *Ground) Doctor(ctx context.Context) (out []Finding) {
	add := func(bad bool, what, format string, args ...any) {
		out = append(out, Finding{what, fmt.Sprintf(format, args...), bad})
	}
	add(false, "account", "%s as %s", g.Session.Where(), g.Session.ARN)
	tried := g.Session.Try(ctx, g.functions())
	for _, check := range tried {
		if check.Err != nil {
			add(true, "permission", "%s: %v", check.Action, cloud.Explained(check.Err))
		}
	}
	add(false, "permissions", "what the account was asked so far, and %d that only read, were tried; those that change are in the policy below, and were not", len(tried))
	g.state(ctx, add)
	_, all, err := g.Session.Concurrency(ctx)
	if err != nil {
		add(true, "concurrency", "%v", err)
	} else {
		left := g.Bound.Unreserved - 100
		add(g.Bound.Concurrency > left, "concurrency", "%d in the account, %d not reserved, of which 100 must stay so; the run takes %d", all, g.Bound.Unreserved, g.Bound.Concurrency)
	}
	for _, line := range g.Live {
		add(false, "deployed", "%s", line)
	}
	for _, f := range g.functions() {
		switch tags := g.Tags[f]; {
		case tags[target.TagRun] != "":
			add(true, "tags", "%s is marked as changed by run %s until %s: squall recover", f, tags[target.TagRun], tags[target.TagExpires])
		case tags[target.TagAllowed] != "allowed" && slices.Contains(g.Touched, f):
			add(true, "tags", "%s has no tag squall=allowed, and the run would change it", f)
		}
	}
	for _, d := range g.Doors {
		add(false, "door", "%s", d)
	}
	if n := len(g.Restores); n > 0 {
		add(false, "restorer", "%d things are put back from %s on, should nobody else; whether EventBridge Scheduler may take the role %s shows when the first is scheduled, before anything is changed",
			n, g.Expires.Format(time.RFC3339), g.opt.Plan.Guard.Restorer)
	}
	for _, note := range g.Notes {
		if strings.HasPrefix(note, uncovered) {
			add(false, "restorer", "%s", strings.TrimPrefix(note, uncovered))
		}
	}
	g.logs(add)
	if len(g.opt.Plan.Guard.Alarms) > 0 {
		on, err := g.Session.Alarming(ctx, g.opt.Plan.Guard.Alarms)
		add(err != nil || len(on) > 0, "alarms", "%d looked at%s", len(g.opt.Plan.Guard.Alarms), told(on, err))
	}
	return out
}

func told(on []string, err error) string {
	switch {
	case err != nil:
		return ": " + err.Error()
	case len(on) > 0:
		return ": " + strings.Join(on, "; ")
	}
	return ", none is in ALARM"
}

// logs says which doors write no log that squall could read, and what only a
// probe could tell.
func (g *Ground) logs(add func(bad bool, what, format string, args ...any)) {
	for i := range g.Plan.Arms[0].World.Attack {
		e := &g.Plan.Arms[0].World.Attack[i]
		if e.Door() && e.Path != "url" && e.Function != "" && e.AccessLog == "" {
			add(false, "evidence", "%s: no access_log is named, so why a request failed at this door stays unknown", e.Name)
		}
		if e.Door() && e.Function != "" {
			add(false, "probe", "%s: cold starts and versions are known if the function sends the headers of attack/probe (docs/aws.md), or by function_log; a run says for how many requests", e.Name)
		}
	}
}

// state says who has the lock.
func (g *Ground) state(ctx context.Context, add func(bad bool, what, format string, args ...any)) {
	where := g.opt.Plan.Guard.State
	if where == "" {
		add(false, "state", "kept on this machine's disk alone: should it be lost, so is what was there before; state: s3://BUCKET/PREFIX or ssm:/PATH keeps a copy")
		return
	}
	d, err := depot.New(g.Session.Config, where, g.Session.Account, g.Session.Region)
	if err != nil {
		add(true, "state", "%v", err)
		return
	}
	switch lock, err := d.Holder(ctx); {
	case err != nil:
		add(true, "state", "%v", cloud.Explained(err))
	case lock != nil:
		add(true, "state", "run %s on %s has the lock of %s", lock.Run, lock.Host, where)
	default:
		add(false, "state", "%s can be read, nobody has its lock", where)
	}
}

// There are the buckets, topics and buses of the plan that the run does not make,
// as PATH NAME.
func (g *Ground) There() (out []string) {
	for i := range g.Plan.Arms {
		for _, e := range g.Plan.Arms[i].World.Attack {
			name := e.Path + " " + e.Source
			made := func(r amend.Row) bool { return r.Kind == profiles.CreateSource && r.What == name }
			if e.Sourced() && !slices.Contains(out, name) && !slices.ContainsFunc(g.Rows, made) {
				out = append(out, name)
			}
		}
	}
	return out
}

// needs is what a run of a plan calls, which may make some changes.
func needs(plan *profiles.Plan, words []string) permit.Needs {
	w := &plan.Arms[0].World
	n := permit.Needs{Account: w.Account.ID, Region: w.Account.Region, Changes: words, State: plan.Guard.State, Alarms: len(plan.Guard.Alarms) > 0 || plan.Canary != nil && len(plan.Canary.Alarms) > 0,
		FIS: plan.Guard.FIS, Restorer: plan.Guard.Restorer, Through: map[string][]string{}}
	for i := range w.Functions {
		n.Functions = append(n.Functions, w.Functions[i].Name)
		if a := w.Functions[i].Async; a.Shared {
			for _, queue := range []string{a.DeadLetter, a.OnSuccess, a.OnFailure} {
				if name, ok := strings.CutPrefix(queue, "sqs:"); ok && !slices.Contains(n.Queues, name) {
					n.Queues = append(n.Queues, name)
				}
			}
		}
	}
	for i := range plan.Arms {
		for _, e := range plan.Arms[i].World.Attack {
			n.Doors = n.Doors || e.Address != "" && !e.External
			if e.AccessLog != "" && !slices.Contains(n.AccessLogs, e.AccessLog) {
				n.AccessLogs = append(n.AccessLogs, e.AccessLog)
			}
			if place := "logs:" + e.Log; e.Log != "" && !slices.Contains(n.AccessLogs, place) {
				n.AccessLogs = append(n.AccessLogs, place)
			}
			if e.Async() && !slices.Contains(n.Sends, e.Path) {
				n.Sends = append(n.Sends, e.Path)
			}
			if e.Sourced() && !slices.Contains(n.Through[e.Path], e.Source) {
				n.Through[e.Path] = append(n.Through[e.Path], e.Source)
			}
		}
	}
	return n
}

// Policy is the least IAM policy that a run of a plan needs.
func Policy(plan *profiles.Plan, words []string) ([]byte, error) {
	return json.MarshalIndent(permit.Policy(needs(plan, words)), "", "  ")
}

// restorerPolicy prints what the role of restores needs.
func restorerPolicy(w io.Writer, plan *profiles.Plan, words, there []string) error {
	if plan.Guard.Restorer == "" || len(words) == 0 {
		return nil
	}
	n := needs(plan, words)
	n.There = there
	text, err := json.MarshalIndent(permit.Restorer(n), "", "  ")
	if err == nil {
		_, err = fmt.Fprintf(w, "\nThe role %s must trust scheduler.amazonaws.com, and the least policy of it is:\n%s\n", plan.Guard.Restorer, text)
	}
	return err
}

// WriteFindings prints what a doctor found and the policy that a run with some
// leaves needs; it says whether a run would go well.
func WriteFindings(w io.Writer, width int, found []Finding, plan *profiles.Plan, words, there []string) (well bool, err error) {
	well = true
	for _, f := range found {
		mark := "ok   "
		if f.Bad {
			mark, well = "BAD  ", false
		}
		if err == nil {
			err = reports.Table(w, width, []string{mark + f.What + ": " + f.Said}, nil)
		}
	}
	text, bad := Policy(plan, words)
	if err = errors.Join(err, bad, restorerPolicy(w, plan, words, there)); err != nil {
		return well, err
	}
	allow := ""
	if len(words) > 0 {
		allow = " with --allow " + strings.Join(words, ",")
	}
	_, err = fmt.Fprintf(w, "\nThe least policy that a run of this profile%s needs:\n%s\n", allow, text)
	return well, err
}
