package events

import (
	"encoding/json"
	"fmt"

	"squall/standin/awsapi/wire"
	"squall/standin/buses"
)

// maxEntries is the quota of
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
const maxEntries = 10

type putEventsInput struct {
	EndpointID string `json:"EndpointId"`
	Entries    []struct {
		Source, DetailType, Detail, EventBusName, TraceHeader string
		Resources                                             []string
		Time                                                  *wire.Time
	}
}

// putEntry is the answer to one entry: an id, or why it was not taken.
type putEntry struct {
	EventID      string `json:"EventId,omitempty"`
	ErrorCode    string `json:",omitempty"`
	ErrorMessage string `json:",omitempty"`
}

func putEvents(c *call, in *putEventsInput) (any, error) {
	switch n := len(in.Entries); {
	case in.EndpointID != "":
		return nil, wire.NotBuilt("EndpointId")
	case n < 1:
		return nil, invalid("1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case n > maxEntries:
		return nil, invalid(fmt.Sprintf("1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to %d", maxEntries))
	}
	list := make([]buses.Entry, len(in.Entries))
	for i, e := range in.Entries {
		list[i] = buses.Entry{Source: e.Source, DetailType: e.DetailType, Detail: e.Detail, Resources: e.Resources}
		if e.Time != nil && (*e.Time < 0 || e.Time.Seconds() > 4e9) {
			return nil, wire.Refuse("SerializationException", "entry "+wire.Index(i)+": Time is no time of this age")
		}
		if e.Time != nil {
			list[i].Time = e.Time.Seconds() * 1e9
		}
	}
	if buses.TooLarge(list) {
		return nil, invalid("Total size of the entries in the request is over the limit.")
	}
	out := struct {
		FailedEntryCount int
		Entries          []putEntry
	}{Entries: []putEntry{}}
	for i := range list {
		var answer putEntry
		if answer.ErrorCode, answer.ErrorMessage = list[i].Refuse(); answer.ErrorCode != "" {
			out.FailedEntryCount++
		} else {
			answer.EventID = c.relay.PutEvent(c.now, c.bus(in.Entries[i].EventBusName), list[i])
		}
		out.Entries = append(out.Entries, answer)
	}
	return out, nil
}

type testPattern struct{ EventPattern, Event string }

func testEventPattern(_ *call, in *testPattern) (any, error) {
	if !json.Valid([]byte(in.Event)) {
		return nil, invalid("Parameter Event is not valid.")
	}
	result, err := buses.TestPattern(in.EventPattern, in.Event)
	return struct{ Result bool }{result}, err
}
