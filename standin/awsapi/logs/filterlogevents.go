package logs

import (
	"context"
	"errors"
	"slices"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
	"squall/standin/logs/pattern"
)

type filterLogEventsInput struct {
	LogGroupName       string   `json:"logGroupName"`
	LogGroupIdentifier string   `json:"logGroupIdentifier"`
	StreamNames        []string `json:"logStreamNames"`
	StreamPrefix       string   `json:"logStreamNamePrefix"`
	StartTime          int64    `json:"startTime"`
	EndTime            int64    `json:"endTime"`
	FilterPattern      string   `json:"filterPattern"`
	NextToken          string   `json:"nextToken"`
	Limit              *int64   `json:"limit"`
	Interleaved        bool     `json:"interleaved"` // AWS always does it
	Unmask             bool     `json:"unmask"`      // nothing is masked here
}

type filterLogEventsOutput struct {
	Events             []filteredEvent `json:"events"`
	NextToken          string          `json:"nextToken,omitempty"`
	SearchedLogStreams []empty         `json:"searchedLogStreams"`
}

type filteredEvent struct {
	EventID       string `json:"eventId"`
	IngestionTime int64  `json:"ingestionTime"`
	LogStreamName string `json:"logStreamName"`
	Message       string `json:"message"`
	Timestamp     int64  `json:"timestamp"`
}

func (h *handler) filterLogEvents(_ context.Context, c wire.Call, in *filterLogEventsInput) (any, error) {
	if len(in.StreamNames) > 0 && in.StreamPrefix != "" {
		return nil, invalid("logStreamNamePrefix and logStreamNames are mutually exclusive parameters.")
	}
	n, err := limit(in.Limit, 10_000, 10_000)
	if err != nil {
		return nil, err
	}
	match, err := pattern.Parse(in.FilterPattern)
	switch {
	case errors.Is(err, pattern.ErrNotBuilt):
		return nil, &wire.Error{Status: 501, Code: "NotImplementedException", Message: "NotImplementedException: " + err.Error()}
	case err != nil:
		return nil, invalid("Invalid filter pattern: " + err.Error())
	}
	r := logs.Range{From: in.StartTime, To: in.EndTime, Match: match}
	if in.NextToken != "" {
		place, _, ok := readToken(in.NextToken)
		if !ok {
			return nil, invalid(badToken)
		}
		r.After = &place
	}
	var view logs.View
	err = h.onGroup(c, in.LogGroupName, in.LogGroupIdentifier, func(now int64, _ *logs.Store, g *logs.Group) error {
		if slices.ContainsFunc(in.StreamNames, func(name string) bool { return g.Stream(name) == nil }) {
			return noStream()
		}
		view = g.View(now)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(in.StreamNames) > 0 || in.StreamPrefix != "" {
		r.Streams = func(name string) bool {
			return strings.HasPrefix(name, in.StreamPrefix) && (len(in.StreamNames) == 0 || slices.Contains(in.StreamNames, name))
		}
	}
	events, more := view.First(r, n)
	out := filterLogEventsOutput{Events: []filteredEvent{}, SearchedLogStreams: []empty{}}
	for _, ev := range events {
		out.Events = append(out.Events, filteredEvent{ev.Key.ID(), ev.Ingested, ev.Stream, ev.Message, ev.At})
	}
	if more {
		out.NextToken = token("f", events[len(events)-1].Key)
	}
	return &out, nil
}
