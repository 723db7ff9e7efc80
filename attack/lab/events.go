package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/evidence"
	"squall/attack/lab/specimen"
	"squall/attack/target/specimens"
)

// Event is what became of one asynchronous request.
type Event struct {
	Name    string
	Request string    // its id, as the answer gave it
	Sent    time.Time // when the answer was there
	Tries   []Try
	Letter  *Letter // in the dead-letter queue
	Record  *Record // at the destination of failures
}

// Try is one attempt, as the function's log tells it.
type Try struct {
	Request string
	Began   time.Time // by the environment's clock
}

// Letter is a dead letter.
type Letter struct {
	Code, Message, Request string
	At                     time.Time // SQS took it
}

// Record is a record of a destination.
type Record struct {
	Condition, Request string
	Attempts           int  // approximateInvokeCount
	Responded          bool // it has a responseContext
	At                 time.Time
}

// event is a name that no other event has.
func (l *Lab) event() string {
	l.events++
	return "e" + strconv.Itoa(l.events)
}

// send hands an event in.
func (l *Lab) send(ctx context.Context, version string, fail bool) (Event, error) {
	e := Event{Name: l.event()}
	payload, err := json.Marshal(specimen.Event{Name: e.Name, Fail: fail})
	if err != nil {
		return e, err
	}
	out, err := l.lambda.Invoke(ctx, &lambda.InvokeInput{FunctionName: &l.name, Qualifier: unlessEmpty(version), Payload: payload, InvocationType: types.InvocationTypeEvent})
	if err != nil {
		return e, err
	}
	e.Sent = time.Now()
	e.Request, _ = middleware.GetRequestIDMetadata(out.ResultMetadata)
	return e, nil
}

// configured has a version's events handled so; failures are told to both places.
func (l *Lab) configured(ctx context.Context, version string, retries, age int32) error {
	_, err := l.lambda.PutFunctionEventInvokeConfig(ctx, &lambda.PutFunctionEventInvokeConfigInput{FunctionName: &l.name, Qualifier: unlessEmpty(version),
		MaximumRetryAttempts: &retries, MaximumEventAgeInSeconds: &age,
		DestinationConfig: &types.DestinationConfig{OnFailure: &types.OnFailure{Destination: aws.String(l.queueARN(l.failed()))}}})
	return err
}

// tries reads the log and gives the attempts of an event.
func (l *Lab) tries(ctx context.Context, name string) ([]Try, error) {
	lines, err := l.Lines(ctx, specimen.Mark)
	if err != nil {
		return nil, err
	}
	l.seen = map[string][]Try{}
	for _, line := range lines {
		if name, try, ok := attempted(line); ok {
			l.seen[name] = append(l.seen[name], try)
		}
	}
	return l.seen[name], nil
}

// Lines are those of the function's log that have a word.
func (l *Lab) Lines(ctx context.Context, word string) (out []string, err error) {
	group := specimens.Group(l.name)
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(l.logs, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: &group, FilterPattern: aws.String(`"` + word + `"`)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if Code(err) == "ResourceNotFoundException" {
			return nil, nil // a function makes its group with its first line
		}
		if err != nil {
			return nil, fmt.Errorf("log group %s: %w", group, err)
		}
		for _, e := range page.Events {
			out = append(out, aws.ToString(e.Message))
		}
	}
	return out, nil
}

// attempted reads the line that an attempt writes.
func attempted(line string) (event string, t Try, ok bool) {
	at := strings.Index(line, specimen.Mark+" ")
	if at < 0 {
		return "", t, false
	}
	words := strings.Fields(line[at:])
	if len(words) != 4 {
		return "", t, false
	}
	ms, err := strconv.ParseInt(words[3], 10, 64)
	if err != nil {
		return "", t, false
	}
	return words[1], Try{Request: words[2], Began: time.UnixMilli(ms)}, true
}

// ended reads the two queues and says what they tell of an event.
func (l *Lab) ended(ctx context.Context, e *Event) error {
	_, err := l.queues.Drain(ctx, l.dead(), func(m evidence.Message) bool {
		var of specimen.Event
		if json.Unmarshal([]byte(m.Body), &of) == nil && of.Name != "" {
			l.letter[of.Name] = Letter{Code: m.Attributes["ErrorCode"], Message: m.Attributes["ErrorMessage"], Request: m.Attributes["RequestID"], At: time.UnixMilli(m.SentAt)}
		}
		return true
	})
	if err == nil {
		_, err = l.queues.Drain(ctx, l.failed(), func(m evidence.Message) bool {
			l.recorded(m)
			return true
		})
	}
	if x, ok := l.letter[e.Name]; ok {
		e.Letter = &x
	}
	if x, ok := l.record[e.Name]; ok {
		e.Record = &x
	}
	return err
}

// recorded reads a record of a destination.
// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
func (l *Lab) recorded(m evidence.Message) {
	var r struct {
		RequestContext struct {
			RequestID, Condition   string
			ApproximateInvokeCount int
		}
		RequestPayload  specimen.Event
		ResponseContext *struct{}
	}
	if json.Unmarshal([]byte(m.Body), &r) == nil && r.RequestPayload.Name != "" {
		l.record[r.RequestPayload.Name] = Record{Condition: r.RequestContext.Condition, Request: r.RequestContext.RequestID,
			Attempts: r.RequestContext.ApproximateInvokeCount, Responded: r.ResponseContext != nil, At: time.UnixMilli(m.SentAt)}
	}
}

// ends waits until both places know of an event, and reads its attempts. What
// has not come then is left out.
func (l *Lab) ends(ctx context.Context, e *Event, within time.Duration) error {
	err := l.Await(ctx, within, "no dead letter and record", func() (bool, error) {
		err := l.ended(ctx, e)
		return e.Letter != nil && e.Record != nil, err
	})
	if err != nil && !errors.Is(err, ErrLate) {
		return err
	}
	e.Tries, err = l.tries(ctx, e.Name)
	return err
}

// waits is a wait of Lambda's on the clock at hand.
func (l *Lab) waits(d time.Duration) time.Duration {
	return time.Duration(float64(d) / max(l.opt.Compress, 1))
}

// twoGaps is until an event has used up its two retries: AWS waits one minute,
// then two.
const twoGaps = 3 * time.Minute

// Failing sends events that fail until Lambda gives them up.
func (l *Lab) Failing(ctx context.Context, n int) ([]Event, error) {
	version, err := l.Publish(ctx, Setup{})
	if err == nil {
		err = l.configured(ctx, version, 2, 3600)
	}
	var out []Event
	for range n {
		if err != nil {
			return nil, err
		}
		var e Event
		e, err = l.send(ctx, version, true)
		out = append(out, e)
	}
	for i := range out {
		if err == nil {
			err = l.ends(ctx, &out[i], 2*l.waits(twoGaps)+tellWithin)
		}
	}
	if err == nil {
		err = l.told(ctx, out, 3)
	}
	return out, err
}

// told waits until the log tells n attempts of each event.
func (l *Lab) told(ctx context.Context, events []Event, n int) error {
	err := l.Await(ctx, tellWithin, "the log is short of attempts", func() (bool, error) {
		all := true
		for i := range events {
			tries, err := l.tries(ctx, events[i].Name)
			if err != nil {
				return false, err
			}
			events[i].Tries = tries
			all = all && len(tries) >= n
		}
		return all, nil
	})
	if errors.Is(err, ErrLate) {
		return nil // what is not there is seen
	}
	return err
}

// Held is an event that was refused until the environment was free.
type Held struct {
	Hold, Began time.Duration // from the sending
}

// Holding sends one event for each time, during which nothing is free, and says
// when it ran.
func (l *Lab) Holding(ctx context.Context, holds []time.Duration) (out []Held, err error) {
	version, err := l.Publish(ctx, Setup{Timeout: seconds(longest(holds)) + defaultTimeout})
	if err == nil {
		err = l.Reserve(ctx, 1)
	}
	if err != nil {
		return nil, err
	}
	err = l.Unreserved(ctx, func() error {
		for _, hold := range holds {
			var e Event
			err := l.occupied(ctx, version, hold, func(time.Time) (err error) {
				e, err = l.send(ctx, version, false)
				return err
			})
			if err != nil {
				return err
			}
			one := []Event{e}
			if err := l.told(ctx, one, 1); err != nil {
				return err
			}
			if len(one[0].Tries) == 0 {
				return fmt.Errorf("the log tells no attempt of event %s: %w", e.Name, ErrLate)
			}
			out = append(out, Held{hold - holding, one[0].Tries[0].Began.Sub(e.Sent)})
		}
		return nil
	})
	return out, err
}

func longest(d []time.Duration) (most time.Duration) {
	for _, d := range d {
		most = max(most, d)
	}
	return most
}

func seconds(d time.Duration) int32 { return int32((d + time.Second - 1) / time.Second) }

// leastAge is the shortest age of events that Lambda takes, in seconds.
const leastAge = 60

// Aging sends an event that is refused until it is too old.
func (l *Lab) Aging(ctx context.Context) (e Event, age time.Duration, err error) {
	age = l.waits(leastAge * time.Second)
	hold := age + age/4 + l.Either(2*time.Second, 500*time.Millisecond)
	version, err := l.Publish(ctx, Setup{Timeout: seconds(hold) + defaultTimeout})
	if err == nil {
		err = l.configured(ctx, version, 0, leastAge)
	}
	if err == nil {
		err = l.Reserve(ctx, 1)
	}
	if err != nil {
		return e, age, err
	}
	err = l.Unreserved(ctx, func() error {
		return l.occupied(ctx, version, hold, func(time.Time) (err error) {
			if e, err = l.send(ctx, version, false); err != nil {
				return err
			}
			return l.ends(ctx, &e, hold+tellWithin)
		})
	})
	return e, age, err
}

// Zero sends requests and events while reserved concurrency is 0.
func (l *Lab) Zero(ctx context.Context, n int) (refused []Refusal, events []Event, err error) {
	version, err := l.Publish(ctx, Setup{})
	if err == nil {
		err = l.configured(ctx, version, 2, 3600)
	}
	if err == nil {
		err = l.Reserve(ctx, 0)
	}
	if err != nil {
		return nil, nil, err
	}
	err = l.Unreserved(ctx, func() error {
		for range n {
			r, err := l.Ask(ctx, version, specimen.Event{})
			if err != nil {
				return err
			}
			if r.Refused == nil {
				r.Refused = &Refusal{Status: 200}
			}
			refused = append(refused, *r.Refused)
			e, err := l.send(ctx, version, false)
			if err != nil {
				return err
			}
			if err := l.ends(ctx, &e, tellWithin); err != nil {
				return err
			}
			events = append(events, e)
		}
		return nil
	})
	return refused, events, err
}
