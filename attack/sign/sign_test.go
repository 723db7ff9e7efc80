package sign

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"squall/profiles"
)

var own = credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "")

func request(t *testing.T, address string) *http.Request {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: http.Header{}}
}

// The vector "get-vanilla-query-order-key-case" of AWS's signature test suite.
func TestTheVectorOfAWS(t *testing.T) {
	s, err := New(t.Context(), &profiles.SigV4{Service: "service"}, Source{Own: own, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	s.now = func() time.Time { return time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC) }
	req := request(t, "https://example.amazonaws.com/?Param2=value2&Param1=value1")
	req.Header.Set("Connection", "close") // is no part of it
	if err := s.Sign(t.Context(), req, nil); err != nil {
		t.Fatal(err)
	}
	const want = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"
	if got := req.Header.Get("Authorization"); got != want || req.Header.Get("Connection") != "close" {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A role is assumed once, before any request is signed.
func TestRole(t *testing.T) {
	calls := 0
	sts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		body, _ := io.ReadAll(r.Body)
		if !strings.Contains(string(body), "RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Ftester") {
			http.Error(w, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>", http.StatusForbidden)
			return
		}
		io.WriteString(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>
</Credentials></AssumeRoleResult></AssumeRoleResponse>`)
	}))
	defer sts.Close()
	from := Source{Own: own, Endpoint: sts.URL, Region: "eu-west-1"}
	s, err := New(t.Context(), &profiles.SigV4{Service: "lambda", Role: "arn:aws:iam::111122223333:role/tester"}, from)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		req := request(t, "https://x.lambda-url.eu-west-1.on.aws/")
		if err := s.Sign(t.Context(), req, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		if got := req.Header.Get("Authorization"); !strings.Contains(got, "Credential=ASIA1/") || !strings.Contains(got, "/eu-west-1/lambda/") || req.Header.Get("X-Amz-Security-Token") != "token" {
			t.Errorf("%s, token %s", got, req.Header.Get("X-Amz-Security-Token"))
		}
	}
	if calls != 1 {
		t.Errorf("the role was assumed %d times", calls)
	}
	_, err = New(t.Context(), &profiles.SigV4{Service: "lambda", Role: "arn:aws:iam::111122223333:role/other"}, from)
	if err == nil || !strings.Contains(err.Error(), "role arn:aws:iam::111122223333:role/other cannot be assumed") {
		t.Error(err)
	}
}

func TestNoCredentials(t *testing.T) {
	none := aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return aws.Credentials{}, errors.New("none here") })
	_, err := New(t.Context(), &profiles.SigV4{Service: "lambda"}, Source{Own: none})
	if err == nil || !strings.Contains(err.Error(), "there are no credentials: ") {
		t.Error(err)
	}
}
