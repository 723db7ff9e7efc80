// Package lab measures what Lambda does on a function of its own: it makes the
// function, does small experiments with it and gives back what it saw.
//
// It knows no rule and judges nothing. What it makes is in the journal before it
// is made, and package restore takes it away.
package lab

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"squall/attack/apierr"
	"squall/attack/journal"
	"squall/attack/lab/specimen"
	"squall/attack/pause"
	"squall/attack/target"
	"squall/attack/target/queues"
	"squall/attack/target/specimens"
	"squall/profiles"
)

// Options say where the function is made, and of what.
type Options struct {
	Config          aws.Config
	Requests        aws.HTTPClient // sends requests to the function; nil: that of Config
	Account, Region string
	Run             string // marks what is made
	Role            string // ARN of the role that the function takes
	Code            []byte // a deployment package whose bootstrap is a specimen
	Architecture    string // Lambda's word for what it runs on
	// Compress divides asynchronous waits, where a stand-in does; Standin says
	// that one is there.
	Compress float64
	Standin  bool
	Target   *target.Target
	Journal  *journal.Journal
}

// Memory is that of the function, in MB.
const Memory = 128

// The longest that something may take that AWS needs a while for.
const (
	roleWithin  = 60 * time.Second // until a new role can be taken
	readyWithin = 2 * time.Minute  // until a change of the function is through
	tellWithin  = 90 * time.Second // until a log line or a message can be read
)

// Lab is the function and what belongs to it.
type Lab struct {
	opt    Options
	name   string
	lambda *lambda.Client // of the control plane: asks again
	once   *lambda.Client // of requests: never does
	logs   *cloudwatchlogs.Client
	queues *queues.Queues
	made   int // configurations so far
	events int
	poll   time.Duration
	seen   map[string][]Try // attempts by event, of what the log has told
	letter map[string]Letter
	record map[string]Record
}

// New makes the clients; it connects to nothing yet.
func New(o Options) *Lab {
	l := &Lab{opt: o, name: specimens.Prefix + o.Run, lambda: lambda.NewFromConfig(o.Config), logs: cloudwatchlogs.NewFromConfig(o.Config),
		queues: &queues.Queues{SQS: sqs.NewFromConfig(o.Config)}, poll: time.Second, letter: map[string]Letter{}, record: map[string]Record{}}
	l.once = lambda.NewFromConfig(o.Config, func(c *lambda.Options) {
		if c.Retryer = (aws.NopRetryer{}); o.Requests != nil {
			c.HTTPClient = o.Requests
		}
	})
	if o.Standin {
		l.poll = 20 * time.Millisecond
	} else {
		l.queues.Wait = 1
	}
	return l
}

// Name is the function's.
func (l *Lab) Name() string { return l.name }

// Control is the client of the control plane.
func (l *Lab) Control() *lambda.Client { return l.lambda }

// Standin says that no AWS is there.
func (l *Lab) Standin() bool { return l.opt.Standin }

func (l *Lab) dead() string   { return l.name + "-dead" }
func (l *Lab) failed() string { return l.name + "-failed" }

func (l *Lab) queueARN(name string) string {
	return "arn:aws:sqs:" + l.opt.Region + ":" + l.opt.Account + ":" + name
}

// Make makes the function, its dead-letter queue and its destination of failures.
func (l *Lab) Make(ctx context.Context) error {
	for _, q := range []string{l.dead(), l.failed()} {
		c := profiles.Change{Kind: profiles.CreateQueue, Queue: "sqs:" + q}
		undo := profiles.Change{Kind: profiles.DeleteQueue, Queue: c.Queue}
		if err := l.journalled(c, undo, "queue "+q, func() error { return l.opt.Target.Make(ctx, c) }); err != nil {
			return err
		}
	}
	if l.opt.Standin {
		c := profiles.Change{Kind: specimens.Teach, Function: l.name, Lease: l.opt.Run, World: &profiles.World{Functions: models(l.name)}}
		undo := profiles.Change{Kind: specimens.Forget, Function: l.name, Lease: l.opt.Run}
		if err := l.journalled(c, undo, "models of "+l.name, func() error { return l.opt.Target.Make(ctx, c) }); err != nil {
			return err
		}
	}
	c := profiles.Change{Kind: specimens.Make, Function: l.name, Lease: l.opt.Run}
	undo := profiles.Change{Kind: specimens.Delete, Function: l.name, Lease: l.opt.Run}
	return l.journalled(c, undo, "function "+l.name+" and its log group", func() error { return l.create(ctx) })
}

// journalled makes something once the journal knows how to take it away.
func (l *Lab) journalled(c, undo profiles.Change, what string, do func() error) error {
	id, err := l.opt.Journal.Begin(journal.Entry{Change: c, Undo: []profiles.Change{undo}, What: what, Before: "absent"})
	if err == nil {
		err = do()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return l.opt.Journal.Done(id)
}

func (l *Lab) create(ctx context.Context) error {
	until := time.Now().Add(roleWithin)
	for {
		_, err := l.lambda.CreateFunction(ctx, &lambda.CreateFunctionInput{
			FunctionName: &l.name, Runtime: types.RuntimeProvidedal2023, Architectures: []types.Architecture{types.Architecture(l.opt.Architecture)},
			Handler: aws.String("bootstrap"), Role: &l.opt.Role, Code: &types.FunctionCode{ZipFile: l.opt.Code}, MemorySize: aws.Int32(Memory), Timeout: aws.Int32(defaultTimeout),
			Description: aws.String("made by squall conform, which deletes it"),
			Tags:        map[string]string{specimens.TagRun: l.opt.Run, "squall": "conform"}, Environment: &types.Environment{Variables: map[string]string{specimen.EnvRole: "1"}},
			DeadLetterConfig: &types.DeadLetterConfig{TargetArn: aws.String(l.queueARN(l.dead()))},
		})
		// A role that is new can be taken after some seconds.
		if err != nil && strings.Contains(err.Error(), "cannot be assumed") && time.Now().Before(until) {
			if err = pause.For(ctx, l.poll); err == nil {
				continue
			}
		}
		if err != nil {
			return err
		}
		return l.settled(ctx, "")
	}
}

// settled waits until the function, or a version of it, is as it was told to be.
func (l *Lab) settled(ctx context.Context, qualifier string) error {
	return l.Await(ctx, readyWithin, "the function is not ready", func() (bool, error) {
		out, err := l.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &l.name, Qualifier: unlessEmpty(qualifier)})
		switch {
		case err != nil:
			return false, err
		case out.State == types.StateFailed:
			return false, errors.New(aws.ToString(out.StateReason))
		case out.LastUpdateStatus == types.LastUpdateStatusFailed:
			return false, errors.New(aws.ToString(out.LastUpdateStatusReason))
		}
		return out.State == types.StateActive && out.LastUpdateStatus != types.LastUpdateStatusInProgress, nil
	})
}

// ErrLate is wrapped by the error of what did not come in its time.
var ErrLate = errors.New("it did not come in time")

// Await looks until something is so.
func (l *Lab) Await(ctx context.Context, within time.Duration, what string, look func() (bool, error)) error {
	until := time.Now().Add(within)
	for {
		done, err := look()
		if done || err != nil {
			return err
		}
		if time.Now().After(until) {
			return fmt.Errorf("%s after %v: %w", what, within, ErrLate)
		}
		if err := pause.For(ctx, l.poll); err != nil {
			return err
		}
	}
}

func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Setup is a configuration of the function.
type Setup struct {
	Stage   string
	Init    string // fail: init does
	Timeout int32  // s; 0: defaultTimeout
	Model   string // what a stand-in runs instead; "": the specimen, as on AWS
}

// defaultTimeout is that of the function, in seconds.
const defaultTimeout = 20

// configure makes $LATEST something that it has not been before.
func (l *Lab) configure(ctx context.Context, s Setup) error {
	l.made++
	if s.Timeout == 0 {
		s.Timeout = defaultTimeout
	}
	env := map[string]string{specimen.EnvRole: "1", specimen.EnvStage: s.Stage, specimen.EnvInit: s.Init, "SQUALL_N": strconv.Itoa(l.made)}
	if l.opt.Standin && s.Model != "" {
		env[profiles.EnvModel] = s.Model
	}
	_, err := l.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: &l.name, Timeout: &s.Timeout,
		Environment: &types.Environment{Variables: env}})
	if err != nil {
		return err
	}
	return l.settled(ctx, "")
}

// Publish makes a new version, which has no environments yet.
func (l *Lab) Publish(ctx context.Context, s Setup) (version string, err error) {
	if err := l.configure(ctx, s); err != nil {
		return "", err
	}
	out, err := l.lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: &l.name})
	if err != nil {
		return "", err
	}
	version = aws.ToString(out.Version)
	return version, l.settled(ctx, version)
}

// takes is how long AWS is given until a concurrency that was set counts.
const takes = 3 * time.Second

// Reserve sets the function's reserved concurrency; below 0 it has none.
func (l *Lab) Reserve(ctx context.Context, n int32) (err error) {
	if n < 0 {
		_, err = l.lambda.DeleteFunctionConcurrency(ctx, &lambda.DeleteFunctionConcurrencyInput{FunctionName: &l.name})
	} else {
		_, err = l.lambda.PutFunctionConcurrency(ctx, &lambda.PutFunctionConcurrencyInput{FunctionName: &l.name, ReservedConcurrentExecutions: &n})
	}
	if err != nil || l.opt.Standin {
		return err
	}
	return pause.For(ctx, takes)
}

// Unreserved does something and takes the reserved concurrency away.
func (l *Lab) Unreserved(ctx context.Context, do func() error) error {
	return errors.Join(do(), l.Reserve(context.WithoutCancel(ctx), -1))
}

// Code is the name of an error of AWS, and "" of others.
func Code(err error) string { return apierr.Code(err) }
