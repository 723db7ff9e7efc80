package setting

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"squall/standin/catalog/refuse"
)

// Logging is how and where a function logs; "" is what Lambda has by default.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
type Logging struct {
	Format      string // Text or JSON
	Group       string
	Application string // level of the function's own lines, JSON only
	System      string // level of Lambda's lines, JSON only
}

// Levels, from the one that says most.
var (
	applicationLevels = []string{"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"}
	systemLevels      = []string{"DEBUG", "INFO", "WARN"}
	groupName         = regexp.MustCompile(`\A[\.\-_/#A-Za-z0-9]{1,512}\z`)
)

// JSON says whether lines are JSON documents.
func (l Logging) JSON() bool { return l.Format == "JSON" }

// GroupOf is the log group of a function that logs so.
func (l Logging) GroupOf(function string) string { return cmp.Or(l.Group, "/aws/lambda/"+function) }

// After is the logging after what was given: what is not given stays, but
// levels go with the format they belong to.
func (l Logging) After(given Logging) Logging {
	out := Logging{Format: cmp.Or(given.Format, l.Format), Group: cmp.Or(given.Group, l.Group), Application: given.Application, System: given.System}
	if out.JSON() {
		out.Application = cmp.Or(out.Application, l.Application, "INFO")
		out.System = cmp.Or(out.System, l.System, "INFO")
	}
	return out
}

// check refuses what the service model does not have, and levels without JSON;
// the words for those are ours.
func (l Logging) check() *refuse.Error {
	switch {
	case l.Format != "" && l.Format != "JSON" && l.Format != "Text":
		return refuse.NoMember(l.Format, "loggingConfig.logFormat", "JSON, Text")
	case l.Application != "" && !slices.Contains(applicationLevels, l.Application):
		return refuse.NoMember(l.Application, "loggingConfig.applicationLogLevel", strings.Join(applicationLevels, ", "))
	case l.System != "" && !slices.Contains(systemLevels, l.System):
		return refuse.NoMember(l.System, "loggingConfig.systemLogLevel", strings.Join(systemLevels, ", "))
	case l.Group != "" && !groupName.MatchString(l.Group):
		return refuse.Mismatch(l.Group, "loggingConfig.logGroup", `[\.\-_/#A-Za-z0-9]+`)
	case !l.JSON() && (l.Application != "" || l.System != ""):
		return refuse.Invalid("ApplicationLogLevel and SystemLogLevel can only be set when LogFormat is JSON.")
	}
	return nil
}
