package logs

import (
	"context"
	"fmt"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type putLogEventsInput struct {
	LogGroupName  string       `json:"logGroupName"`
	LogStreamName string       `json:"logStreamName"`
	LogEvents     []inputEvent `json:"logEvents"`
	SequenceToken string       `json:"sequenceToken"` // AWS takes it and does not look at it
	Entity        *empty       `json:"entity"`
}

type inputEvent struct {
	Timestamp *int64 `json:"timestamp"`
	Message   string `json:"message"`
}

type putLogEventsOutput struct {
	NextSequenceToken     string        `json:"nextSequenceToken"`
	RejectedLogEventsInfo *rejectedInfo `json:"rejectedLogEventsInfo"`
}

type rejectedInfo struct {
	TooNewStart *int64 `json:"tooNewLogEventStartIndex"`
	TooOldEnd   *int64 `json:"tooOldLogEventEndIndex"`
	ExpiredEnd  *int64 `json:"expiredLogEventEndIndex"`
}

// Limits of a batch.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const (
	hour      = 3600 * 1000
	tooNew    = 2 * hour
	tooOld    = 14 * 24 * hour
	maxSpan   = 24 * hour
	maxEvents = 10_000
	maxBatch  = 1_048_576
	overhead  = 26 // bytes that each event counts more than its message
)

func (h *handler) putLogEvents(_ context.Context, c wire.Call, in *putLogEventsInput) (any, error) {
	if err := checkStream(in.LogStreamName); err != nil {
		return nil, err
	}
	if in.Entity != nil {
		return nil, wire.NotBuilt("the parameter entity of PutLogEvents")
	}
	if err := checkBatch(in.LogEvents); err != nil {
		return nil, err
	}
	out := putLogEventsOutput{NextSequenceToken: sequenceToken}
	return &out, h.onGroup(c, in.LogGroupName, "", func(now int64, s *logs.Store, g *logs.Group) error {
		if g.Stream(in.LogStreamName) == nil {
			return noStream()
		}
		for i, ev := range in.LogEvents {
			switch at := *ev.Timestamp; {
			case at > now+tooNew:
				if out.rejected().TooNewStart == nil {
					out.RejectedLogEventsInfo.TooNewStart = index(i)
				}
			case at < now-tooOld:
				out.rejected().TooOldEnd = index(i + 1)
			case g.Retention > 0 && at < now-int64(g.Retention)*24*hour:
				out.rejected().ExpiredEnd = index(i + 1)
			default:
				s.Put(g, in.LogStreamName, at, now, ev.Message)
			}
		}
		return nil
	})
}

func index(i int) *int64 {
	n := int64(i)
	return &n
}

func (o *putLogEventsOutput) rejected() *rejectedInfo {
	if o.RejectedLogEventsInfo == nil {
		o.RejectedLogEventsInfo = &rejectedInfo{}
	}
	return o.RejectedLogEventsInfo
}

func checkBatch(events []inputEvent) error {
	switch n := len(events); {
	case n == 0:
		return violation("[]", "logEvents", "Member must have length greater than or equal to 1")
	case n > maxEvents:
		return violation(n, "logEvents", "Member must have length less than or equal to 10000")
	}
	size, last := 0, int64(0)
	for i, ev := range events {
		switch {
		case ev.Timestamp == nil:
			return violation("null", "logEvents."+wire.Index(i)+".member.timestamp", "Member must not be null")
		case ev.Message == "":
			return violation("", "logEvents."+wire.Index(i)+".member.message", "Member must have length greater than or equal to 1")
		case i > 0 && *ev.Timestamp < last:
			return invalid("Log events in a single PutLogEvents request must be in chronological order.")
		case *ev.Timestamp-*events[0].Timestamp > maxSpan:
			return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
		}
		size, last = size+len(ev.Message)+overhead, *ev.Timestamp
	}
	if size > maxBatch {
		return invalid(fmt.Sprintf("Upload too large: %d bytes exceeds limit of %d", size, maxBatch))
	}
	return nil
}
