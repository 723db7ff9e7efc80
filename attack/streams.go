package attack

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"squall/attack/cloud"
	"squall/attack/engine"
	"squall/attack/link"
	"squall/attack/payload"
	"squall/attack/retry"
	"squall/attack/send"
	"squall/attack/toxic"
	"squall/profiles"
)

// wire says how a run reaches its target.
type wire struct {
	Endpoint    string // base URL of a stand-in; "" is AWS itself
	Region      string
	Credentials aws.CredentialsProvider
	Dial        send.DialFunc  // nil: the network
	Network     *toxic.Network // what breaks it; nil: nothing
	AWS         bool           // the credentials are an AWS account's
	Mark        string         // User-Agent; "": squall's name alone
}

// line is a stream with what belongs to it.
type line struct {
	engine.Stream
	arrivals *Arrivals
	link     *link.Link
}

// newLine makes the stream of an entry; door is the address behind which its
// function listens, for the paths that have one.
func newLine(ctx context.Context, w wire, p *profiles.Plan, world *profiles.World, e *profiles.Entry, at Place, qualifier, door string) (*line, error) {
	index := slices.Index(p.Entries, e.Name)
	if index < 0 {
		return nil, fmt.Errorf("entry %s: not among the plan's entries", e.Name)
	}
	builder, err := Requests(p, e, at)
	if err != nil {
		return nil, err
	}
	seed := BlockSeed(p, at.Arm, at.Repeat)
	arrivals, err := Schedule(seed, e, builder.Last())
	if err != nil {
		return nil, err
	}
	l := &line{arrivals: arrivals}
	l.Stream = engine.Stream{
		Name: e.Name, Entry: uint16(index), Workers: e.Workers,
		Next: arrivals.Next, Leave: arrivals.Leave,
		Key:   ArrivalKeys(seed, e.Name),
		Build: builder.Build, Retry: retry.New(e.Retry, seed, ArrivalKeys(seed, e.Name)),
	}
	if err := l.connect(ctx, w, world, e, qualifier, door, builder.Kinds()); err != nil {
		arrivals.Close()
		return nil, fmt.Errorf("entry %s: %w", e.Name, err)
	}
	return l, nil
}

// connect makes the line's sender and what is below it.
func (l *line) connect(ctx context.Context, w wire, world *profiles.World, e *profiles.Entry, qualifier, door string, kinds []payload.Kind) (err error) {
	way := link.Way{Endpoint: w.Endpoint, Region: w.Region, Credentials: w.Credentials, Qualifier: qualifier, URL: door, Mark: w.Mark, Kinds: kinds}
	switch {
	case e.URL != "":
		way.URL = e.URL
	case e.Path == profiles.PathSDK || e.Async():
		way.URL = w.Endpoint
	}
	if l.link, err = link.NewLink(e, way.URL, hasDoor(e) || e.URL != "", w.Network.Through(e, w.Dial), link.Timeout(world, e)); err != nil {
		return err
	}
	way.Transport, way.Conns = l.link.Transport, l.link.Conns
	if w.Mark != "" {
		way.Transport = cloud.Marked(l.link.Transport, w.Mark)
	}
	if way.Sign, err = way.Signer(ctx, e, w.AWS); err != nil {
		return err
	}
	if l.Sender, err = link.NewSender(world, e, way); err == nil && way.Conns != nil {
		l.Starter, _ = l.Sender.(engine.Starter)
	}
	return err
}

// close closes what the line has open.
func (l *line) close() {
	l.link.Close()
	l.arrivals.Close()
}

// Place is where in a run requests are: the block, and the run's id.
type Place struct {
	Arm, Repeat int
	Run         string
}

// Requests builds what the arrivals of an entry carry.
func Requests(p *profiles.Plan, e *profiles.Entry, at Place) (*payload.Builder, error) {
	seed := BlockSeed(p, at.Arm, at.Repeat)
	b, err := payload.New(e, payload.Slot{
		Plan: p.Seed, Block: seed, Run: at.Run, Entry: slices.Index(p.Entries, e.Name), Entries: len(p.Entries),
		Number: at.Repeat*len(p.Arms) + at.Arm, Blocks: len(p.Arms) * p.Repeat, Key: ArrivalKeys(seed, e.Name),
	})
	if err != nil {
		return nil, fmt.Errorf("entry %s: payload: %w", e.Name, err)
	}
	return b, nil
}
