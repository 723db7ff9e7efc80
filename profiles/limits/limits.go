// Package limits says what AWS Lambda refuses to set, in the words of squall.
// Each rule carries the document it comes from. An answer of "" means that
// nothing is wrong.
//
// It looks at plain values; where they were written is the caller's business.
package limits

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Timeout checks a function's time limit.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
func Timeout(d time.Duration) string {
	if d < time.Second || d > 900*time.Second || d%time.Second != 0 {
		return fmt.Sprintf("%v is not allowed, a timeout is whole seconds from 1s to 900s", d)
	}
	return ""
}

// MaxAge checks the age limit of asynchronous events.
// https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
func MaxAge(d time.Duration) string {
	if d < time.Minute || d > 6*time.Hour || d%time.Second != 0 {
		return fmt.Sprintf("%v is not allowed, the age of an event is whole seconds from 60s to 6h", d)
	}
	return ""
}

// reserved names of environment variables.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
var reserved = []string{
	"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
	"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
	"AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
	"AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
}

// ours are the variables that squall sets on every version it publishes.
var ours = []string{"SQUALL_MODEL", "SQUALL_BLOCK", "SQUALL_FAULT", "SQUALL_WAS"}

// EnvName checks the name of an environment variable.
func EnvName(name string) string {
	switch {
	case slices.Contains(reserved, name):
		return name + " is reserved by Lambda and cannot be set"
	case slices.Contains(ours, name):
		return name + " is set by squall and cannot be set here"
	}
	return ""
}

// EnvSize checks the size of all environment variables together, which AWS
// measures on their compact JSON.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
func EnvSize(env map[string]string) string {
	const most, kept = 4096, 160 // kept: what squall's own two variables take
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(env); err != nil {
		panic("limits: internal error: " + err.Error())
	}
	if size := text.Len() - len("\n"); size > most-kept {
		return fmt.Sprintf("the variables take %d bytes as JSON, 4096 are allowed of which squall uses %d", size, kept)
	}
	return ""
}

// Capacity is what concurrency settings say about one function.
type Capacity struct {
	Name        string
	Reserved    *int
	Provisioned int // over all qualifiers
}

// Unreservable always stays unreserved.
// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
const Unreservable = 100

// Account checks the sums over an account and returns one complaint per
// function that is too large, keyed by its name.
func Account(limit int, functions []Capacity) map[string]string {
	out := map[string]string{}
	sum := 0
	for _, f := range functions {
		if f.Reserved == nil {
			continue
		}
		if sum += *f.Reserved; *f.Reserved > 0 && sum > limit-Unreservable {
			out[f.Name] = fmt.Sprintf("reserved concurrency comes to %d, at most %d of the account's %d can be reserved (%d always stay unreserved)", sum, max(limit-Unreservable, 0), limit, Unreservable)
		}
		if f.Provisioned > *f.Reserved {
			out[f.Name] = fmt.Sprintf("reserved concurrency %d is below the function's total provisioned concurrency %d; reserve at least that much", *f.Reserved, f.Provisioned)
		}
	}
	left := limit - sum - Unreservable
	if left < 0 {
		return out // what is reserved does not fit; what is provisioned would only echo it
	}
	for _, f := range functions {
		if f.Reserved != nil || f.Provisioned == 0 {
			continue
		}
		if left -= f.Provisioned; left < 0 {
			out[f.Name] = fmt.Sprintf("provisioned concurrency %d does not fit, %d of the account's %d are left (%d always stay unreserved)", f.Provisioned, max(left+f.Provisioned, 0), limit, Unreservable)
		}
	}
	return out
}

// Alias is an alias as its settings say.
type Alias struct {
	Name, To string
	Weighted []string // versions with a weight
}

// Latest is the qualifier of what is not published.
const Latest = "$LATEST"

// Routing checks an alias whose function has these versions and aliases.
// https://docs.aws.amazon.com/lambda/latest/dg/configuring-alias-routing.html
func Routing(a Alias, versions, aliases []string) (key, complaint string) {
	if why := target(a.To, versions, aliases); why != "" {
		return "to", why
	}
	for _, w := range a.Weighted {
		switch why := target(w, versions, aliases); {
		case w == a.To:
			return "weights", w + " is already what the alias points at, the additional version must be another one"
		case w == Latest || a.To == Latest:
			return "weights", "a weighted alias may not involve $LATEST, publish a version"
		case why != "":
			return "weights", why
		}
	}
	if len(a.Weighted) > 1 {
		return "weights", fmt.Sprintf("%s have weights, an alias has at most one additional version", strings.Join(a.Weighted, ", "))
	}
	return "", ""
}

func target(name string, versions, aliases []string) string {
	switch {
	case name == Latest || slices.Contains(versions, name):
		return ""
	case slices.Contains(aliases, name):
		return fmt.Sprintf("%s is an alias, an alias points at a version: %s", name, strings.Join(versions, ", "))
	default:
		return fmt.Sprintf("%q is not a version, there is %s", name, strings.Join(versions, ", "))
	}
}

// Provisioned checks a qualifier that gets provisioned concurrency. aliases
// and configured are all of the function; configured has those with a count.
// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
func Provisioned(qualifier string, aliases []Alias, versions, configured []string) string {
	at := slices.IndexFunc(aliases, func(a Alias) bool { return a.Name == qualifier })
	switch {
	case qualifier == Latest:
		return "provisioned concurrency cannot be applied to $LATEST, use a version or an alias"
	case at < 0 && !slices.Contains(versions, qualifier):
		return fmt.Sprintf("%q is neither an alias nor a version of the function", qualifier)
	case at < 0:
		return ""
	}
	a := aliases[at]
	switch {
	case len(a.Weighted) > 0:
		return "an alias with weights cannot have provisioned concurrency, use an unweighted alias or a version"
	case a.To == Latest:
		return "provisioned concurrency cannot be applied to $LATEST, which this alias points at"
	case slices.Contains(configured, a.To):
		return fmt.Sprintf("version %s, which this alias points at, has a configuration of its own; a version has one", a.To)
	}
	for _, other := range aliases[:at] {
		if other.To == a.To && slices.Contains(configured, other.Name) {
			return fmt.Sprintf("version %s has a configuration through the alias %s already; a version has one", a.To, other.Name)
		}
	}
	return ""
}
