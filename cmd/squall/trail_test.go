package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"squall/attack/hit"
	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// silent is a door of the account whose function sends no probe headers: what
// is not in the answer must come from logs. told is called before each answer.
func silent(t *testing.T, s *served, path string, told func(root, requestID string, status int)) (address string) {
	t.Helper()
	var own standin.State
	s.get(t, "state", &own)
	door := ""
	for _, d := range own.Doors {
		if d.Path == path && d.Qualifier == "live" {
			door = d.URL
		}
	}
	to, err := url.Parse(door)
	if err != nil || door == "" {
		t.Fatalf("door %q: %v", door, err)
	}
	var mu sync.Mutex
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.URL.Path = to.Scheme, to.Host, to.Path
			r.Out.Host = to.Host
		},
		ModifyResponse: func(r *http.Response) error {
			mu.Lock()
			defer mu.Unlock()
			if told != nil {
				told(hit.TraceRoot(r.Request.Header.Get(hit.HeaderTrace)), r.Header.Get(hit.HeaderRequestID), r.StatusCode)
			}
			for name := range r.Header {
				if strings.HasPrefix(name, "X-Squall-") {
					r.Header.Del(name)
				}
			}
			return nil
		},
	})
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// throughDoor is a run through a door of the account, of 12 requests.
func throughDoor(path, address, more string) string {
	return strings.Replace(reserving, "attack: [", "attack: [{name: door, path: "+path+", function: shop:live, url: '"+address+"', owner: external, "+more+"phases: [{for: 300ms, rate: 40/s}]}] #", 1)
}

type keptHit struct {
	Status                                       int
	Outcome, Reason, Version, Environment, Start string
	ReasonFrom                                   string `json:"reason_from"`
	VersionFrom                                  string `json:"version_from"`
	StartFrom                                    string `json:"start_from"`
	RequestID                                    string `json:"request_id"`
}

// hitsOf runs a profile and gives its hits.
func hitsOf(t *testing.T, profile string, args ...string) (hits []keptHit, said string) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "out")
	code, said := squallIn(t, append([]string{"run", writeProfile(t, profile), "--target", "aws", "--allow", "reserved", "--out", out}, args...)...)
	if code == 1 || code == 2 || code == 13 {
		t.Fatalf("exit code %d\n%s", code, said)
	}
	f, err := os.Open(filepath.Join(out, "hits.sqh"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := hit.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var lines bytes.Buffer
	if err := hit.WriteJSONL(&lines, r); err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(&lines); d.More(); {
		var h keptHit
		if err := d.Decode(&h); err != nil {
			t.Fatal(err)
		}
		hits = append(hits, h)
	}
	if len(hits) != 12 {
		t.Fatalf("%d hits\n%s", len(hits), said)
	}
	return hits, said
}

// What a door does not tell is read from the function's log, by the request id
// that a function URL answers with, and says that it comes from there.
func TestFunctionLogTells(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	address := silent(t, s, "url", nil)
	hits, _ := hitsOf(t, throughDoor("url", address, ""))
	for _, h := range hits {
		if h.StartFrom != "unknown" || h.VersionFrom != "unknown" || h.RequestID == "" {
			t.Errorf("the door is not silent: %+v", h)
		}
	}
	hits, said := hitsOf(t, throughDoor("url", address, "function_log: 'logs:/aws/lambda/shop', "))
	streams := 0
	for _, h := range hits {
		if h.StartFrom != "logs" || h.VersionFrom != "logs" || h.Version != "1" || h.Start != "warm" && h.Start != "cold" {
			t.Errorf("%+v", h)
		}
		if strings.Contains(h.Environment, "[1]") {
			streams++
		}
	}
	if streams != 12 {
		t.Errorf("%d hits name the log stream of their environment\n%s", streams, said)
	}
}

// A stage's access log in CloudWatch Logs says why the stage answered 503, and
// which invoke a request was.
func TestStageLogTells(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	logs := cloudwatchlogs.New(cloudwatchlogs.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	group, stream := aws.String("/stages/shop"), aws.String("one")
	_, err := logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: group})
	if err == nil {
		_, err = logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: group, LogStreamName: stream})
	}
	if err != nil {
		t.Fatal(err)
	}
	address := silent(t, s, "apigw-http", func(root, id string, status int) {
		line := fmt.Sprintf(`{"status":"%d","xrayTraceId":"Root=%s","integrationRequestId":"%s","integrationErrorMessage":"-"}`, status, root, id)
		if status == 503 {
			line = fmt.Sprintf(`{"status":"503","xrayTraceId":"Root=%s","integrationRequestId":"-","integrationErrorMessage":"Rate Exceeded."}`, root)
		}
		_, err := logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: group, LogStreamName: stream,
			LogEvents: []types.InputLogEvent{{Message: &line, Timestamp: aws.Int64(time.Now().UnixMilli())}}})
		if err != nil {
			t.Error(err)
		}
	})
	profile := throughDoor("apigw-http", address, "access_log: 'logs:/stages/shop', function_log: 'logs:/aws/lambda/shop', ")
	hits, _ := hitsOf(t, profile)
	for _, h := range hits {
		if h.StartFrom != "logs" || h.Version != "1" || h.RequestID == "" {
			t.Errorf("%+v", h)
		}
	}
	provisionNone(t, s)
	hits, _ = hitsOf(t, profile, "--set", "functions.shop.reserved=0")
	for _, h := range hits {
		if h.Status != 503 || h.Outcome != "throttled" || h.Reason != "Rate Exceeded" || h.ReasonFrom != "door-log" || h.StartFrom != "unknown" {
			t.Errorf("%+v", h)
		}
	}
}

// A load balancer's access log, as it is put into a bucket, says that a 502 was
// a refusal; then clients and CloudWatch agree.
func TestBalancerLogTells(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	provisionNone(t, s)
	bucket := s3.New(s3.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", UsePathStyle: true, Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	var lines []string
	address := silent(t, s, "alb", func(root, _ string, status int) {
		lines = append(lines, balancerLine(root, status))
		if len(lines)%6 != 0 { // it writes files, not lines
			return
		}
		var file bytes.Buffer
		w := gzip.NewWriter(&file)
		_, _ = w.Write([]byte(strings.Join(lines[len(lines)-6:], "\n") + "\n"))
		_ = w.Close()
		now := time.Now().UTC()
		key := fmt.Sprintf("door/AWSLogs/111122223333/elasticloadbalancing/us-east-1/%s111122223333_elasticloadbalancing_us-east-1_app.shop.1_%s_10.0.0.1_%d.log.gz",
			now.Format("2006/01/02/"), now.Format("20060102T1504Z"), len(lines))
		if _, err := bucket.PutObject(t.Context(), &s3.PutObjectInput{Bucket: aws.String("runs"), Key: &key, Body: bytes.NewReader(file.Bytes())}); err != nil {
			t.Error(err)
		}
	})
	hits, said := hitsOf(t, throughDoor("alb", address, "access_log: 's3://runs/door', "), "--set", "functions.shop.reserved=0")
	for _, h := range hits {
		if h.Status != 502 || h.Outcome != "throttled" || h.Reason != "LambdaThrottling" || h.ReasonFrom != "door-log" {
			t.Errorf("%+v", h)
		}
	}
	if words := strings.Join(strings.Fields(said), " "); strings.Contains(words, "CloudWatch counts") || strings.Contains(words, "could not be compared") {
		t.Errorf("clients and CloudWatch saw the same:\n%s", said)
	}
}

// balancerLine is a line as Elastic Load Balancing writes it.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-format
func balancerLine(root string, status int) string {
	return fmt.Sprintf(`http 2026-11-30T22:22:48.364000Z app/shop/50dc6c495c0c9188 10.0.0.7:2817 - 0.000 0.001 0.000 %d - 34 366 `+
		`"POST http://shop.example:80/ HTTP/1.1" "squall" - - arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/shop/73e2d6bc24d8a067 `+
		`"Root=%s" "-" "-" 0 2026-11-30T22:22:48.364000Z "forward" "-" "LambdaThrottling" "-" "-" "-" "-" TID_1234abcd5678ef90`, status, root)
}

func provisionNone(t *testing.T, s *served) {
	t.Helper()
	_, err := s.lambda.DeleteProvisionedConcurrencyConfig(t.Context(), &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: aws.String("shop"), Qualifier: aws.String("live")})
	if err != nil {
		t.Fatal(err)
	}
}

// Keys of function_log that could never tell anything are refused.
func TestFunctionLogRefused(t *testing.T) {
	for _, entry := range []string{
		"{name: web, url: 'http://127.0.0.1:1/', function_log: 'logs:/x', phases: [{for: 1s, rate: 1/s}]}",
		"{path: async, function: shop:live, function_log: 'logs:/x', phases: [{for: 1s, rate: 1/s}]}",
	} {
		code, said := squallIn(t, "validate", writeProfile(t, reserving[:strings.Index(reserving, "attack:")]+"attack: ["+entry+"]\n"))
		if code != 2 || !slices.ContainsFunc(strings.Split(said, "\n"), func(l string) bool {
			return strings.Contains(l, "function_log: only requests that wait for a function's answer")
		}) {
			t.Errorf("exit code %d\n%s", code, said)
		}
	}
}
