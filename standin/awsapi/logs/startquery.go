package logs

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
	"squall/standin/logs/insights"
)

type startQueryInput struct {
	LogGroupName  string   `json:"logGroupName"`
	LogGroupNames []string `json:"logGroupNames"`
	Identifiers   []string `json:"logGroupIdentifiers"`
	StartTime     *int64   `json:"startTime"`
	EndTime       *int64   `json:"endTime"`
	QueryString   string   `json:"queryString"`
	QueryLanguage string   `json:"queryLanguage"`
	Limit         *int64   `json:"limit"`
}

type queryIDOutput struct {
	QueryID string `json:"queryId"`
}

// maxGroups is how many groups one query reads.
const maxGroups = 50

func (h *handler) startQuery(_ context.Context, c wire.Call, in *startQueryInput) (any, error) {
	names, err := in.groups()
	if err != nil {
		return nil, err
	}
	n, err := limit(in.Limit, insights.MaxRows, insights.MaxRows)
	if err != nil {
		return nil, err
	}
	q, err := insights.Parse(in.QueryString)
	if err != nil {
		return nil, malformed(err)
	}
	var views []logs.View
	err = h.with(func(now int64, s *logs.Store) error {
		for _, name := range names {
			g := s.Find(scope(c), name)
			if g == nil {
				return notFound(fmt.Sprintf("Log group '%s' does not exist for account ID '%s' (Service: AWSLogs; Status Code: 400; "+
					"Error Code: ResourceNotFoundException; Request ID: %s; Proxy: null)", name, c.Account, c.RequestID))
			}
			views = append(views, g.View(now))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r := logs.Range{From: seconds(*in.StartTime) * 1000, To: seconds(*in.EndTime)*1000 + 999}
	answer := q.Run(views, c.Account, r, n) // takes as long as it takes; nobody waits for it but the caller
	var out queryIDOutput
	return &out, h.with(func(now int64, s *logs.Store) error {
		out.QueryID = s.AddQuery(logs.Query{Where: scope(c), Group: names[0], Created: now, Answer: answer,
			Text: fmt.Sprintf(`SOURCE "%s" START=%d END=%d | %s`, names[0], r.From, r.To, in.QueryString)})
		return nil
	})
}

// seconds are seconds since 1970 of what some clients give in milliseconds.
func seconds(t int64) int64 {
	if t > 1e11 {
		return t / 1000
	}
	return t
}

func (in *startQueryInput) groups() (names []string, err error) {
	names = append(names, in.LogGroupNames...)
	if in.LogGroupName != "" {
		names = append(names, in.LogGroupName)
	}
	for _, id := range in.Identifiers {
		name, err := groupName("", id)
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	switch {
	case len(names) == 0:
		return nil, invalid("Exactly one of logGroupName, logGroupNames, or logGroupIdentifiers must be specified.")
	case len(names) > maxGroups:
		return nil, invalid(fmt.Sprintf("A query can read no more than %d log groups.", maxGroups))
	case in.QueryLanguage != "" && in.QueryLanguage != "CWLI":
		return nil, wire.NotBuilt("the query language " + in.QueryLanguage)
	case in.StartTime == nil:
		return nil, violation("null", "startTime", "Member must not be null")
	case in.EndTime == nil:
		return nil, violation("null", "endTime", "Member must not be null")
	case *in.StartTime > *in.EndTime:
		return nil, invalid("End time should not be before start time")
	}
	return names, nil
}

// malformed is what is wrong with a query as a refusal.
func malformed(err error) error {
	if errors.Is(err, insights.ErrNotBuilt) {
		return &wire.Error{Status: http.StatusNotImplemented, Code: "NotImplementedException", Message: "NotImplementedException: " + err.Error()}
	}
	return wire.Refuse("MalformedQueryException", err.Error())
}
