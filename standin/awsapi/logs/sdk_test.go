package logs

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"

	"squall/standin/core"
	"squall/standin/logs"
)

// owner is a Backend: a lock, and a clock that stands.
type owner struct {
	mu    sync.Mutex
	now   time.Time
	store *logs.Store
}

func (o *owner) Logs(f func(int64, *logs.Store)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	f(o.now.UnixMilli(), o.store)
}

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func serve(t *testing.T) (*client.Client, *owner) {
	t.Helper()
	o := &owner{now: noon, store: logs.New()}
	server := httptest.NewServer(New(Options{Account: "111122223333", Region: "us-east-1"}, o))
	t.Cleanup(server.Close)
	return client.New(client.Options{
		BaseEndpoint: &server.URL, Region: "us-east-1", HTTPClient: server.Client(), Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", ""),
	}), o
}

// invoked logs n invokes of a function, a second each, over three environments.
func (o *owner) invoked(n int) *string {
	where := logs.Scope{Account: "111122223333", Region: "us-east-1"}
	for i := range n {
		at := noon.Add(time.Duration(i-n) * time.Second).UnixMilli()
		o.store.Invoked(o.store.Function(at, where, "f"), &logs.Invocation{Request: uint64(i + 1), Start: at, End: at + 500, Memory: 128,
			Effect: &core.Effect{Env: uint64(i % 3), Duration: int64(i+1) * 1e6, Cold: i < 3, Init: 200e6}})
	}
	return aws.String("/aws/lambda/f")
}

func TestReadsOfAFunction(t *testing.T) {
	c, o := serve(t)
	group := o.invoked(100)
	described, err := c.DescribeLogStreams(t.Context(), &client.DescribeLogStreamsInput{LogGroupName: group, OrderBy: types.OrderByLastEventTime, Descending: aws.Bool(true)})
	if err != nil || len(described.LogStreams) != 3 {
		t.Fatal(err, described)
	}
	latest := described.LogStreams[0]
	if *latest.LastEventTimestamp != noon.UnixMilli()-500 || !strings.HasPrefix(*latest.LogStreamName, "2026/11/22/[$LATEST]") {
		t.Errorf("the latest stream: %s at %d", *latest.LogStreamName, *latest.LastEventTimestamp)
	}
	var messages []string
	for p := client.NewGetLogEventsPaginator(c, &client.GetLogEventsInput{LogGroupName: group, LogStreamName: latest.LogStreamName,
		StartFromHead: aws.Bool(true), Limit: aws.Int32(7)}, func(o *client.GetLogEventsPaginatorOptions) { o.StopOnDuplicateToken = true }); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range out.Events {
			messages = append(messages, *ev.Message)
		}
	}
	if len(messages) != 34*3 || !strings.HasPrefix(messages[0], "START") || !strings.HasPrefix(messages[101], "REPORT") {
		t.Errorf("%d events, from %q", len(messages), messages[0])
	}
	var reports []string
	for p := client.NewFilterLogEventsPaginator(c, &client.FilterLogEventsInput{LogGroupName: group, FilterPattern: aws.String("REPORT -Init"),
		Limit: aws.Int32(10)}); p.HasMorePages(); {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, ev := range out.Events {
			reports = append(reports, fmt.Sprint(*ev.Timestamp, *ev.EventId, *ev.Message))
		}
	}
	if len(reports) != 97 || !slices.IsSorted(reports) {
		t.Errorf("%d warm reports", len(reports))
	}
}

func TestPagesOfAStream(t *testing.T) {
	c, o := serve(t)
	group := o.invoked(3)
	stream := o.store.Find(logs.Scope{Account: "111122223333", Region: "us-east-1"}, *group).Streams()[0].Name
	in := &client.GetLogEventsInput{LogGroupName: group, LogStreamName: &stream, Limit: aws.Int32(2)}
	text := func() string {
		out, err := c.GetLogEvents(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		s := ""
		for _, ev := range out.Events {
			s += (*ev.Message)[:1]
		}
		in.NextToken = out.NextBackwardToken
		return s
	}
	if got := text() + " " + text() + " " + text(); got != "ER S " { // the latest first, and back
		t.Errorf("backwards: %q", got)
	}
	in.NextToken = nil
	in.StartTime, in.EndTime = aws.Int64(noon.UnixMilli()-3000), aws.Int64(noon.UnixMilli()-2500)
	if got := text(); got != "S" { // the end is not included
		t.Errorf("up to an end: %q", got)
	}
}

func TestOwnGroup(t *testing.T) {
	c, _ := serve(t)
	name, stream := aws.String("own"), aws.String("s")
	if _, err := c.CreateLogGroup(t.Context(), &client.CreateLogGroupInput{LogGroupName: name, Tags: map[string]string{"a": "b"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateLogStream(t.Context(), &client.CreateLogStreamInput{LogGroupName: name, LogStreamName: stream}); err != nil {
		t.Fatal(err)
	}
	put, err := c.PutLogEvents(t.Context(), &client.PutLogEventsInput{LogGroupName: name, LogStreamName: stream, LogEvents: []types.InputLogEvent{
		{Timestamp: aws.Int64(noon.Add(-15 * 24 * time.Hour).UnixMilli()), Message: aws.String("too old")}}})
	if err != nil || *put.RejectedLogEventsInfo.TooOldLogEventEndIndex != 1 {
		t.Fatal(err, put.RejectedLogEventsInfo)
	}
	if _, err := c.PutLogEvents(t.Context(), &client.PutLogEventsInput{LogGroupName: name, LogStreamName: stream, LogEvents: []types.InputLogEvent{
		{Timestamp: aws.Int64(noon.UnixMilli()), Message: aws.String(`{"level":"ERROR"}`)}, {Timestamp: aws.Int64(noon.UnixMilli()), Message: aws.String("x")}}}); err != nil {
		t.Fatal(err)
	}
	out, err := c.FilterLogEvents(t.Context(), &client.FilterLogEventsInput{LogGroupName: name, FilterPattern: aws.String(`{ $.level = "ERROR" }`)})
	if err != nil || len(out.Events) != 1 {
		t.Fatal(err, out)
	}
	if _, err := c.PutRetentionPolicy(t.Context(), &client.PutRetentionPolicyInput{LogGroupName: name, RetentionInDays: aws.Int32(7)}); err != nil {
		t.Fatal(err)
	}
	groups, err := c.DescribeLogGroups(t.Context(), &client.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String("o")})
	if err != nil || len(groups.LogGroups) != 1 || *groups.LogGroups[0].RetentionInDays != 7 || *groups.LogGroups[0].StoredBytes == 0 {
		t.Fatal(err, groups.LogGroups)
	}
	arn := groups.LogGroups[0].LogGroupArn
	if _, err := c.TagResource(t.Context(), &client.TagResourceInput{ResourceArn: arn, Tags: map[string]string{"c": "d"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UntagResource(t.Context(), &client.UntagResourceInput{ResourceArn: arn, TagKeys: []string{"a"}}); err != nil {
		t.Fatal(err)
	}
	tags, err := c.ListTagsForResource(t.Context(), &client.ListTagsForResourceInput{ResourceArn: arn})
	if err != nil || len(tags.Tags) != 1 || tags.Tags["c"] != "d" {
		t.Error(err, tags)
	}
	if _, err := c.DeleteLogGroup(t.Context(), &client.DeleteLogGroupInput{LogGroupName: name}); err != nil {
		t.Fatal(err)
	}
	_, err = c.DeleteLogGroup(t.Context(), &client.DeleteLogGroupInput{LogGroupName: name})
	var none *types.ResourceNotFoundException
	if !errors.As(err, &none) {
		t.Errorf("deleted twice: %v", err)
	}
	_, err = c.DescribeMetricFilters(t.Context(), &client.DescribeMetricFiltersInput{LogGroupName: name})
	var refused smithy.APIError
	if !errors.As(err, &refused) || refused.ErrorCode() != "NotImplementedException" {
		t.Errorf("metric filters: %v", err)
	}
}

func TestInsights(t *testing.T) {
	c, o := serve(t)
	group := o.invoked(100)
	in := &client.StartQueryInput{LogGroupName: group, StartTime: aws.Int64(noon.Add(-time.Hour).Unix()), EndTime: aws.Int64(noon.Unix()),
		QueryString: aws.String(`filter @type = "REPORT" | stats count(*) as n, pct(@duration, 99) as p99, count(@initDuration) as cold`)}
	started, err := c.StartQuery(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.GetQueryResults(t.Context(), &client.GetQueryResultsInput{QueryId: started.QueryId})
	if err != nil || out.Status != types.QueryStatusComplete || len(out.Results) != 1 || out.Statistics.RecordsMatched != 100 || out.Statistics.RecordsScanned != 300 {
		t.Fatal(err, out)
	}
	got := ""
	for _, f := range out.Results[0] {
		got += *f.Field + "=" + *f.Value + " "
	}
	if got != "n=100 p99=99 cold=3 " {
		t.Error(got)
	}
	listed, err := c.DescribeQueries(t.Context(), &client.DescribeQueriesInput{LogGroupName: group})
	if err != nil || len(listed.Queries) != 1 || *listed.Queries[0].QueryId != *started.QueryId {
		t.Error(err, listed)
	}
	in.QueryString = aws.String("filter")
	_, err = c.StartQuery(t.Context(), in)
	var bad *types.MalformedQueryException
	if !errors.As(err, &bad) {
		t.Errorf("a query that cannot be read: %v", err)
	}
}
