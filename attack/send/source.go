package send

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"squall/attack/hit"
	"squall/profiles"
)

// SourceOptions says which bucket, topic or bus takes the events of an entry.
type SourceOptions struct {
	Path        string // s3, sns or events
	Endpoint    string // "" for AWS's own
	Region      string
	Account     string
	Credentials aws.CredentialsProvider
	Source      string // name of the bucket, topic or bus
	Prefix      string // of keys in the bucket
	Entry       string // detail-type of events on the bus
	Timeout     time.Duration
	Transport   http.RoundTripper
}

// Source sends hits to a service that tells the function of them, through the
// service's real client.
type Source struct {
	opt SourceOptions
	put func(ctx context.Context, s *Shot) (id string, err error)
}

// refused is an entry of a batch that was not taken.
type refused string

func (r refused) Error() string { return string(r) }

// NewSource makes the client: one attempt for each hit.
func NewSource(opt SourceOptions) *Source {
	p := &Source{opt: opt}
	client := &http.Client{Transport: tap{opt.Transport}}
	var endpoint *string
	if opt.Endpoint != "" {
		endpoint = &opt.Endpoint
	}
	switch opt.Path {
	case profiles.PathS3:
		c := s3.New(s3.Options{Region: opt.Region, Credentials: opt.Credentials, Retryer: aws.NopRetryer{}, HTTPClient: client,
			BaseEndpoint: endpoint, UsePathStyle: endpoint != nil})
		p.put = func(ctx context.Context, s *Shot) (string, error) { return p.object(ctx, c, s) }
	case profiles.PathSNS:
		c := sns.New(sns.Options{Region: opt.Region, Credentials: opt.Credentials, Retryer: aws.NopRetryer{}, HTTPClient: client, BaseEndpoint: endpoint})
		p.put = func(ctx context.Context, s *Shot) (string, error) { return p.message(ctx, c, s) }
	case profiles.PathEvents:
		c := eventbridge.New(eventbridge.Options{Region: opt.Region, Credentials: opt.Credentials, Retryer: aws.NopRetryer{}, HTTPClient: client, BaseEndpoint: endpoint})
		p.put = func(ctx context.Context, s *Shot) (string, error) { return p.event(ctx, c, s) }
	default:
		panic("send: internal error: path " + opt.Path + " has no source")
	}
	return p
}

// Send makes one call and fills the shot's hit. Its request id is what the
// function will know the event by.
func (p *Source) Send(ctx context.Context, s *Shot) {
	limited, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	defer cancel()
	h := s.Hit
	h.BytesOut = uint32(len(s.Body))
	seen := &wire{shot: s}
	h.Sent = s.now()
	id, err := p.put(context.WithValue(limited, wireKey{}, seen), s)
	h.FirstByte, h.Status = seen.firstByte, seen.status
	if why, ok := err.(refused); ok {
		h.Done, h.Outcome, h.Reason, h.ReasonFrom = s.now(), hit.GatewayError, string(why), hit.Wire
		if throttles[string(why)] {
			h.Outcome = hit.Throttled
		}
		return
	}
	if err != nil {
		failed(ctx, limited, s, err)
		return
	}
	h.Done, h.RequestID = s.now(), id
	if seen.page {
		nobodyAnswered(h)
	}
}

// object puts an object of its own for each hit: the trace id is in its key.
func (p *Source) object(ctx context.Context, c *s3.Client, s *Shot) (string, error) {
	out, err := c.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &p.opt.Source, Key: aws.String(p.opt.Prefix + s.Hit.TraceID), Body: bytes.NewReader(s.Body), ContentType: aws.String("application/json"),
	})
	if err != nil {
		return "", err
	}
	id, _ := awsmiddleware.GetRequestIDMetadata(out.ResultMetadata)
	return id, nil
}

func (p *Source) message(ctx context.Context, c *sns.Client, s *Shot) (string, error) {
	out, err := c.Publish(ctx, &sns.PublishInput{
		TopicArn: aws.String("arn:aws:sns:" + p.opt.Region + ":" + p.opt.Account + ":" + p.opt.Source), Message: aws.String(string(s.Body)),
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.MessageId), nil
}

func (p *Source) event(ctx context.Context, c *eventbridge.Client, s *Shot) (string, error) {
	out, err := c.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: []eventtypes.PutEventsRequestEntry{{
		EventBusName: &p.opt.Source, Source: aws.String(profiles.EventSource), DetailType: &p.opt.Entry, Detail: aws.String(string(s.Body)),
	}}})
	switch {
	case err != nil:
		return "", err
	case len(out.Entries) != 1:
		return "", refused("no answer to the entry")
	case out.Entries[0].ErrorCode != nil:
		return "", refused(*out.Entries[0].ErrorCode)
	}
	return aws.ToString(out.Entries[0].EventId), nil
}
