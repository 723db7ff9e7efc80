package attack

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"squall/attack/cloud"
	"squall/attack/engine"
	"squall/attack/payload"
	"squall/attack/send"
	"squall/attack/sign"
	"squall/profiles"
)

const (
	// graceTimeout is added to the function's timeout where an entry has no
	// limit of its own: a cold start and the door's own patience.
	graceTimeout = 40 * time.Second
	// warmSpan times the peak rate is how many connections are opened before
	// t=0: what a burst of cold starts of half a second keeps busy.
	warmSpan = 0.5
	warmMost = 256
)

// wire says how a run reaches its target.
type wire struct {
	Endpoint    string // base URL of a stand-in; "" is AWS itself
	Region      string
	Credentials aws.CredentialsProvider
	Dial        send.DialFunc // nil: the network
	AWS         bool          // the credentials are an AWS account's
	Mark        string        // User-Agent; "": squall's name alone
}

// line is a stream with what belongs to it.
type line struct {
	engine.Stream
	arrivals  *Arrivals
	transport *send.Transport
	url       string // where connections are opened ahead
	warm      int
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
	l := &line{arrivals: arrivals, transport: send.NewTransport(w.Dial), warm: warmConnections(e)}
	l.Stream = engine.Stream{
		Name: e.Name, Entry: uint16(index), Workers: e.Workers,
		Next: arrivals.Next, Leave: arrivals.Leave,
		Key:   ArrivalKeys(seed, e.Name),
		Build: builder.Build,
	}
	switch {
	case e.URL != "":
		l.url = e.URL
	case e.Path == profiles.PathSDK || e.Async():
		l.url = w.Endpoint
	default:
		l.url = door
	}
	var transport http.RoundTripper = l.transport
	if w.Mark != "" {
		transport = cloud.Marked(transport, w.Mark)
	}
	way := Way{Endpoint: w.Endpoint, Region: w.Region, Credentials: w.Credentials,
		Qualifier: qualifier, URL: l.url, Transport: transport, Kinds: builder.Kinds()}
	if way.Sign, err = w.signer(ctx, e); err == nil {
		l.Sender, err = NewSender(world, e, way)
	}
	if err != nil {
		arrivals.Close()
		return nil, fmt.Errorf("entry %s: %w", e.Name, err)
	}
	return l, nil
}

// Way is the way of an entry's requests to its function.
type Way struct {
	Endpoint    string // of the AWS APIs
	Region      string
	Credentials aws.CredentialsProvider
	Qualifier   string // as the target knows it
	URL         string // of the door; the SDK's paths need none
	Transport   http.RoundTripper
	Kinds       []payload.Kind // of the entry's requests
	Sign        send.Signer    // nil: nobody signs
}

// signer is who signs the requests of an entry, if they are. The credentials of
// a stand-in are nothing to an address elsewhere.
func (w *wire) signer(ctx context.Context, e *profiles.Entry) (send.Signer, error) {
	if e.SigV4 == nil {
		return nil, nil
	}
	from := sign.Source{Own: w.Credentials, Endpoint: w.Endpoint, Region: w.Region}
	if e.URL != "" && !w.AWS {
		from.Own, from.Endpoint = nil, ""
	}
	return sign.New(ctx, e.SigV4, from)
}

// NewSender makes the sender of an entry: the client that its path stands for.
func NewSender(world *profiles.World, e *profiles.Entry, w Way) (engine.Sender, error) {
	if e.Sourced() {
		return send.NewSource(send.SourceOptions{
			Path: e.Path, Endpoint: w.Endpoint, Region: w.Region, Account: world.Account.ID, Credentials: w.Credentials,
			Source: e.Source, Prefix: e.Prefix, Entry: e.Name, Timeout: Timeout(world, e), Transport: w.Transport,
		}), nil
	}
	if e.URL == "" && (e.Path == profiles.PathSDK || e.Path == profiles.PathAsync) {
		return send.NewSDK(send.SDKOptions{
			Endpoint: w.Endpoint, Region: w.Region, Credentials: w.Credentials,
			Function: e.Function, Qualifier: w.Qualifier, Event: e.Path == profiles.PathAsync,
			Timeout: Timeout(world, e), Kinds: w.Kinds, Transport: w.Transport,
		})
	}
	return send.NewHTTP(send.HTTPOptions{
		URL: w.URL, Kinds: w.Kinds, Timeout: Timeout(world, e),
		LambdaID: e.Path == profiles.PathURL && e.URL == "", Transport: w.Transport, Sign: w.Sign,
	})
}

// Timeout is how long the client of an entry waits for an answer.
func Timeout(world *profiles.World, e *profiles.Entry) time.Duration {
	if e.Timeout > 0 {
		return e.Timeout
	}
	if f := world.Function(e.Function); f != nil {
		return f.Timeout + graceTimeout
	}
	return graceTimeout
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

func warmConnections(e *profiles.Entry) int {
	peak := 0.0
	for _, p := range e.Phases {
		peak = max(peak, p.Peak())
	}
	n := int(min(warmMost, math.Ceil(peak*warmSpan)+1))
	if e.Workers > 0 {
		n = min(n, e.Workers)
	}
	return n
}

// open opens connections ahead of the load. A target that accepts none will
// say so on every hit, so what goes wrong here is left to them.
func (l *line) open(ctx context.Context) {
	if l.url != "" {
		_, _ = l.transport.Warm(ctx, l.url, l.warm)
	}
}
