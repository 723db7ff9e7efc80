package persist

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// answers are those of a control plane, one after the other; the last stays.
type answers struct {
	list  [][2]string // error and message
	asked int
}

func (a *answers) Do(*http.Request) (*http.Response, error) {
	now := a.list[min(a.asked, len(a.list)-1)]
	a.asked++
	res := &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("{}"))}
	if now[0] != "" {
		res.StatusCode = map[string]int{"TooManyRequestsException": 429, "PreconditionFailedException": 412}[now[0]]
		if res.StatusCode == 0 {
			res.StatusCode = 409
		}
		res.Header.Set("X-Amzn-Errortype", now[0])
		res.Body = io.NopCloser(strings.NewReader(`{"message":"` + now[1] + `"}`))
	}
	return res, nil
}

func TestWhatIsAskedAgain(t *testing.T) {
	slow, busy := [2]string{"TooManyRequestsException", "Rate Exceeded."}, [2]string{"ResourceConflictException", "An update is in progress for resource: shop"}
	for _, c := range []struct {
		name  string
		list  [][2]string
		asked int
		fails bool
		least time.Duration
	}{
		{"a rate", [][2]string{slow, slow, slow, slow, slow, {}}, 6, false, 1500 * time.Millisecond},
		{"a change under way", [][2]string{busy, busy, {}}, 3, false, 100 * time.Millisecond},
		{"what is there", [][2]string{{"ResourceConflictException", "Alias already exists"}, {}}, 1, true, 0},
		{"another revision", [][2]string{{"PreconditionFailedException", "The Revision Id provided does not match"}, {}}, 1, true, 0},
		{"always", [][2]string{slow}, attempts, true, 10 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			a := &answers{list: c.list}
			client := lambda.NewFromConfig(aws.Config{Region: "us-east-1", HTTPClient: a, Retryer: Retryer, Credentials: credentials.NewStaticCredentialsProvider("k", "s", "")})
			began := time.Now()
			_, err := client.DeleteFunctionConcurrency(context.Background(), &lambda.DeleteFunctionConcurrencyInput{FunctionName: aws.String("shop")})
			if took := time.Since(began); a.asked != c.asked || (err != nil) != c.fails || took < c.least || took > 30*time.Second {
				t.Errorf("%s: asked %d times in %v, %v", c.name, a.asked, took, errors.Unwrap(err))
			}
		})
	}
}
