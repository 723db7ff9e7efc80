package s3

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"

	"squall/standin/queue"
	"squall/standin/relay"
)

var work = queue.ID{Account: "111122223333", Region: "eu-west-1", Name: "work"}

const (
	fn    = "arn:aws:lambda:eu-west-1:111122223333:function:f"
	other = "arn:aws:lambda:eu-west-1:111122223333:function:other"
)

// owner is a Backend: a lock instead of a goroutine.
type owner struct {
	mu    sync.Mutex
	relay *relay.Relay
	calls []relay.Call
}

func newOwner(t testing.TB, s *Storage) *owner {
	o := &owner{}
	o.relay = relay.New(relay.Options{Epoch: time.UnixMilli(1_700_000_000_000), Store: s.Store,
		Invoke: func(_ int64, c relay.Call) error { o.calls = append(o.calls, c); return nil },
		Allowed: func(arn string, by relay.Caller) error {
			if arn == fn && by.SourceARN == "arn:aws:s3:::pictures" && by.Account == "111122223333" {
				return nil
			}
			return errors.New("no permission")
		}})
	if err := o.relay.Queues.Create(0, work, nil); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *owner) Relay(fn func(int64, *relay.Relay)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	fn(0, o.relay)
}

func (o *owner) received(t *testing.T) (out []string) {
	t.Helper()
	got, err := o.relay.Queues.Receive(0, work, queue.Ask{Max: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range got {
		out = append(out, m.Body)
	}
	return out
}

// serve is a client of a new stand-in over a socket, since only then the SDK
// streams bodies.
func serve(t *testing.T, key string) (*client.Client, *owner, *httptest.Server) {
	t.Helper()
	s := NewStorage()
	o := newOwner(t, s)
	server := httptest.NewServer(New(Options{Account: "111122223333", Region: "us-east-1"}, s, o))
	t.Cleanup(server.Close)
	return sdk(server.URL, key), o, server
}

func sdk(url, key string) *client.Client {
	return client.New(client.Options{
		BaseEndpoint: aws.String(url), Region: "eu-west-1", Retryer: aws.NopRetryer{},
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenSupported, ResponseChecksumValidation: aws.ResponseChecksumValidationWhenSupported,
		Credentials: credentials.NewStaticCredentialsProvider(key, "secret", ""),
	})
}

func must[T any](t *testing.T, out T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func code1(err error) string {
	var e smithy.APIError
	if errors.As(err, &e) {
		return e.ErrorCode()
	}
	return fmt.Sprint(err)
}

func create(t *testing.T, c *client.Client, name string) {
	t.Helper()
	_, err := c.CreateBucket(context.Background(), &client.CreateBucketInput{Bucket: &name, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}})
	must(t, 0, err)
}

func TestObjects(t *testing.T) {
	c, _, _ := serve(t, "key")
	ctx, bucket, key := context.Background(), aws.String("pictures"), aws.String("in/a b+ü.txt")
	create(t, c, *bucket)
	put, err := c.PutObject(ctx, &client.PutObjectInput{Bucket: bucket, Key: key, Body: strings.NewReader("hello"), ContentType: aws.String("text/x"), Metadata: map[string]string{"who": "me"}})
	if out := must(t, put, err); *out.ETag != `"5d41402abc4b2a76b9719d911017c592"` || aws.ToString(out.ChecksumCRC32) == "" {
		t.Errorf("put %+v", out)
	}
	get, err := c.GetObject(ctx, &client.GetObjectInput{Bucket: bucket, Key: key, ChecksumMode: types.ChecksumModeEnabled})
	out := must(t, get, err)
	body, err := io.ReadAll(out.Body)
	if string(must(t, body, err)) != "hello" || *out.ContentType != "text/x" || out.Metadata["who"] != "me" || aws.ToString(out.ChecksumCRC32) == "" {
		t.Errorf("got %q, %+v", body, out)
	}
	part, err := c.GetObject(ctx, &client.GetObjectInput{Bucket: bucket, Key: key, Range: aws.String("bytes=1-3")})
	out = must(t, part, err)
	if body, _ := io.ReadAll(out.Body); string(body) != "ell" || *out.ContentRange != "bytes 1-3/5" {
		t.Errorf("range %q %s", body, aws.ToString(out.ContentRange))
	}
	_, err = c.CopyObject(ctx, &client.CopyObjectInput{Bucket: bucket, Key: aws.String("copy"), CopySource: aws.String("pictures/in/a%20b%2B%C3%BC.txt")})
	must(t, 0, err)
	head, err := c.HeadObject(ctx, &client.HeadObjectInput{Bucket: bucket, Key: aws.String("copy")})
	if h := must(t, head, err); *h.ContentLength != 5 || h.Metadata["who"] != "me" {
		t.Errorf("head %+v", h)
	}
	for i := range 7 {
		_, err := c.PutObject(ctx, &client.PutObjectInput{Bucket: bucket, Key: aws.String(fmt.Sprintf("list/%d", i)), Body: strings.NewReader("")})
		must(t, 0, err)
	}
	var keys []string
	for p := client.NewListObjectsV2Paginator(c, &client.ListObjectsV2Input{Bucket: bucket, Prefix: aws.String("list/"), MaxKeys: aws.Int32(3)}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		for _, o := range must(t, page, err).Contents {
			keys = append(keys, *o.Key)
		}
	}
	if len(keys) != 7 {
		t.Errorf("listed %v", keys)
	}
	top, err := c.ListObjectsV2(ctx, &client.ListObjectsV2Input{Bucket: bucket, Delimiter: aws.String("/")})
	if l := must(t, top, err); len(l.CommonPrefixes) != 2 || len(l.Contents) != 1 {
		t.Errorf("%d prefixes, %d objects", len(l.CommonPrefixes), len(l.Contents))
	}
	_, err = c.DeleteObjects(ctx, &client.DeleteObjectsInput{Bucket: bucket, Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: key}, {Key: aws.String("copy")}}}})
	must(t, 0, err)
	if _, err := c.GetObject(ctx, &client.GetObjectInput{Bucket: bucket, Key: key}); code1(err) != "NoSuchKey" {
		t.Errorf("a deleted object: %v", err)
	}
}

func TestMultipart(t *testing.T) {
	c, o, _ := serve(t, "key")
	ctx, bucket, key := context.Background(), aws.String("pictures"), aws.String("big")
	create(t, c, *bucket)
	_, err := c.PutBucketNotificationConfiguration(ctx, &client.PutBucketNotificationConfigurationInput{Bucket: bucket, NotificationConfiguration: &types.NotificationConfiguration{
		LambdaFunctionConfigurations: []types.LambdaFunctionConfiguration{{LambdaFunctionArn: aws.String(fn), Events: []types.Event{"s3:ObjectCreated:*"}}}}})
	must(t, 0, err)
	made, err := c.CreateMultipartUpload(ctx, &client.CreateMultipartUploadInput{Bucket: bucket, Key: key, ContentType: aws.String("text/x")})
	id := must(t, made, err).UploadId
	var parts []types.CompletedPart
	for i, size := range []int{5 << 20, 10} {
		part, err := c.UploadPart(ctx, &client.UploadPartInput{Bucket: bucket, Key: key, UploadId: id, PartNumber: aws.Int32(int32(i + 1)), Body: bytes.NewReader(bytes.Repeat([]byte{byte('a' + i)}, size))})
		parts = append(parts, types.CompletedPart{ETag: must(t, part, err).ETag, PartNumber: aws.Int32(int32(i + 1))})
	}
	listed, err := c.ListParts(ctx, &client.ListPartsInput{Bucket: bucket, Key: key, UploadId: id})
	if n := len(must(t, listed, err).Parts); n != 2 {
		t.Errorf("%d parts", n)
	}
	if len(o.calls) != 0 {
		t.Error("parts are told as objects")
	}
	done, err := c.CompleteMultipartUpload(ctx, &client.CompleteMultipartUploadInput{Bucket: bucket, Key: key, UploadId: id, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}})
	must(t, done, err)
	if len(o.calls) != 1 || !strings.Contains(string(o.calls[0].Payload), `"eventName":"ObjectCreated:CompleteMultipartUpload"`) || !strings.Contains(string(o.calls[0].Payload), `"size":5242890`) {
		t.Errorf("calls %+v", o.calls)
	}
	made, err = c.CreateMultipartUpload(ctx, &client.CreateMultipartUploadInput{Bucket: bucket, Key: key})
	_, err = c.AbortMultipartUpload(ctx, &client.AbortMultipartUploadInput{Bucket: bucket, Key: key, UploadId: must(t, made, err).UploadId})
	must(t, 0, err)
}

func TestNotifications(t *testing.T) {
	c, o, server := serve(t, "key")
	ctx, bucket := context.Background(), aws.String("pictures")
	create(t, c, *bucket)
	configure := func(config types.NotificationConfiguration) error {
		_, err := c.PutBucketNotificationConfiguration(ctx, &client.PutBucketNotificationConfigurationInput{Bucket: bucket, NotificationConfiguration: &config})
		return err
	}
	filter := func(prefix, suffix string) *types.NotificationConfigurationFilter {
		return &types.NotificationConfigurationFilter{Key: &types.S3KeyFilter{FilterRules: []types.FilterRule{{Name: "prefix", Value: &prefix}, {Name: "suffix", Value: &suffix}}}}
	}
	function := func(arn string, f *types.NotificationConfigurationFilter, events ...types.Event) types.NotificationConfiguration {
		return types.NotificationConfiguration{LambdaFunctionConfigurations: []types.LambdaFunctionConfiguration{{LambdaFunctionArn: &arn, Events: events, Filter: f}}}
	}
	for i, tt := range []struct {
		config types.NotificationConfiguration
		want   string
	}{
		{function(other, nil, "s3:ObjectCreated:*"), "InvalidArgument: Unable to validate the following destination configurations"},
		{function("arn:aws:sns:eu-west-1:111122223333:t", nil, "s3:ObjectCreated:*"), "InvalidArgument: The ARN could not be parsed"},
		{function(fn, nil, "s3:Nonsense"), "InvalidArgument: A specified event is not supported for notifications."},
		{function(fn, nil, "s3:ObjectRestore:Post"), "NotImplemented: The event s3:ObjectRestore:Post is not built in squall: it never happens here."},
		{types.NotificationConfiguration{QueueConfigurations: []types.QueueConfiguration{{QueueArn: aws.String(work.ARN() + "x"), Events: []types.Event{"s3:ObjectCreated:*"}}}}, "InvalidArgument: Unable to validate the following destination configurations"},
		{types.NotificationConfiguration{
			QueueConfigurations:          []types.QueueConfiguration{{QueueArn: aws.String(work.ARN()), Events: []types.Event{"s3:ObjectCreated:*"}}},
			LambdaFunctionConfigurations: []types.LambdaFunctionConfiguration{{LambdaFunctionArn: aws.String(fn), Events: []types.Event{"s3:ObjectCreated:Put"}, Filter: filter("in/", ".png")}}},
			"InvalidArgument: Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."},
	} {
		err := configure(tt.config)
		var e smithy.APIError
		if !errors.As(err, &e) || e.ErrorCode()+": "+e.ErrorMessage() != tt.want {
			t.Errorf("case %d: %v, want %s", i, err, tt.want)
		}
	}
	good := function(fn, filter("in/", ".png"), "s3:ObjectCreated:*")
	good.QueueConfigurations = []types.QueueConfiguration{{Id: aws.String("gone"), QueueArn: aws.String(work.ARN()), Events: []types.Event{"s3:ObjectRemoved:*"}}}
	must(t, 0, configure(good))
	must(t, 0, configure(good)) // the test event is sent once
	if got := o.received(t); len(got) != 1 || !strings.Contains(got[0], `"Event":"s3:TestEvent"`) {
		t.Errorf("test events %q", got)
	}
	shown, err := c.GetBucketNotificationConfiguration(ctx, &client.GetBucketNotificationConfigurationInput{Bucket: bucket})
	if s := must(t, shown, err); len(s.LambdaFunctionConfigurations) != 1 || len(s.QueueConfigurations) != 1 || *s.QueueConfigurations[0].Id != "gone" ||
		s.LambdaFunctionConfigurations[0].Filter.Key.FilterRules[1].Name != "Suffix" {
		t.Errorf("%+v", s)
	}
	for _, key := range []string{"in/a.png", "in/a.jpg", "out/a.png"} {
		req := must1(http.NewRequest(http.MethodPut, server.URL+"/pictures/"+key, strings.NewReader("x")))
		res, err := http.DefaultClient.Do(req)
		must(t, res, err).Body.Close()
		if id := res.Header.Get("X-Amz-Request-Id"); key == "in/a.png" && (len(o.calls) != 1 || !strings.Contains(string(o.calls[0].Payload), `"x-amz-request-id":"`+id+`"`)) {
			t.Errorf("request %s, calls %+v", id, o.calls)
		}
	}
	for _, key := range []string{"in/a.png", "never"} {
		_, err := c.DeleteObject(ctx, &client.DeleteObjectInput{Bucket: bucket, Key: &key})
		must(t, 0, err)
	}
	if got := o.received(t); len(o.calls) != 1 || len(got) != 1 || !strings.Contains(got[0], `"eventName":"ObjectRemoved:Delete"`) {
		t.Errorf("%d calls, queue %q", len(o.calls), got)
	}
	must(t, 0, configure(types.NotificationConfiguration{}))
}

func must1[T any](out T, err error) T {
	if err != nil {
		panic(err)
	}
	return out
}

func TestBuckets(t *testing.T) {
	c, _, server := serve(t, "key")
	ctx := context.Background()
	create(t, c, "pictures")
	if _, err := c.CreateBucket(ctx, &client.CreateBucketInput{Bucket: aws.String("pictures")}); code1(err) != "BucketAlreadyOwnedByYou" {
		t.Error(err)
	}
	stranger := sdk(server.URL, "444455556666")
	if _, err := stranger.CreateBucket(ctx, &client.CreateBucketInput{Bucket: aws.String("pictures")}); code1(err) != "BucketAlreadyExists" {
		t.Error(err)
	}
	if _, err := stranger.PutObject(ctx, &client.PutObjectInput{Bucket: aws.String("pictures"), Key: aws.String("k"), Body: strings.NewReader("x")}); code1(err) != "AccessDenied" {
		t.Error(err)
	}
	list, err := c.ListBuckets(ctx, &client.ListBucketsInput{})
	if b := must(t, list, err).Buckets; len(b) != 1 || *b[0].Name != "pictures" {
		t.Errorf("%+v", b)
	}
	where, err := c.GetBucketLocation(ctx, &client.GetBucketLocationInput{Bucket: aws.String("pictures")})
	if must(t, where, err).LocationConstraint != "eu-west-1" {
		t.Error(where.LocationConstraint)
	}
	head, err := c.HeadBucket(ctx, &client.HeadBucketInput{Bucket: aws.String("pictures")})
	if *must(t, head, err).BucketRegion != "eu-west-1" {
		t.Error("region of the bucket")
	}
	_, err = c.PutObject(ctx, &client.PutObjectInput{Bucket: aws.String("pictures"), Key: aws.String("k"), Body: strings.NewReader("x")})
	must(t, 0, err)
	if _, err := c.DeleteBucket(ctx, &client.DeleteBucketInput{Bucket: aws.String("pictures")}); code1(err) != "BucketNotEmpty" {
		t.Error(err)
	}
	_, err = c.DeleteObject(ctx, &client.DeleteObjectInput{Bucket: aws.String("pictures"), Key: aws.String("k")})
	must(t, 0, err)
	_, err = c.DeleteBucket(ctx, &client.DeleteBucketInput{Bucket: aws.String("pictures")})
	must(t, 0, err)
	if _, err := c.HeadBucket(ctx, &client.HeadBucketInput{Bucket: aws.String("pictures")}); code1(err) != "NotFound" {
		t.Error(err)
	}
	presigned, err := client.NewPresignClient(c).PresignPutObject(ctx, &client.PutObjectInput{Bucket: aws.String("gone"), Key: aws.String("k")})
	res, err2 := http.DefaultClient.Do(must1(http.NewRequest(http.MethodPut, must(t, presigned, err).URL, strings.NewReader("x"))))
	text, _ := io.ReadAll(must(t, res, err2).Body)
	res.Body.Close()
	if res.StatusCode != 404 || !strings.Contains(string(text), "<Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message><BucketName>gone</BucketName><RequestId>") || res.Header.Get("Content-Type") != "application/xml" {
		t.Errorf("%d %s", res.StatusCode, text)
	}
}
