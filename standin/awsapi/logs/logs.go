// Package logs is the Amazon CloudWatch Logs API of the stand-in (JSON 1.1)
// over package standin/logs, one file per operation.
//
// It keeps no state and checks no signature; every operation that is not in
// the route table is answered 501. Refusals whose words are recorded:
// localstack tests/aws/services/logs, 2025.
package logs

import (
	"fmt"
	"net/http"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

// Backend owns the logs.
type Backend interface {
	// Logs calls f with the logs, where nothing else uses them, and returns
	// after it. Now is ms since 1970. What takes long is done after f.
	Logs(f func(now int64, s *logs.Store))
}

// Options says whose logs are served.
type Options struct {
	Account string // of callers whose access key is no account
	Region  string // of callers whose signature names none
}

// New makes the CloudWatch Logs API.
func New(o Options, b Backend) *wire.API {
	h := &handler{backend: b}
	return &wire.API{
		Name: "CloudWatch Logs", Target: "Logs_20140328", JSON: "application/x-amz-json-1.1", Account: o.Account, Region: o.Region, Model: model,
		Operations: map[string]wire.Operation{
			"CreateLogGroup":        wire.Op(h.createLogGroup),
			"CreateLogStream":       wire.Op(h.createLogStream),
			"DeleteLogGroup":        wire.Op(h.deleteLogGroup),
			"DeleteLogStream":       wire.Op(h.deleteLogStream),
			"DeleteRetentionPolicy": wire.Op(h.deleteRetentionPolicy),
			"DescribeLogGroups":     wire.Op(h.describeLogGroups),
			"DescribeLogStreams":    wire.Op(h.describeLogStreams),
			"DescribeQueries":       wire.Op(h.describeQueries),
			"FilterLogEvents":       wire.Op(h.filterLogEvents),
			"GetLogEvents":          wire.Op(h.getLogEvents),
			"GetQueryResults":       wire.Op(h.getQueryResults),
			"ListTagsLogGroup":      wire.Op(h.listTagsLogGroup),
			"ListTagsForResource":   wire.Op(h.listTagsForResource),
			"PutLogEvents":          wire.Op(h.putLogEvents),
			"PutRetentionPolicy":    wire.Op(h.putRetentionPolicy),
			"StartQuery":            wire.Op(h.startQuery),
			"StopQuery":             wire.Op(h.stopQuery),
			"TagResource":           wire.Op(h.tagResource),
			"UntagResource":         wire.Op(h.untagResource),
		},
	}
}

type handler struct{ backend Backend }

// with runs f on the logs and hands its error on.
func (h *handler) with(f func(now int64, s *logs.Store) error) (err error) {
	h.backend.Logs(func(now int64, s *logs.Store) { err = f(now, s) })
	return err
}

// onGroup runs f on a group that must be there, by its name or ARN.
func (h *handler) onGroup(c wire.Call, name, identifier string, f func(now int64, s *logs.Store, g *logs.Group) error) error {
	name, err := groupName(name, identifier)
	if err != nil {
		return err
	}
	return h.with(func(now int64, s *logs.Store) error {
		g := s.Find(scope(c), name)
		if g == nil {
			return noGroup()
		}
		return f(now, s, g)
	})
}

// groupName is the name of a group of which a request has the name or an
// identifier, the name or ARN.
func groupName(name, identifier string) (string, error) {
	switch {
	case name != "" && identifier != "":
		return "", invalid("LogGroupName and LogGroupIdentifier are mutually exclusive parameters.")
	case name == "" && identifier == "":
		return "", violation("null", "logGroupName", "Member must not be null")
	case identifier != "":
		if _, rest, ok := strings.Cut(identifier, ":log-group:"); ok {
			identifier = strings.TrimSuffix(rest, ":*")
		}
		return identifier, nil
	}
	return name, nil
}

// empty is the answer of operations that have nothing to say.
type empty struct{}

func scope(c wire.Call) logs.Scope { return logs.Scope{Account: c.Account, Region: c.Region} }

func invalid(message string) *wire.Error { return wire.Refuse("InvalidParameterException", message) }

// violation is a member that breaks what the service's model says of it.
func violation(value any, member, constraint string) *wire.Error {
	return invalid(fmt.Sprintf("1 validation error detected: Value '%v' at '%s' failed to satisfy constraint: %s", value, member, constraint))
}

func notFound(message string) *wire.Error {
	return &wire.Error{Status: http.StatusBadRequest, Code: "ResourceNotFoundException", Message: message}
}

func noGroup() *wire.Error  { return notFound("The specified log group does not exist.") }
func noStream() *wire.Error { return notFound("The specified log stream does not exist.") }
