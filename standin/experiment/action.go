package experiment

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"
)

// Parameter is what an action takes.
type Parameter struct {
	Name, Description string
	Required          bool
	good              func(value string) bool
}

// Kind is an action that is known.
type Kind struct {
	ID, Description string
	Parameters      []Parameter
	OnFunctions     bool // its one target is named Functions
}

// The types of targets, and the name by which actions call theirs.
const (
	FunctionType = "aws:lambda:function"
	Functions    = "Functions"
)

// The actions. https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
const (
	AddDelay = "aws:lambda:invocation-add-delay"
	Fail     = "aws:lambda:invocation-error"
	Answer   = "aws:lambda:invocation-http-integration-response"
	Wait     = "aws:fis:wait"
)

var (
	duration = Parameter{"duration", "The duration of the action, from one minute to 12 hours (ISO 8601).", true, func(v string) bool { _, ok := Duration(v); return ok }}
	percent  = Parameter{"invocationPercentage", "The percentage of invocations that are struck, 1 to 100; 100 by default.", false, between(1, 100)}
	prevent  = Parameter{"preventExecution", "Whether the function is not run.", true, func(v string) bool { return v == "true" || v == "false" }}
)

// Kinds are the actions that are known, by their ids.
var Kinds = []Kind{
	{Wait, "Waits.", []Parameter{duration}, false},
	{AddDelay, "Delays the start of a function's code, within its billed duration.", []Parameter{duration, percent,
		{"startupDelayMilliseconds", "The delay, 0 to 900000; 1000 by default.", false, between(0, 900_000)}}, true},
	{Fail, "Makes invocations fail.", []Parameter{duration, percent, prevent}, true},
	{Answer, "Makes a function answer with a status and a content type.", []Parameter{duration, percent, prevent,
		{"statusCode", "The status, 0 to 999.", true, between(0, 999)}, {"contentTypeHeader", "The content type.", true, func(v string) bool { return v != "" }}}, true},
}

func between(least, most int) func(string) bool {
	return func(v string) bool { n, err := strconv.Atoi(v); return err == nil && n >= least && n <= most }
}

// Known finds an action.
func Known(id string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.ID == id })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// check says what is wrong with the parameters of an action.
func (k *Kind) check(given map[string]string) string {
	for _, p := range k.Parameters {
		v, ok := given[p.Name]
		switch {
		case !ok && p.Required:
			return "the parameter " + p.Name + " is required"
		case ok && !p.good(v):
			return "the parameter " + p.Name + " is invalid: " + v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		if !slices.ContainsFunc(k.Parameters, func(p Parameter) bool { return p.Name == name }) {
			return "the parameter " + name + " is not one of " + k.ID
		}
	}
	return ""
}

var iso = regexp.MustCompile(`^PT(?:([0-9]{1,2})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})S)?$`)

// Duration reads a time of ISO 8601 from one minute to 12 hours.
func Duration(text string) (d time.Duration, ok bool) {
	m := iso.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	for i, unit := range []time.Duration{time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi(m[i+1]) // digits, or nothing
		d += time.Duration(n) * unit
	}
	return d, d >= time.Minute && d <= 12*time.Hour
}
