// Package link makes what carries an entry's hits: the client that its path
// stands for, and the connections below it.
//
// It sends nothing itself and knows no schedule.
package link

import (
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"squall/attack/engine"
	"squall/attack/payload"
	"squall/attack/send"
	"squall/attack/send/conns"
	"squall/attack/sign"
	"squall/profiles"
)

// graceTimeout is added to the function's timeout where an entry has no limit
// of its own: a cold start and the door's own patience.
const graceTimeout = 40 * time.Second

// Way is the way of an entry's requests to its function.
type Way struct {
	Endpoint    string // of the AWS APIs
	Region      string
	Credentials aws.CredentialsProvider
	Qualifier   string // as the target knows it
	URL         string // of the door; the SDK's paths need none
	Transport   http.RoundTripper
	Conns       *conns.Pool    // for HTTP without the transport; may be nil
	Mark        string         // User-Agent over Conns; "": squall's name alone
	Kinds       []payload.Kind // of the entry's requests
	Sign        send.Signer    // nil: nobody signs
}

// Signer is who signs the requests of an entry, if they are. The credentials of
// a stand-in are nothing to an address elsewhere.
func (w *Way) Signer(ctx context.Context, e *profiles.Entry, account bool) (send.Signer, error) {
	if e.SigV4 == nil {
		return nil, nil
	}
	from := sign.Source{Own: w.Credentials, Endpoint: w.Endpoint, Region: w.Region}
	if e.URL != "" && !account {
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
		LambdaID: e.Path == profiles.PathURL && e.URL == "", Transport: w.Transport, Conns: w.Conns, Agent: w.Mark, Sign: w.Sign, Single: e.Single,
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
