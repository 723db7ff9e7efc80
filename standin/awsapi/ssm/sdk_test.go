package ssm

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/smithy-go"

	"squall/standin/awsapi"
)

func client(t *testing.T, account string) *sdk.Client {
	t.Helper()
	api := New(Options{Account: "111122223333", Region: "us-east-1", Parameters: shared})
	s := httptest.NewServer(awsapi.New(api.As(awsapi.SSM)))
	t.Cleanup(s.Close)
	return sdk.New(sdk.Options{BaseEndpoint: &s.URL, Region: "eu-west-1", Retryer: aws.NopRetryer{}, Credentials: credentials.NewStaticCredentialsProvider(account, "s", "")})
}

var shared = new(Parameters)

func put(c *sdk.Client, name, value string, over bool) error {
	_, err := c.PutParameter(context.Background(), &sdk.PutParameterInput{Name: &name, Value: &value, Type: types.ParameterTypeString, Overwrite: &over})
	return err
}

// The SDK's own client puts, gets, lists and deletes.
func TestSDK(t *testing.T) {
	shared.Reset()
	c, ctx := client(t, "111122223333"), t.Context()
	if err := put(c, "/squall/lock", "one", false); err != nil {
		t.Fatal(err)
	}
	if _, ok := errors.AsType[*types.ParameterAlreadyExists](put(c, "/squall/lock", "two", false)); !ok {
		t.Error("a parameter was overwritten by who did not ask for it")
	}
	if err := put(c, "/squall/lock", "three", true); err != nil {
		t.Fatal(err)
	}
	got, err := c.GetParameter(ctx, &sdk.GetParameterInput{Name: aws.String("/squall/lock")})
	if err != nil {
		t.Fatal(err)
	}
	if p := got.Parameter; *p.Value != "three" || p.Version != 2 || *p.ARN != "arn:aws:ssm:eu-west-1:111122223333:parameter/squall/lock" || p.LastModifiedDate == nil {
		t.Errorf("got %+v", p)
	}
	for n := range 23 {
		if err := put(c, fmt.Sprintf("/squall/run/%05d", n), "x", false); err != nil {
			t.Fatal(err)
		}
	}
	for recursive, want := range map[bool]int{false: 1, true: 24} {
		seen := map[string]bool{}
		pages := sdk.NewGetParametersByPathPaginator(c, &sdk.GetParametersByPathInput{Path: aws.String("/squall"), Recursive: &recursive})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Parameters {
				seen[*p.Name] = true
			}
		}
		if len(seen) != want {
			t.Errorf("recursive %v: %d parameters", recursive, len(seen))
		}
	}
	if _, err := c.DeleteParameter(ctx, &sdk.DeleteParameterInput{Name: aws.String("/squall/lock")}); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"get":    second(c.GetParameter(ctx, &sdk.GetParameterInput{Name: aws.String("/squall/lock")})),
		"delete": second(c.DeleteParameter(ctx, &sdk.DeleteParameterInput{Name: aws.String("/squall/lock")})),
		"others": second(client(t, "222233334444").GetParameter(ctx, &sdk.GetParameterInput{Name: aws.String("/squall/run/00001")})),
	} {
		if _, ok := errors.AsType[*types.ParameterNotFound](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestRefused(t *testing.T) {
	shared.Reset()
	c, ctx := client(t, "111122223333"), t.Context()
	for name, tc := range map[string]struct {
		err  error
		code string
	}{
		"no name":          {put(c, "/squall//x", "v", false), "ValidationException"},
		"AWS's name":       {put(c, "/aws/x", "v", false), "ValidationException"},
		"too long":         {put(c, "/a/x", strings.Repeat("x", 4097), false), "ValidationException"},
		"nested":           {put(c, "/a/x", "{{y}}", false), "ValidationException"},
		"no path":          {second(c.GetParametersByPath(ctx, &sdk.GetParametersByPathInput{Path: aws.String("a")})), "ValidationException"},
		"a page of eleven": {second(c.GetParametersByPath(ctx, &sdk.GetParametersByPathInput{Path: aws.String("/a"), MaxResults: aws.Int32(11)})), "ValidationException"},
		"secret":           {second(c.PutParameter(ctx, &sdk.PutParameterInput{Name: aws.String("/a/x"), Value: aws.String("v"), Type: types.ParameterTypeSecureString})), "NotImplementedException"},
		"history":          {second(c.GetParameterHistory(ctx, &sdk.GetParameterHistoryInput{Name: aws.String("/a/x")})), "NotImplementedException"},
	} {
		var api smithy.APIError
		if !errors.As(tc.err, &api) || api.ErrorCode() != tc.code {
			t.Errorf("%s: %v", name, tc.err)
		}
	}
	if len(shared.under("111122223333", "eu-west-1", "/")) > 0 {
		t.Error("what was refused is there")
	}
}
