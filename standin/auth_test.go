package standin

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"

	"squall/standin/awsapi"
)

// TestSignatures: the SDK's own signatures are taken, others are refused in
// AWS's words.
func TestSignatures(t *testing.T) {
	inBubble(t, Options{Keys: map[string]string{us: "right"}}, func(ctx context.Context, s *Standin) {
		h := s.guarded(awsapi.New(s.services()...))
		client := func(key, secret, token string, meddle func(*http.Request)) *sdk.Client {
			return sdk.New(sdk.Options{Region: "us-east-1", BaseEndpoint: aws.String("http://standin"), Retryer: aws.NopRetryer{},
				Credentials: credentials.NewStaticCredentialsProvider(key, secret, token),
				HTTPClient: inMemory{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if meddle != nil {
						meddle(r)
					}
					h.ServeHTTP(w, r)
				})}})
		}
		good := client(us, "right", "", nil)
		arn := aws.String("arn:aws:lambda:us-east-1:111122223333:function:none") // with what must be escaped twice
		for name, call := range map[string]func() error{
			"a list": func() error {
				_, err := good.ListFunctions(ctx, &sdk.ListFunctionsInput{MaxItems: aws.Int32(3), Marker: nil})
				return err
			},
			"a body": func() error {
				_, err := good.PublishLayerVersion(ctx, &sdk.PublishLayerVersionInput{LayerName: aws.String("l")})
				return ignore(err, "InvalidParameter")
			},
			"an ARN": func() error {
				_, err := good.ListTags(ctx, &sdk.ListTagsInput{Resource: arn})
				return ignore(err, "ResourceNotFoundException")
			},
		} {
			if err := call(); err != nil && !strings.Contains(err.Error(), "Content") {
				t.Errorf("%s: %v", name, err)
			}
		}
		for want, c := range map[string]*sdk.Client{
			"InvalidSignatureException":           client(us, "wrong", "", nil),
			"UnrecognizedClientException":         client(them, "right", "", nil),
			"MissingAuthenticationTokenException": client(us, "right", "", func(r *http.Request) { r.Header.Del("Authorization") }),
			"ExpiredTokenException":               client(us, "right", "", func(r *http.Request) { pass(16 * 60e9) }),
		} {
			_, err := c.ListFunctions(ctx, &sdk.ListFunctionsInput{})
			if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != want {
				t.Errorf("want %s: %v", want, err)
			}
		}
		meddled := client(us, "right", "", func(r *http.Request) { r.URL.RawQuery = "MaxItems=9" })
		if _, err := meddled.ListFunctions(ctx, &sdk.ListFunctionsInput{}); ignore(err, "InvalidSignatureException") != nil || err == nil {
			t.Errorf("a changed query: %v", err)
		}
		forged := client("ASIAX", "right", "squall.e30.x", nil)
		if _, err := forged.ListFunctions(ctx, &sdk.ListFunctionsInput{}); ignore(err, "UnrecognizedClientException") != nil || err == nil {
			t.Errorf("a forged session: %v", err)
		}
	})
}

// ignore takes an error of one code for none.
func ignore(err error, code string) error {
	if e, ok := errors.AsType[smithy.APIError](err); ok && strings.HasPrefix(e.ErrorCode(), code) {
		return nil
	}
	return err
}
