package cloud

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"squall/profiles"
)

// account answers for an AWS account; calls are noted.
func account(t *testing.T, id string, answer http.HandlerFunc) (calls *[]*http.Request) {
	t.Helper()
	calls = new([]*http.Request)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*calls = append(*calls, r)
		if r.URL.Path == "/" {
			fmt.Fprintf(w, `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::%s:user/me</Arn><UserId>u</UserId><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, id, id)
			return
		}
		answer(w, r)
	}))
	t.Cleanup(s.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": s.URL, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_SESSION_TOKEN": "", "AWS_REGION": "eu-west-1",
		"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "AWS_EC2_METADATA_DISABLED": "true", "AWS_PROFILE": "", "AWS_DEFAULT_REGION": "",
	} {
		t.Setenv(name, value)
	}
	return calls
}

var pinned = Options{Account: profiles.Account{ID: "111122223333", Region: "eu-west-1"}, Mark: "squall/1.2 run=r1"}

func TestPinned(t *testing.T) {
	t.Run("as pinned", func(t *testing.T) {
		calls := account(t, "111122223333", nil)
		s, err := Open(t.Context(), pinned)
		if err != nil || s.ARN != "arn:aws:iam::111122223333:user/me" || len(*calls) != 1 || !strings.Contains(s.Where(), "account 111122223333 in eu-west-1, by way of http://127.0.0.1") {
			t.Errorf("%+v, %v, %d calls", s, err, len(*calls))
		}
		if mark := (*calls)[0].Header.Get("User-Agent"); !strings.HasPrefix(mark, "squall/1.2 run=r1 aws-sdk-go-v2/") {
			t.Errorf("User-Agent %q", mark)
		}
	})
	t.Run("another account", func(t *testing.T) {
		calls := account(t, "999900001111", nil)
		_, err := Open(t.Context(), pinned)
		if m, ok := errors.AsType[*MismatchError](err); !ok || m.Have != "999900001111" || len(*calls) != 1 {
			t.Errorf("%v, %d calls", err, len(*calls))
		}
	})
	t.Run("another region", func(t *testing.T) {
		calls := account(t, "111122223333", nil)
		t.Setenv("AWS_REGION", "us-east-1")
		_, err := Open(t.Context(), pinned)
		if m, ok := errors.AsType[*MismatchError](err); !ok || m.What != "region" || len(*calls) != 0 {
			t.Errorf("%v, %d calls", err, len(*calls))
		}
	})
	t.Run("no region", func(t *testing.T) {
		account(t, "111122223333", nil)
		t.Setenv("AWS_REGION", "")
		if s, err := Open(t.Context(), pinned); err != nil || s.Config.Region != "eu-west-1" {
			t.Errorf("%+v, %v", s, err)
		}
	})
	t.Run("no credentials", func(t *testing.T) {
		calls := account(t, "111122223333", nil)
		t.Setenv("AWS_ACCESS_KEY_ID", "")
		t.Setenv("AWS_SECRET_ACCESS_KEY", "")
		if _, err := Open(t.Context(), pinned); err == nil || !strings.Contains(err.Error(), "there are no credentials") || len(*calls) != 0 {
			t.Errorf("%v, %d calls", err, len(*calls))
		}
	})
}

// A control plane that is busy is asked again, and that is told.
func TestRefusedIsRetried(t *testing.T) {
	n := 0
	account(t, "111122223333", func(w http.ResponseWriter, _ *http.Request) {
		if n++; n < 3 {
			w.Header().Set("X-Amzn-ErrorType", "TooManyRequestsException")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		fmt.Fprint(w, `{}`)
	})
	s, err := Open(t.Context(), pinned)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lambda.NewFromConfig(s.Config).GetAccountSettings(t.Context(), &lambda.GetAccountSettingsInput{}); err != nil {
		t.Fatal(err)
	}
	if told := s.Refused(); len(told) != 1 || !strings.Contains(told[0], "refused Lambda GetAccountSettings 2 times") {
		t.Errorf("told %q", told)
	}
}

func TestMarkLeavesNothingOfTheEngine(t *testing.T) {
	var seen http.Header
	next := roundTrip(func(r *http.Request) (*http.Response, error) { seen = r.Header; return nil, errors.New("end") })
	r := httptest.NewRequest(http.MethodGet, "http://a/", nil)
	r.Header.Set("User-Agent", "squall")
	r.Header.Set("X-Vegeta-Seq", "1")
	r.Header.Set("X-Vegeta-Attack", "a")
	_, _ = Marked(next, "squall/1 run=2").RoundTrip(r)
	if len(seen) != 1 || seen.Get("User-Agent") != "squall/1 run=2" {
		t.Errorf("sent %v", seen)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
