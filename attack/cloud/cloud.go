// Package cloud is the AWS account that a run is aimed at: credentials and
// region are found the SDK's way, and nothing but the question whose they are
// is asked before they are known to be those that the profile pins. All calls
// carry squall's name and the run's; the control plane's refusals are retried,
// counted and told.
//
// It sends no load, and makes no change.
package cloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"squall/profiles"
)

// Options says who asks, and for which account.
type Options struct {
	Account profiles.Account  // ID and Region are pinned
	Mark    string            // User-Agent of everything: squall/VERSION run=ID
	Tell    func(text string) // as OnSilence, from the first call on; nil: nobody is told
}

// Session is an account that is proven to be the pinned one.
type Session struct {
	Config   aws.Config
	Account  string
	Region   string
	ARN      string // of the caller
	Endpoint string // where the APIs are instead of AWS's own place; "" for AWS's own

	refused refusals
	silence silence
}

// MismatchError says that credentials are for something else than the profile
// pins.
type MismatchError struct{ What, Have, Want string }

func (e *MismatchError) Error() string {
	return fmt.Sprintf("the credentials' %s is %s and the profile pins %s: nothing else was asked; choose other credentials (AWS_PROFILE, AWS_REGION) or another profile", e.What, e.Have, e.Want)
}

// Open finds credentials and region, and asks once whose they are.
func Open(ctx context.Context, o Options) (*Session, error) {
	s, err := found(ctx, o.Account.Region, o.Mark, o.Tell)
	if err != nil {
		return nil, err
	}
	if s.Region != o.Account.Region {
		return nil, &MismatchError{"region", s.Region, o.Account.Region}
	}
	if err := s.ask(ctx); err != nil {
		return nil, err
	}
	if s.Account != o.Account.ID {
		return nil, &MismatchError{"account", s.Account, o.Account.ID}
	}
	return s, nil
}

// Anybody is the account that the credentials are for, whichever that is; it
// is for putting back what a journal there names. region may be "", and tell nil.
func Anybody(ctx context.Context, region, mark string, tell func(text string)) (*Session, error) {
	s, err := found(ctx, region, mark, tell)
	if err != nil {
		return nil, err
	}
	switch {
	case s.Region == "":
		return nil, errors.New("no region is set: give --region, or set AWS_REGION")
	case region != "":
		s.Region, s.Config.Region = region, region
	}
	return s, s.ask(ctx)
}

// found is what the SDK finds, without a call.
func found(ctx context.Context, region, mark string, tell func(text string)) (*Session, error) {
	s := &Session{silence: silence{most: silentFor, now: time.Now, tell: tell}}
	cfg, err := config.LoadDefaultConfig(ctx, config.WithRetryer(s.retryer))
	if err != nil {
		return nil, fmt.Errorf("the SDK's settings cannot be read: %w", err)
	}
	if cfg.Region == "" {
		cfg.Region = region
	}
	// The SDK's own client knows AWS_CA_BUNDLE and the like.
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = awshttp.NewBuildableClient()
	}
	cfg.HTTPClient = client{patient(cfg.HTTPClient), mark, &s.silence}
	cfg.APIOptions = append(cfg.APIOptions, s.counted)
	s.Config, s.Region, s.Endpoint = cfg, cfg.Region, aws.ToString(cfg.BaseEndpoint)
	if s.Endpoint != "" {
		s.silence.most = silentForHere
	}
	return s, nil
}

// ask asks whose the credentials are.
func (s *Session) ask(ctx context.Context) error {
	if _, err := s.Config.Credentials.Retrieve(ctx); err != nil {
		return fmt.Errorf("there are no credentials: %w; set AWS_PROFILE, or what else the AWS SDK takes them from", err)
	}
	who, err := sts.NewFromConfig(s.Config).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("whose the credentials are: %w", Explained(err))
	}
	s.Account, s.ARN = aws.ToString(who.Account), aws.ToString(who.Arn)
	return nil
}

// Where names the account for people.
func (s *Session) Where() string {
	where := "AWS account " + s.Account + " in " + s.Region
	if s.Endpoint != "" {
		where += ", by way of " + s.Endpoint
	}
	return where
}

// marked adds squall's name to every request.
type marked struct {
	next http.RoundTripper
	mark string
}

// Marked is a transport whose requests carry a mark in their User-Agent, before
// whatever stands there, and no header of the load engine's.
func Marked(next http.RoundTripper, mark string) http.RoundTripper {
	if next == nil {
		next = http.DefaultTransport
	}
	return marked{next, mark}
}

// RoundTrip implements http.RoundTripper.
func (m marked) RoundTrip(r *http.Request) (*http.Response, error) {
	sign(r, m.mark)
	return m.next.RoundTrip(r)
}

// client is an SDK's client that marks its requests.
type client struct {
	next    aws.HTTPClient
	mark    string
	silence *silence
}

// Do implements aws.HTTPClient.
func (c client) Do(r *http.Request) (*http.Response, error) {
	sign(r, c.mark)
	return c.silence.asked(c.next, r)
}

// sign puts the mark on a request; the signatures of AWS leave that header out.
func sign(r *http.Request, mark string) {
	if own := r.Header.Get("User-Agent"); own != "" && own != "squall" {
		mark += " " + own
	}
	r.Header["User-Agent"] = []string{mark}
	delete(r.Header, "X-Vegeta-Seq")
	delete(r.Header, "X-Vegeta-Attack")
}

// Explained adds what to do about an error of credentials or permissions.
func Explained(err error) error {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return err
	}
	if Expired(api.ErrorCode()) {
		return fmt.Errorf("the credentials have expired: get new ones, then run squall recover: %w", err)
	}
	switch api.ErrorCode() {
	case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation":
		return fmt.Errorf("the credentials may not do that; squall doctor --target aws prints the policy that is needed: %w", err)
	case "Forbidden": // an answer to HEAD has no text that could say which
		return fmt.Errorf("the credentials may not do that (a bucket is looked for with s3:ListBucket); squall doctor --target aws prints the policy that is needed: %w", err)
	case "InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch":
		return fmt.Errorf("the credentials are not valid: %w", err)
	}
	return err
}

// Expired says whether an error code of an AWS API means that no call with these
// credentials will be taken any more.
func Expired(code string) bool {
	return code == "ExpiredToken" || code == "ExpiredTokenException" || code == "RequestExpired"
}

// refusals are the control plane's, by operation.
type refusals struct {
	mu sync.Mutex
	by map[string]int
}

func (s *Session) lambda() *lambda.Client { return lambda.NewFromConfig(s.Config) }
