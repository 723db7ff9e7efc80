package cloud

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// What does not answer is asked again for so long, and then not at all but now
// and then; any answer ends that.
func TestSilence(t *testing.T) {
	now, gone := time.Unix(1000, 0), errors.New("no route to host")
	var told []string
	q := &silence{most: 90 * time.Second, now: func() time.Time { return now }, tell: func(text string) { told = append(told, text) }}
	calls := 0
	answers := false
	next := doer(func(*http.Request) (*http.Response, error) {
		if calls++; answers {
			return &http.Response{StatusCode: 403}, nil
		}
		return nil, gone
	})
	r := httptest.NewRequest(http.MethodGet, "http://a/", nil)
	for _, step := range []struct {
		after   time.Duration
		answers bool
		calls   int
		again   aws.Ternary // whether the SDK may make it again
	}{
		{0, true, 1, aws.UnknownTernary},
		{0, false, 2, aws.UnknownTernary},
		{60 * time.Second, false, 3, aws.UnknownTernary},
		{30 * time.Second, false, 4, aws.FalseTernary}, // the last one is 30 s old
		{5 * time.Second, false, 4, aws.FalseTernary},
		{6 * time.Second, true, 5, aws.UnknownTernary},
		{time.Second, false, 6, aws.UnknownTernary},
	} {
		now, answers = now.Add(step.after), step.answers
		_, err := q.asked(next, r)
		if (err == nil) != step.answers || calls != step.calls || q.over(err) != step.again {
			t.Errorf("at %v: %v, %d calls, want %d, again %v", now.Unix(), err, calls, step.calls, q.over(err))
		}
		if _, silent := errors.AsType[*SilentError](err); silent && !errors.Is(err, gone) {
			t.Errorf("%v does not say why", err)
		}
	}
	if len(told) != 3 || !strings.Contains(told[0], "nothing answers: no route to host; asked again until") || told[1] != "the network is back" {
		t.Errorf("told %q", told)
	}
}

type doer func(*http.Request) (*http.Response, error)

func (f doer) Do(r *http.Request) (*http.Response, error) { return f(r) }

// A network that is gone ends a call in the time that it is given, not in that of
// every retry.
func TestNetworkIsGone(t *testing.T) {
	account(t, "111122223333", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	s, err := Open(t.Context(), pinned)
	if err != nil {
		t.Fatal(err)
	}
	s.silence.most = 0
	_, err = lambda.NewFromConfig(s.Config).GetAccountSettings(t.Context(), &lambda.GetAccountSettingsInput{})
	if err == nil || s.silence.since.IsZero() {
		t.Errorf("%v", err)
	}
	_, err = lambda.NewFromConfig(s.Config).GetAccountSettings(t.Context(), &lambda.GetAccountSettingsInput{})
	if _, silent := errors.AsType[*SilentError](err); !silent {
		t.Errorf("the next call says %v", err)
	}
}
