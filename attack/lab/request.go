package lab

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/attack/hit"
	"squall/attack/lab/specimen"
	"squall/attack/pause"
)

// Reply is what a client sees of one request.
type Reply struct {
	specimen.Answer
	Sent, Done time.Time
	Refused    *Refusal
	// Error is that of the function: its type, and what the function said.
	Error, Said string
	Duration    time.Duration // of the REPORT line; 0 where there was none
	Billed      time.Duration // its Billed Duration
	Init        time.Duration // its Init Duration
	Initialised bool          // there was one
}

// Took is from the sending to the answer.
func (r *Reply) Took() time.Duration { return r.Done.Sub(r.Sent) }

// Refusal is an answer of AWS that is not the function's.
type Refusal struct {
	Status              int
	Code, Reason        string
	RetryAfter, Message string
}

// Ask sends one request and waits for its answer.
func (l *Lab) Ask(ctx context.Context, qualifier string, e specimen.Event) (Reply, error) {
	payload, err := json.Marshal(e)
	if err != nil {
		return Reply{}, err
	}
	r := Reply{Sent: time.Now()}
	out, err := l.once.Invoke(ctx, &lambda.InvokeInput{FunctionName: &l.name, Qualifier: unlessEmpty(qualifier), Payload: payload, LogType: types.LogTypeTail})
	r.Done = time.Now()
	if err != nil {
		r.Refused = refusal(err)
		if r.Refused == nil {
			return r, err
		}
		return r, nil
	}
	r.report(aws.ToString(out.LogResult))
	if out.FunctionError != nil {
		r.Error, r.Said = *out.FunctionError, string(out.Payload)
		return r, nil
	}
	// A model of a stand-in answers as a function with the probe does.
	var answer struct {
		specimen.Answer
		Headers map[string]string `json:"headers"`
	}
	if err := json.Unmarshal(out.Payload, &answer); err != nil {
		return r, fmt.Errorf("the function answered %.100q: %w", out.Payload, err)
	}
	if r.Answer = answer.Answer; r.Environment == "" {
		h := answer.Headers
		r.Environment, r.Version, r.InitType = h[hit.HeaderEnvironment], h[hit.HeaderVersion], h[hit.HeaderInitType]
	}
	return r, nil
}

// refusal is a refusal by AWS; nil for any other error, which is no answer.
func refusal(err error) *Refusal {
	response, ok := errors.AsType[*awshttp.ResponseError](err)
	if !ok || response.HTTPStatusCode() != 429 {
		return nil
	}
	r := &Refusal{Status: response.HTTPStatusCode(), Code: Code(err), RetryAfter: response.Response.Header.Get("Retry-After")}
	if busy, ok := errors.AsType[*types.TooManyRequestsException](err); ok {
		r.Reason, r.Message = string(busy.Reason), aws.ToString(busy.Message)
	}
	return r
}

var (
	billedIs   = regexp.MustCompile(`\tBilled Duration: ([0-9.]+) ms`)
	durationIs = regexp.MustCompile(`\tDuration: ([0-9.]+) ms`)
	initIs     = regexp.MustCompile(`\tInit Duration: ([0-9.]+) ms`)
)

// report reads the REPORT line of a log tail.
func (r *Reply) report(tail string) {
	text, err := base64.StdEncoding.DecodeString(tail)
	if err != nil {
		return
	}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "REPORT ") {
			continue
		}
		if m := durationIs.FindStringSubmatch(line); m != nil {
			r.Duration = millis(m[1])
		}
		if m := billedIs.FindStringSubmatch(line); m != nil {
			r.Billed = millis(m[1])
		}
		if m := initIs.FindStringSubmatch(line); m != nil {
			r.Init, r.Initialised = millis(m[1]), true
		}
	}
}

func millis(s string) time.Duration {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return time.Duration(f * float64(time.Millisecond))
}

// Well is Ask where anything but an answer is in the way.
func (l *Lab) Well(ctx context.Context, qualifier string, e specimen.Event) (Reply, error) {
	r, err := l.Ask(ctx, qualifier, e)
	switch {
	case err != nil:
		return r, err
	case r.Refused != nil:
		return r, fmt.Errorf("refused where it should not be: %d %s %s", r.Refused.Status, r.Refused.Code, r.Refused.Reason)
	case r.Error != "":
		return r, fmt.Errorf("the function failed: %s %s", r.Error, r.Said)
	}
	return r, nil
}

// Waiting is a request that is under way.
type Waiting chan struct {
	Reply
	err error
}

// Begin sends a request; its answer comes later.
func (l *Lab) Begin(ctx context.Context, qualifier string, e specimen.Event) Waiting {
	w := make(Waiting, 1)
	go func() {
		r, err := l.Ask(ctx, qualifier, e)
		w <- struct {
			Reply
			err error
		}{r, err}
	}()
	return w
}

// End waits for it.
func (w Waiting) End() (Reply, error) {
	r := <-w
	return r.Reply, r.err
}

// occupied has the one environment that a reserved concurrency of 1 allows held
// for a time, and does something meanwhile.
func (l *Lab) occupied(ctx context.Context, version string, hold time.Duration, do func(since time.Time) error) error {
	if _, err := l.Well(ctx, version, specimen.Event{}); err != nil { // so that nothing waits for a cold start
		return err
	}
	since := time.Now()
	w := l.Begin(ctx, version, specimen.Event{SleepMs: hold.Milliseconds()})
	err := pause.For(ctx, holding)
	if err == nil {
		err = do(since)
	}
	r, asked := w.End()
	switch {
	case err != nil:
		return err
	case asked != nil:
		return asked
	case r.Refused != nil || r.Error != "":
		return fmt.Errorf("the request that was to hold the environment was not answered well: %+v %s", r.Refused, r.Said)
	}
	return nil
}

// holding is how long a request is given to have reached its environment.
const holding = 300 * time.Millisecond
