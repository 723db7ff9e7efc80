// Package sabotage breaks what an account has, as faults of a profile ask for:
// experiments of AWS FIS, queues that refuse messages, event source mappings that
// are off, functions and versions of another configuration. Each can be found
// again by its lease or nonce, so that whoever comes after a crash ends it; the
// first two also end by themselves.
//
// It decides nothing about when.
package sabotage

import (
	"context"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/fis"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"squall/attack/target/numbers"
	"squall/profiles"
)

// Options says what is broken, and how waits go.
type Options struct {
	Config          aws.Config
	Account, Region string
	// Poll calls look until it is done or fails.
	Poll func(ctx context.Context, look func() (done bool, err error)) error
	// Versions is told of those that are published.
	Versions *numbers.Book
	// Made is told of a change as soon as it has made what has a name of AWS's.
	Made func(ctx context.Context, c profiles.Change) error
}

// Saboteur breaks things in one account and region.
type Saboteur struct {
	opt    Options
	fis    *fis.Client
	lambda *lambda.Client
	sqs    *sqs.Client
}

// New makes the clients; it connects to nothing yet.
func New(o Options) *Saboteur {
	return &Saboteur{opt: o, fis: fis.NewFromConfig(o.Config), lambda: lambda.NewFromConfig(o.Config), sqs: sqs.NewFromConfig(o.Config)}
}

// Seen tells what is there before a change.
type Seen struct {
	What, Before, After string
	Settled             string // the Before of later; "" when the two cannot be compared
	Revision            string // of the function that was looked at, or ""
	Undo                []profiles.Change
}

// kind is how one kind of change is looked at and made.
type kind struct {
	look func(*Saboteur, context.Context, profiles.Change) (Seen, error)
	make func(*Saboteur, context.Context, profiles.Change) error
}

var kinds = map[profiles.ChangeKind]kind{
	profiles.PutExperiment: {(*Saboteur).lookExperiment, (*Saboteur).putExperiment},
	profiles.EndExperiment: {(*Saboteur).lookExperiment, (*Saboteur).endExperiment},
	profiles.PutDenial:     {(*Saboteur).lookDenial, (*Saboteur).putDenial},
	profiles.EndDenial:     {(*Saboteur).lookDenial, (*Saboteur).endDenial},
	profiles.PutSpoilt:     {(*Saboteur).lookSpoilt, (*Saboteur).putSpoilt},
	profiles.PutLatest:     {(*Saboteur).lookLatest, (*Saboteur).putLatest},
	profiles.EndLatest:     {(*Saboteur).lookLatest, (*Saboteur).endLatest},
	profiles.PutMapping:    {(*Saboteur).lookMapping, (*Saboteur).putMapping},
}

// Knows says whether a kind of change is one of these.
func Knows(k profiles.ChangeKind) bool { return kinds[k].look != nil }

// Look reads what is there.
func (s *Saboteur) Look(ctx context.Context, c profiles.Change) (Seen, error) {
	return kinds[c.Kind].look(s, ctx, c)
}

// Make makes a change.
func (s *Saboteur) Make(ctx context.Context, c profiles.Change) error {
	return kinds[c.Kind].make(s, ctx, c)
}

// name is a lease in the letters that AWS's names have everywhere.
func name(lease string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(lease))
	return fmt.Sprintf("squall%016x", h.Sum64())
}

// undo is what ends a change.
func undo(c profiles.Change, k profiles.ChangeKind) []profiles.Change {
	c.Kind = k
	return []profiles.Change{c}
}

// minutes is a time in whole minutes, rounded up.
func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }
