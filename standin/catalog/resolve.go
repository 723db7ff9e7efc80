package catalog

import (
	"squall/standin/catalog/naming"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

// Target is what an invoke is for, in the numbers of the rule book.
type Target struct {
	Region int32
	Fn     int32
	Qual   core.Qual
	ARN    string // qualified as it was asked for
}

// Resolve finds what an invoke is for; the ARN also when there is none. It does
// not allocate when there is one.
func (c *Catalog) Resolve(account, region, function, qualifier string) (Target, *Error) {
	k := c.Key(account, region)
	if reg := c.regions[k]; reg != nil {
		if f := reg.Functions[function]; f != nil && f.Alive {
			if t, ok := c.target(f, qualifier); ok {
				return t, nil
			}
		}
	}
	arn := k.ARN(function)
	if qualifier == "" { // since 2025; in 2023 AWS left $LATEST out
		return Target{ARN: arn}, refuse.NotFound("Function not found: " + naming.Qualify(arn, naming.Latest))
	}
	arn = naming.Qualify(arn, qualifier)
	return Target{ARN: arn}, refuse.NotFound("Function not found: " + arn)
}

func (c *Catalog) target(f *record.Function, qualifier string) (Target, bool) {
	t := Target{Region: f.Region.ID, Fn: f.Fn, ARN: f.ARN}
	q, ok := f.Qual(qualifier)
	t.Qual = q
	switch {
	case !ok:
		return t, false
	case q.Kind == core.Alias:
		t.ARN = f.Aliases[qualifier].ARN
	case q.Kind == core.Number:
		v := f.Version(q.N)
		if v == nil {
			return t, false
		}
		t.ARN = v.ARN
	case qualifier != "":
		t.ARN = f.LatestARN
	}
	return t, true
}

// Names is who a function is, by its number.
type Names struct{ Account, Region, Function, ARN string }

// Names looks a function's names up by its number; also a deleted one's, whose
// last events may still be running.
func (c *Catalog) Names(fn int32) Names {
	f := c.functions[fn]
	return Names{Account: f.Region.Account, Region: f.Region.Region, Function: f.Name, ARN: f.ARN}
}

// VersionSettings are the settings of a version by numbers (0 is $LATEST); ok
// is false once the version or its function was deleted. Read only.
func (c *Catalog) VersionSettings(fn, version int32) (s setting.Settings, ok bool) {
	f := c.functions[fn]
	if version == 0 {
		if f.Running != nil {
			return *f.Running, f.Alive
		}
		return f.Latest.Settings, f.Alive
	}
	if v := f.Version(version); v != nil {
		return v.Settings, f.Alive
	}
	return setting.Settings{}, false
}

// DeadLetter is the ARN of a function's dead-letter queue, or "": versions use
// what $LATEST says now
// (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html).
func (c *Catalog) DeadLetter(fn int32) string { return c.functions[fn].Latest.DeadLetter }

// Destinations are the ARNs to which records of events go that were accepted
// for a qualifier, or "".
func (c *Catalog) Destinations(fn int32, q core.Qual) (onSuccess, onFailure string) {
	if e := c.functions[fn].Async[q]; e != nil {
		return e.OnSuccess, e.OnFailure
	}
	return "", ""
}
