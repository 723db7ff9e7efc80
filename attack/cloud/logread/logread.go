// Package logread reads what an AWS account writes down of requests: the log
// groups of functions and of API Gateway stages, and the access logs that load
// balancers put into buckets.
//
// It interprets no line, and remembers what it has handed out.
package logread

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"squall/attack/apierr"
	"squall/attack/evidence"
)

// How late a line may come, and how often a log is looked at: FilterLogEvents
// is shared by everybody in the account.
const (
	late  = 2 * time.Minute
	pause = 2 * time.Second
	most  = 100_000 // events that are remembered for each group
)

// Reader reads the logs of one account and region. One goroutine at a time may
// use it.
type Reader struct {
	logs            *cloudwatchlogs.Client
	s3              *s3.Client
	account, region string
	places          map[string][]string // by path: where doors write
	functions       map[string][]string // by function: the groups that it writes to, where they are not its own
	pause           time.Duration
	now             func() time.Time
	groups          map[string]*group
	files           map[string]bool // objects that were read
	began           time.Time
}

// group is a log group that is being read.
type group struct {
	from   int64 // ms: what is before was read or is no concern of the run
	newest int64
	looked time.Time
	seen   map[string]bool // ids of events after from
}

// New makes a reader of what is written from now on. places are the access
// logs of the doors, by path: s3://BUCKET/PREFIX or logs:GROUP; functions are the
// groups of those functions that do not write to a group of their own name.
func New(cfg aws.Config, account, region string, places, functions map[string][]string) *Reader {
	r := &Reader{
		logs: cloudwatchlogs.NewFromConfig(cfg), s3: s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = o.BaseEndpoint != nil }),
		account: account, region: region, places: places, functions: functions, pause: pause, now: time.Now, groups: map[string]*group{}, files: map[string]bool{},
	}
	if cfg.BaseEndpoint != nil {
		r.pause = 0 // a stand-in's logs are nobody else's
	}
	r.began = r.now()
	return r
}

// Patience is how long the last line of a log may take to be readable.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
func (r *Reader) Patience() time.Duration {
	if r.pause == 0 {
		return 0
	}
	longest := 30 * time.Second
	for _, places := range r.places {
		for _, p := range places {
			if strings.HasPrefix(p, "s3://") {
				longest = 7 * time.Minute // every five minutes
			}
		}
	}
	return longest
}

// LogEvents reads what a function has logged since the last time. The cursor
// only says whether there was anything new.
func (r *Reader) LogEvents(ctx context.Context, function, cursor string) ([]evidence.LogEvent, string, error) {
	groups := r.functions[function]
	if len(groups) == 0 {
		groups = []string{"/aws/lambda/" + function}
	}
	var all []evidence.LogEvent
	next := cursor
	for _, name := range groups {
		var got []evidence.LogEvent
		var err error
		if got, next, err = r.group(ctx, name, next); err != nil {
			return all, next, err
		}
		all = append(all, got...)
	}
	return all, next, nil
}

// DoorLog reads what the doors of a path have logged since the last time.
func (r *Reader) DoorLog(ctx context.Context, path, cursor string) (lines []string, next string, err error) {
	next = cursor
	for _, place := range r.places[path] {
		var got []string
		if name, ok := strings.CutPrefix(place, "logs:"); ok {
			var events []evidence.LogEvent
			events, _, err = r.group(ctx, name, "")
			for _, ev := range events {
				got = append(got, strings.TrimRight(ev.Message, "\n"))
			}
		} else {
			got, err = r.bucket(ctx, place)
		}
		lines = append(lines, got...)
		if err != nil {
			return lines, next, err
		}
	}
	if len(lines) > 0 {
		n, _ := strconv.Atoi(cursor)
		next = strconv.Itoa(n + len(lines))
	}
	return lines, next, nil
}

func (r *Reader) group(ctx context.Context, name, cursor string) (out []evidence.LogEvent, next string, err error) {
	g := r.groups[name]
	if g == nil {
		g = &group{from: r.began.UnixMilli(), seen: map[string]bool{}}
		r.groups[name] = g
	}
	if r.pause > 0 && r.now().Sub(g.looked) < r.pause {
		return nil, cursor, nil
	}
	g.looked = r.now()
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(r.logs, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: &name, StartTime: &g.from})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if apierr.Code(err) == "ResourceNotFoundException" {
			return nil, cursor, nil // a function makes its group with its first line
		}
		if err != nil {
			return out, cursor, fmt.Errorf("log group %s: %w", name, err)
		}
		for _, e := range page.Events {
			id := aws.ToString(e.EventId)
			if g.seen[id] {
				continue
			}
			g.seen[id] = true
			g.newest = max(g.newest, aws.ToInt64(e.Timestamp))
			out = append(out, evidence.LogEvent{LogStreamName: aws.ToString(e.LogStreamName), Timestamp: aws.ToInt64(e.Timestamp), Message: aws.ToString(e.Message)})
		}
	}
	// What is too old to have late neighbours is not asked for again.
	if from := g.newest - late.Milliseconds(); from > g.from && len(g.seen) > most {
		g.from, g.seen = from, map[string]bool{}
	}
	n, _ := strconv.Atoi(cursor)
	return out, strconv.Itoa(n + len(out)), nil
}
