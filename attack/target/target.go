// Package target applies profiles.Change values to what is under test through
// the AWS API (the local stand-in and AWS alike) and, for what only a stand-in
// has, through its /_squall paths. It reads what was there before each change,
// so that the change can be taken back, and collects what a run leaves behind:
// queue messages, access-log and function-log lines.
//
// It sends no load, keeps no journal, and judges nothing.
package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/smithy-go"

	"squall/attack/apierr"
	"squall/attack/local"
	"squall/attack/pause"
	"squall/attack/persist"
	"squall/attack/target/copies"
	"squall/attack/target/numbers"
	"squall/attack/target/queues"
	"squall/attack/target/sabotage"
	"squall/attack/target/source"
	"squall/attack/target/specimens"
	"squall/attack/target/standby"
	"squall/profiles"
)

// Options says what a Target talks to.
type Options struct {
	Endpoint    string      // base URL of a stand-in
	AWS         *aws.Config // of an AWS account, which only has what AWS has; nil: a stand-in
	Region      string
	Account     string
	HTTP        *http.Client            // nil: a client of its own
	Credentials aws.CredentialsProvider // nil: dummy ones, for a stand-in
	Compress    float64                 // waits: 60x is 60; 0 means 1
	Seed        uint64                  // of a stand-in's draws
	Poll        time.Duration           // between two looks while waiting; 0: 100 ms
}

// Target is what changes are applied to. Its methods may be called
// concurrently, but changes to one function must come one after the other.
type Target struct {
	opt    Options
	lambda *lambda.Client
	queues *queues.Queues
	local  *local.Client // used with an Endpoint only
	// sources are buckets, topics and buses.
	sources   *source.Sources
	saboteur  *sabotage.Saboteur
	copier    *copies.Copier
	specimens *specimens.Remover
	standby   *standby.Standby

	versions *numbers.Book
	mu       sync.Mutex            // of what follows
	doors    map[local.Door]string // address by registration
	// configured tells that the stand-in's configuration is one of the run's.
	configured bool
}

// New makes a target; it connects to nothing yet.
func New(opt Options) *Target {
	if opt.HTTP == nil {
		opt.HTTP = &http.Client{}
	}
	if opt.Compress == 0 {
		opt.Compress = 1
	}
	if opt.Poll == 0 {
		opt.Poll = 100 * time.Millisecond
	}
	opt.Endpoint = strings.TrimRight(opt.Endpoint, "/")
	cfg := opt.AWS
	if cfg == nil {
		if opt.Credentials == nil {
			opt.Credentials = credentials.NewStaticCredentialsProvider("squall", "squall", "")
		}
		cfg = &aws.Config{BaseEndpoint: &opt.Endpoint, Region: opt.Region, Credentials: opt.Credentials, HTTPClient: opt.HTTP, Retryer: persist.Retryer}
	}
	t := &Target{
		opt:      opt,
		lambda:   lambda.NewFromConfig(*cfg),
		queues:   &queues.Queues{SQS: sqs.NewFromConfig(*cfg)},
		local:    &local.Client{Endpoint: opt.Endpoint, HTTP: opt.HTTP},
		versions: numbers.New(),
		doors:    map[local.Door]string{},
	}
	if opt.Endpoint == "" {
		t.queues.Wait = 1
	}
	made := func(ctx context.Context, c profiles.Change) error { return t.standby.Learn(ctx, c) }
	t.saboteur = sabotage.New(sabotage.Options{Config: *cfg, Account: opt.Account, Region: opt.Region, Poll: t.poll, Versions: t.versions, Made: made})
	t.copier = copies.New(copies.Options{Lambda: t.lambda, HTTP: opt.HTTP, Poll: t.poll, Numbers: t.versions, Made: made})
	t.specimens = specimens.New(*cfg, t.local, opt.Account, opt.Region)
	t.sources = source.New(source.Options{Config: *cfg, Account: opt.Account, Lambda: t.lambda, Resolve: t.versions.Resolve})
	t.standby = standby.New(standby.Options{Config: *cfg, Account: opt.Account, HTTP: opt.HTTP, Poll: t.poll, Resolve: t.versions.Resolve, Number: t.versions.ByNonce,
		Subscription: t.sources.Subscription, Template: t.saboteur.Template, Notifications: t.sources.Notifications})
	return t
}

// Applied tells what a change did, or will do.
type Applied struct {
	What   string // reserved concurrency of report
	Before string // unset
	After  string // 10
	// Settled is the Before that a look will show once the change is made; ""
	// when that is not known.
	Settled string
	// Revision is that of the alias or function that was looked at; "" where AWS
	// has none. Given back in a Change, nobody can set something in between.
	Revision string
	// Undo takes the change back, in order. It tolerates a change that was
	// not made.
	Undo []profiles.Change
}

// applier carries out one kind of change: look reads what is there, make
// changes it.
type applier struct {
	look func(*Target, context.Context, profiles.Change) (Applied, error)
	make func(*Target, context.Context, profiles.Change) error
}

var appliers = map[profiles.ChangeKind]applier{
	profiles.PutMark:           {(*Target).lookMark, (*Target).putMark},
	profiles.DeleteMark:        {(*Target).lookMark, (*Target).deleteMark},
	profiles.SetStandin:        {(*Target).lookStandin, (*Target).setStandin},
	profiles.CreateQueue:       {(*Target).lookQueue, (*Target).createQueue},
	profiles.DeleteQueue:       {(*Target).lookQueue, (*Target).deleteQueue},
	profiles.CreateSource:      {(*Target).lookSource, (*Target).makeSource},
	profiles.DeleteSource:      {(*Target).lookSource, (*Target).makeSource},
	profiles.PutTrigger:        {(*Target).lookSource, (*Target).makeSource},
	profiles.DeleteTrigger:     {(*Target).lookSource, (*Target).makeSource},
	profiles.CreateFunction:    {(*Target).lookCreateFunction, (*Target).createFunction},
	profiles.DeleteFunction:    {(*Target).lookDeleteFunction, (*Target).deleteFunction},
	profiles.PublishFresh:      {(*Target).lookPublish, (*Target).publishFresh},
	profiles.DeleteVersion:     {(*Target).lookDeleteVersion, (*Target).deleteVersion},
	profiles.PutAlias:          {(*Target).lookPutAlias, (*Target).putAlias},
	profiles.DeleteAlias:       {(*Target).lookDeleteAlias, (*Target).deleteAlias},
	profiles.PutReserved:       {(*Target).lookPutReserved, (*Target).putReserved},
	profiles.DeleteReserved:    {(*Target).lookDeleteReserved, (*Target).deleteReserved},
	profiles.PutProvisioned:    {(*Target).lookPutProvisioned, (*Target).putProvisioned},
	profiles.DeleteProvisioned: {(*Target).lookDeleteProvisioned, (*Target).deleteProvisioned},
	profiles.PutDeadLetter:     {(*Target).lookDeadLetter, (*Target).putDeadLetter},
	profiles.PutEventInvoke:    {(*Target).lookPutEventInvoke, (*Target).putEventInvoke},
	profiles.DeleteEventInvoke: {(*Target).lookDeleteEventInvoke, (*Target).deleteEventInvoke},
	profiles.RegisterDoor:      {(*Target).lookRegisterDoor, (*Target).registerDoor},
	profiles.DeregisterDoor:    {(*Target).lookDeregisterDoor, (*Target).deregisterDoor},
	profiles.PutFault:          {lookFault, makeFault},
	profiles.EndFault:          {lookFault, makeFault},
}

// sabotaging is how everything is made that sabotage knows.
var sabotaging = applier{
	look: func(t *Target, ctx context.Context, c profiles.Change) (Applied, error) {
		seen, err := t.saboteur.Look(ctx, c)
		return Applied{What: seen.What, Before: seen.Before, After: seen.After, Settled: seen.Settled, Revision: seen.Revision, Undo: seen.Undo}, err
	},
	make: func(t *Target, ctx context.Context, c profiles.Change) error { return revised(t.saboteur.Make(ctx, c)) },
}

// waiting is how restores are scheduled.
var waiting = applier{
	look: func(t *Target, ctx context.Context, c profiles.Change) (Applied, error) {
		seen, err := t.standby.Look(ctx, c)
		return Applied{What: seen.What, Before: seen.Before, After: seen.After, Settled: seen.After, Undo: seen.Undo}, err
	},
	make: func(t *Target, ctx context.Context, c profiles.Change) error { return t.standby.Make(ctx, c) },
}

func applierOf(k profiles.ChangeKind) (applier, bool) {
	switch a, ok := appliers[k]; {
	case sabotage.Knows(k):
		return sabotaging, true
	case copies.Knows(k):
		return copying, true
	case standby.Knows(k):
		return waiting, true
	case specimens.Knows(k):
		return applier{make: func(t *Target, ctx context.Context, c profiles.Change) error { return t.specimens.Make(ctx, c) }}, true
	default:
		return a, ok
	}
}

// Look reads what is there before a change, and so how to take it back. A
// write-ahead journal records this before Make.
func (t *Target) Look(ctx context.Context, c profiles.Change) (Applied, error) {
	a, ok := applierOf(c.Kind)
	if !ok || a.look == nil {
		return Applied{}, fmt.Errorf("change %q: not known here", c.Kind)
	}
	return wrap(c, func() (Applied, error) { return a.look(t, ctx, c) })
}

// Make carries out a change without looking first.
func (t *Target) Make(ctx context.Context, c profiles.Change) error {
	a, ok := applierOf(c.Kind)
	if !ok {
		return fmt.Errorf("change %q: not known here", c.Kind)
	}
	_, err := wrap(c, func() (Applied, error) {
		return Applied{}, t.standby.Around(ctx, c, func() error { return a.make(t, ctx, c) })
	})
	return err
}

// wrap names the change in an error.
func wrap(c profiles.Change, do func() (Applied, error)) (Applied, error) {
	a, err := do()
	if err == nil {
		return a, nil
	}
	on := c.Function
	if on == "" {
		on = cmp.Or(c.Queue, c.Source)
	}
	for _, part := range []string{c.Alias, c.Qualifier, c.Version} {
		if part != "" {
			on += ":" + part
			break
		}
	}
	return a, fmt.Errorf("%s %s: %w", c.Kind, on, err)
}

// ErrRevision is wrapped by the error of a change whose Revision is no longer
// that of the alias or function: somebody else has changed it.
var ErrRevision = errors.New("its revision is another by now")

// revised makes a refusal for the revision an ErrRevision.
func revised(err error) error {
	if apierr.Code(err) == "PreconditionFailedException" {
		return fmt.Errorf("%w: %w", ErrRevision, err)
	}
	return err
}

// unlessEmpty is a parameter that is absent when empty.
func unlessEmpty(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// Exists says whether there is a function of this name.
func (t *Target) Exists(ctx context.Context, function string) (bool, error) {
	now, err := t.configuration(ctx, function)
	return now != nil, err
}

// absent tells whether an API error means that the thing does not exist.
func absent(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	switch api.ErrorCode() {
	case "ResourceNotFoundException", "ProvisionedConcurrencyConfigNotFoundException",
		"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue":
		return true
	}
	return false
}

// tolerate forgives the deletion of what is not there.
func tolerate(err error) error {
	if absent(err) {
		return nil
	}
	return err
}

// poll calls look until it is done or fails.
func (t *Target) poll(ctx context.Context, look func() (done bool, err error)) error {
	for {
		done, err := look()
		if done || err != nil {
			return err
		}
		if err := pause.For(ctx, t.opt.Poll); err != nil {
			return err
		}
	}
}
