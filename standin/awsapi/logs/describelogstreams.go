package logs

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type describeLogStreamsInput struct {
	LogGroupName       string `json:"logGroupName"`
	LogGroupIdentifier string `json:"logGroupIdentifier"`
	Prefix             string `json:"logStreamNamePrefix"`
	OrderBy            string `json:"orderBy"`
	Descending         bool   `json:"descending"`
	NextToken          string `json:"nextToken"`
	Limit              *int64 `json:"limit"`
}

type describeLogStreamsOutput struct {
	LogStreams []logStream `json:"logStreams"`
	NextToken  string      `json:"nextToken,omitempty"`
}

type logStream struct {
	ARN                 string `json:"arn"`
	CreationTime        int64  `json:"creationTime"`
	FirstEventTimestamp int64  `json:"firstEventTimestamp,omitempty"`
	LastEventTimestamp  int64  `json:"lastEventTimestamp,omitempty"`
	LastIngestionTime   int64  `json:"lastIngestionTime,omitempty"`
	LogStreamName       string `json:"logStreamName"`
	StoredBytes         int64  `json:"storedBytes"` // always 0 since 2019
	UploadSequenceToken string `json:"uploadSequenceToken"`
}

// sequenceToken is what streams tell of the tokens that are not needed any
// more. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const sequenceToken = "49039859583440850826443219360361470263441926041812567954"

func (h *handler) describeLogStreams(_ context.Context, c wire.Call, in *describeLogStreamsInput) (any, error) {
	byTime := in.OrderBy == "LastEventTime"
	switch {
	case !byTime && in.OrderBy != "" && in.OrderBy != "LogStreamName":
		return nil, violation(in.OrderBy, "orderBy", "Member must satisfy enum value set: [LastEventTime, LogStreamName]")
	case byTime && in.Prefix != "":
		return nil, invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	n, err := limit(in.Limit, 50, 50)
	if err != nil {
		return nil, err
	}
	out := describeLogStreamsOutput{LogStreams: []logStream{}}
	return &out, h.onGroup(c, in.LogGroupName, in.LogGroupIdentifier, func(_ int64, _ *logs.Store, g *logs.Group) error {
		all := slices.DeleteFunc(g.Streams(), func(s *logs.Stream) bool { return !strings.HasPrefix(s.Name, in.Prefix) })
		slices.SortFunc(all, func(a, b *logs.Stream) int {
			if byTime && a.Last != b.Last {
				return cmp.Compare(a.Last, b.Last)
			}
			return strings.Compare(a.Name, b.Name)
		})
		if in.Descending {
			slices.Reverse(all)
		}
		part, next, err := page(all, in.NextToken, n)
		for _, s := range part {
			out.LogStreams = append(out.LogStreams, logStream{ARN: g.ARN() + ":log-stream:" + s.Name, CreationTime: s.Created,
				FirstEventTimestamp: s.First, LastEventTimestamp: s.Last, LastIngestionTime: s.Ingested, LogStreamName: s.Name,
				UploadSequenceToken: sequenceToken})
		}
		out.NextToken = next
		return err
	})
}
