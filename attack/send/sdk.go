package send

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/smithy-go"

	"squall/attack/hit"
	"squall/attack/payload"
)

// SDKOptions says which function the Invoke API is asked for, and how.
type SDKOptions struct {
	Endpoint    string // "" for AWS's own
	Region      string
	Credentials aws.CredentialsProvider
	Function    string
	Qualifier   string // alias or version number, "" for none
	Event       bool   // asynchronous
	NoTail      bool   // do not ask for the log tail
	Timeout     time.Duration
	Kinds       []payload.Kind // of requests; their checks alone
	Transport   http.RoundTripper
}

// SDK sends hits through the real Lambda client of aws-sdk-go-v2.
type SDK struct {
	opt     SDKOptions
	demands []demand
	client  *lambda.Client
}

// NewSDK makes the client: one attempt for each hit, since a retry would hide
// the refusals that a run is about.
func NewSDK(opt SDKOptions) (*SDK, error) {
	wanted, err := demands(opt.Kinds)
	if err != nil {
		return nil, err
	}
	o := lambda.Options{
		Region:      opt.Region,
		Credentials: opt.Credentials,
		Retryer:     aws.NopRetryer{},
		HTTPClient:  &http.Client{Transport: tap{opt.Transport}},
	}
	if opt.Endpoint != "" {
		o.BaseEndpoint = aws.String(opt.Endpoint)
	}
	return &SDK{opt: opt, demands: wanted, client: lambda.New(o)}, nil
}

// Send makes one Invoke call and fills the shot's hit.
func (p *SDK) Send(ctx context.Context, s *Shot) {
	limited, cancel := context.WithTimeout(ctx, p.opt.Timeout)
	defer cancel()
	h := s.Hit
	h.BytesOut = uint32(len(s.Body))
	seen := &wire{shot: s}
	h.Sent = s.now()
	out, err := p.client.Invoke(context.WithValue(limited, wireKey{}, seen), p.input(s.Body))
	h.FirstByte, h.Status = seen.firstByte, seen.status
	if err != nil {
		failed(ctx, limited, s, err)
		return
	}
	h.Done = s.now()
	h.RequestID, _ = awsmiddleware.GetRequestIDMetadata(out.ResultMetadata)
	h.BytesIn = uint32(len(out.Payload))
	if seen.page { // Lambda says of everything that it is JSON
		nobodyAnswered(h)
		return
	}
	p.succeeded(s, out)
}

func (p *SDK) input(body []byte) *lambda.InvokeInput {
	in := &lambda.InvokeInput{FunctionName: &p.opt.Function, Payload: body}
	if p.opt.Qualifier != "" {
		in.Qualifier = &p.opt.Qualifier
	}
	switch {
	case p.opt.Event:
		in.InvocationType = types.InvocationTypeEvent
	case !p.opt.NoTail:
		in.LogType = types.LogTypeTail
	}
	return in
}

func (p *SDK) succeeded(s *Shot, out *lambda.InvokeOutput) {
	h := s.Hit
	readPayloadProbe(h, out.Payload)
	if v := aws.ToString(out.ExecutedVersion); v != "" {
		h.Version, h.VersionFrom = v, hit.Wire
	}
	readTail(h, aws.ToString(out.LogResult))
	if e := aws.ToString(out.FunctionError); e != "" {
		h.Outcome, h.Reason, h.ReasonFrom = hit.FunctionError, e, hit.Wire
		return
	}
	p.demands[s.Kind].judge(h, out.Payload, int64(len(out.Payload)))
}

// failed tells a refusal and an error of the service from a call that brought
// no answer.
func failed(ctx, limited context.Context, s *Shot, err error) {
	h := s.Hit
	var api smithy.APIError
	var page *json.SyntaxError
	switch ended := h.Status == 0 || ctx.Err() != nil || limited.Err() != nil; {
	case !ended && errors.As(err, &api):
	case !ended && (errors.As(err, &page) || errors.Is(err, errLong)):
		// Something on the way answered, with a page or a stream of its own.
		h.Done = s.now()
		nobodyAnswered(h)
		if page == nil {
			h.Reason = statusText(h.Status) + " with " + errLong.Error()
		}
		if h.Status == http.StatusTooManyRequests {
			h.Outcome = hit.Throttled
		}
		return
	default:
		s.fail(ctx, limited, err)
		return
	}
	h.Done = s.now()
	var re *awshttp.ResponseError
	if errors.As(err, &re) {
		h.RequestID = re.ServiceRequestID()
	}
	h.Reason, h.ReasonFrom = api.ErrorCode(), hit.Wire
	var throttled *types.TooManyRequestsException
	switch {
	case errors.As(err, &throttled):
		h.Outcome = hit.Throttled
		if throttled.Reason != "" {
			h.Reason = string(throttled.Reason)
		}
	case h.Status == http.StatusTooManyRequests, throttles[h.Reason]:
		h.Outcome = hit.Throttled
	default:
		h.Outcome = hit.GatewayError
	}
}

// nobodyAnswered is an answer that is not the API's.
func nobodyAnswered(h *hit.Hit) {
	h.Outcome, h.Reason, h.ReasonFrom = hit.GatewayError, statusText(h.Status)+" without an answer of the API", hit.Wire
}

// throttles are the words of services that refuse by another status than 429.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
var throttles = map[string]bool{"SlowDown": true, "Throttling": true, "ThrottlingException": true, "Throttled": true, "ThrottledException": true}

// readTail takes from the REPORT line how long the function ran and, where no
// probe has told, the start of the environment: it has an Init Duration on the
// request that waited for one.
func readTail(h *hit.Hit, encoded string) {
	if encoded == "" {
		return
	}
	text, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return
	}
	_, report, found := strings.Cut(string(text), "REPORT RequestId:")
	if !found {
		return
	}
	if d, ok := reported(report, "\tDuration: "); ok {
		h.Ran = d
	}
	if h.Start != hit.StartUnknown {
		return
	}
	h.Start, h.StartFrom = hit.Warm, hit.Tail
	if d, ok := reported(report, "Init Duration: "); ok {
		h.Start, h.Init = hit.Cold, d
	}
}

// reported is a time of a REPORT line in nanoseconds.
func reported(report, name string) (ns int64, ok bool) {
	_, after, found := strings.Cut(report, name)
	ms, _, ended := strings.Cut(after, " ms")
	d, err := time.ParseDuration(ms + "ms")
	return int64(d), found && ended && err == nil && d >= 0
}

// wire is what the tap below the client saw of one call.
type wire struct {
	shot      *Shot
	firstByte int64
	status    uint16
	page      bool // the answer is HTML
}

type wireKey struct{}

// tap sits between the SDK and the connection: it adds the trace header,
// which signatures leave out, and notes what the client does not hand on.
type tap struct{ next http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (t tap) RoundTrip(req *http.Request) (*http.Response, error) {
	seen, _ := req.Context().Value(wireKey{}).(*wire)
	if seen == nil {
		return t.next.RoundTrip(req)
	}
	req.Header.Set(hit.HeaderTrace, hit.TraceHeader(seen.shot.Hit.TraceID, seen.shot.Took))
	if err := whole(req); err != nil {
		return nil, err
	}
	res, err := t.next.RoundTrip(req)
	if err == nil {
		seen.firstByte, seen.status = seen.shot.now(), uint16(res.StatusCode)
		seen.page = contentOf(res.Header.Get("Content-Type")) == htmlContent
		res.Body = &short{ReadCloser: res.Body, left: longest}
	}
	return res, err
}

// whole makes a request's body one that is in memory and is sent once. net/http
// writes that together with the head; another one it writes behind the head,
// and breaks the connection off when the SDK, which has its answer, closes the
// body before the writer has seen its end.
func whole(req *http.Request) error {
	req.GetBody = nil
	if req.Body == nil || req.Body == http.NoBody {
		return nil
	}
	body, err := io.ReadAll(req.Body)
	_ = req.Body.Close()
	req.Body = once(body)
	return err
}

// longest is how much of an answer a client of the SDK's may keep: it takes in
// all that comes, and no answer of Lambda is longer than 6 MB.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const longest = 16 << 20

var errLong = errors.New("an answer of more than 16 MiB")

// short is an answer that is not longer than that.
type short struct {
	io.ReadCloser
	left int
}

// Read implements io.Reader.
func (b *short) Read(to []byte) (int, error) {
	if b.left == 0 {
		return 0, errLong
	}
	n, err := b.ReadCloser.Read(to[:min(len(to), b.left)])
	b.left -= n
	return n, err
}
