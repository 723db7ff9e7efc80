package logs

import (
	"context"
	"fmt"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type getLogEventsInput struct {
	LogGroupName       string `json:"logGroupName"`
	LogGroupIdentifier string `json:"logGroupIdentifier"`
	LogStreamName      string `json:"logStreamName"`
	StartTime          int64  `json:"startTime"`
	EndTime            int64  `json:"endTime"`
	NextToken          string `json:"nextToken"`
	Limit              *int64 `json:"limit"`
	StartFromHead      bool   `json:"startFromHead"`
	Unmask             bool   `json:"unmask"` // nothing is masked here
}

type getLogEventsOutput struct {
	Events            []outputEvent `json:"events"`
	NextForwardToken  string        `json:"nextForwardToken"`
	NextBackwardToken string        `json:"nextBackwardToken"`
}

type outputEvent struct {
	IngestionTime int64  `json:"ingestionTime"`
	Message       string `json:"message"`
	Timestamp     int64  `json:"timestamp"`
}

func (h *handler) getLogEvents(_ context.Context, c wire.Call, in *getLogEventsInput) (any, error) {
	if err := checkStream(in.LogStreamName); err != nil {
		return nil, err
	}
	n, err := limit(in.Limit, 10_000, 10_000)
	if err != nil {
		return nil, err
	}
	var view logs.View
	err = h.onGroup(c, in.LogGroupName, in.LogGroupIdentifier, func(now int64, _ *logs.Store, g *logs.Group) error {
		if g.Stream(in.LogStreamName) == nil {
			return noStream()
		}
		view = g.View(now)
		return nil
	})
	if err != nil {
		return nil, err
	}
	r := logs.Range{From: in.StartTime, Streams: func(name string) bool { return name == in.LogStreamName }}
	if in.EndTime > 0 {
		r.To = in.EndTime - 1 // "with a timestamp equal to or later than this are not included"
	}
	return in.read(&view, r, n)
}

// read gives the page behind, or before, the place that the token names.
func (in *getLogEventsInput) read(view *logs.View, r logs.Range, n int) (any, error) {
	var events []logs.Event
	place, forward, ok := readToken(in.NextToken)
	switch {
	case in.NextToken != "" && !ok:
		return nil, invalid(badToken)
	case forward && in.NextToken != "":
		r.After = &place
		events, _ = view.First(r, n)
	case in.NextToken != "":
		r.Before = &place
		events, _ = view.Last(r, n)
	case in.StartFromHead:
		events, _ = view.First(r, n)
	default:
		events, _ = view.Last(r, n)
	}
	first, last := place, place
	if len(events) > 0 {
		first, last = events[0].Key, events[len(events)-1].Key
	}
	out := getLogEventsOutput{Events: []outputEvent{}, NextForwardToken: token("f", last), NextBackwardToken: token("b", first)}
	for _, ev := range events {
		out.Events = append(out.Events, outputEvent{ev.Ingested, ev.Message, ev.At})
	}
	return &out, nil
}

// token names a place in a stream: behind it, f, or before it, b.
func token(direction string, k logs.Key) string {
	return fmt.Sprintf("%s/%016x%016x/s", direction, k.At, k.N)
}

func readToken(text string) (k logs.Key, forward, ok bool) {
	direction, rest, _ := strings.Cut(strings.TrimSuffix(text, "/s"), "/")
	if len(rest) != 32 || direction != "f" && direction != "b" {
		return k, false, false
	}
	n, err := fmt.Sscanf(rest[:16]+" "+rest[16:], "%x %x", &k.At, &k.N)
	return k, direction == "f", err == nil && n == 2
}
