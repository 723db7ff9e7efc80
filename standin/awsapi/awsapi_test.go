package awsapi_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"squall/standin/awsapi"
)

func signed(credential string) map[string]string {
	return map[string]string{"Authorization": "AWS4-HMAC-SHA256 Credential=" + credential + ", SignedHeaders=host;x-amz-date, Signature=00"}
}

// named answers with its name.
func named(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(name)) })
}

func TestWhoIsAsked(t *testing.T) {
	h := awsapi.New(awsapi.Lambda(named("lambda")), awsapi.SQS(named("sqs")), awsapi.S3(named("s3")))
	for name, tt := range map[string]struct {
		url     string
		headers map[string]string
		want    string
	}{
		"scope":                 {"http://127.0.0.1/", signed("AKID/20261122/us-east-1/sqs/aws4_request"), "sqs"},
		"scope before path":     {"http://127.0.0.1/2015-03-31/functions", signed("AKID/20261122/us-east-1/sqs/aws4_request"), "sqs"},
		"scope of lambda":       {"http://127.0.0.1/2015-03-31/functions", signed("AKID/20261122/us-east-1/lambda/aws4_request"), "lambda"},
		"presigned by boto3":    {"http://127.0.0.1/b/k?AWSAccessKeyId=squall&Signature=x&Expires=1", nil, "s3"},
		"presigned":             {"http://127.0.0.1/x?X-Amz-Credential=AKID%2F20261122%2Fus-east-1%2Flambda%2Faws4_request", nil, "lambda"},
		"target":                {"http://127.0.0.1/", map[string]string{"X-Amz-Target": "AmazonSQS.SendMessage"}, "sqs"},
		"path":                  {"http://127.0.0.1/2015-03-31/functions", nil, "lambda"},
		"host":                  {"http://sqs.us-east-1.amazonaws.com/", nil, "sqs"},
		"garbage authorization": {"http://127.0.0.1/2015-03-31/functions", map[string]string{"Authorization": "Bearer x"}, "lambda"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("GET", tt.url, nil)
			for k, v := range tt.headers {
				r.Header.Set(k, v)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Body.String() != tt.want || w.Header().Get("x-amzn-RequestId") == "" {
				t.Errorf("asked %q, id %q", w.Body, w.Header().Get("x-amzn-RequestId"))
			}
		})
	}
}

// TestWhatNobodyServes is answered in the protocol of the question.
func TestWhatNobodyServes(t *testing.T) {
	id := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}`)
	h := awsapi.New(awsapi.Lambda(named("lambda")))
	for name, tt := range map[string]struct {
		url         string
		headers     map[string]string
		contentType string
		body        string
	}{
		"JSON": {"http://127.0.0.1/", map[string]string{"X-Amz-Target": "DynamoDB_20120810.GetItem"}, "application/x-amz-json-1.0",
			`{"__type":"NotImplementedException","message":"NotImplementedException: the service DynamoDB_20120810 is not built in squall"}`},
		"REST": {"http://127.0.0.1/v1/apis", signed("AKID/20261122/us-east-1/apigateway/aws4_request"), "application/json",
			`{"Type":"User","message":"NotImplementedException: the service apigateway is not built in squall"}`},
		"query": {"http://127.0.0.1/", map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
			"Authorization": signed("AKID/20261122/us-east-1/sts/aws4_request")["Authorization"]}, "text/xml",
			`<ErrorResponse><Error><Type>Sender</Type><Code>NotImplementedException</Code><Message>NotImplementedException: the service sts is not built in squall</Message></Error><RequestId>ID</RequestId></ErrorResponse>`},
		"S3": {"http://127.0.0.1/bucket/key", signed("AKID/20261122/us-east-1/s3/aws4_request"), "application/xml",
			`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<Error><Code>NotImplemented</Code><Message>NotImplementedException: the service s3 is not built in squall</Message><RequestId>ID</RequestId></Error>`},
		"nothing": {"http://127.0.0.1/", nil, "application/json",
			`{"Type":"User","message":"NotImplementedException: the service of this request (no signature, target, host or path names one) is not built in squall"}`},
		"escapes": {"http://127.0.0.1/", map[string]string{"X-Amz-Target": `a"b.C`}, "application/x-amz-json-1.0",
			`{"__type":"NotImplementedException","message":"NotImplementedException: the service a\"b is not built in squall"}`},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", tt.url, nil)
			for k, v := range tt.headers {
				r.Header.Set(k, v)
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			body := id.ReplaceAllString(w.Body.String(), "ID")
			if w.Code != 501 || body != tt.body || w.Header().Get("Content-Type") != tt.contentType {
				t.Errorf("got %d %s %s", w.Code, w.Header().Get("Content-Type"), body)
			}
		})
	}
}

func TestScopeOf(t *testing.T) {
	for credential, want := range map[string]awsapi.Scope{
		"AKID/20261122/us-east-1/lambda/aws4_request":      {Region: "us-east-1", Service: "lambda"},
		"123456789012/20261122/eu-west-1/sqs/aws4_request": {Account: "123456789012", Region: "eu-west-1", Service: "sqs"},
		"12345678901x/20261122/eu-west-1/sqs/aws4_request": {Region: "eu-west-1", Service: "sqs"},
		"AKID/20261122/us-east-1":                          {},
		"":                                                 {},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		for k, v := range signed(credential) {
			r.Header.Set(k, v)
		}
		if got := awsapi.ScopeOf(r); got != want {
			t.Errorf("%q is %+v, want %+v", credential, got, want)
		}
	}
}

// FuzzScopeOf: no header panics, and no part of a scope holds a separator.
func FuzzScopeOf(f *testing.F) {
	f.Add("AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/lambda/aws4_request, SignedHeaders=host", "")
	f.Add("Credential=", "X-Amz-Credential=a%2Fb%2Fc%2Fd%2Fe")
	f.Fuzz(func(t *testing.T, header, query string) {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header["Authorization"] = []string{header}
		r.URL.RawQuery = query
		s := awsapi.ScopeOf(r)
		if strings.Contains(s.Region+s.Service+s.Account, "/") {
			t.Errorf("%q has the scope %+v", header, s)
		}
	})
}
