package lambda

import (
	"testing"
	"time"

	"squall/standin/awsapi"
)

// TestLimits: what shares a limit is refused together, what has its own is
// not, and a second later there is room again.
func TestLimits(t *testing.T) {
	now := time.Unix(0, 0)
	l := &limits{rate: Rate, now: func() time.Time { return now }, buckets: map[limited]bucket{}}
	scope := awsapi.Scope{Account: "111122223333", Region: "us-east-1"}
	count := func(scope awsapi.Scope, calls int, operations ...string) (allowed int) {
		for i := range calls {
			if l.allow(scope, operations[i%len(operations)]) {
				allowed++
			}
		}
		return allowed
	}
	for _, tt := range []struct {
		name       string
		scope      awsapi.Scope
		operations []string
		want       int
	}{
		{"all others together", scope, []string{"CreateFunction", "ListFunctions", "PutFunctionConcurrency"}, 15},
		{"GetPolicy has its own", scope, []string{"GetPolicy"}, 15},
		{"and GetFunction", scope, []string{"GetFunction"}, 100},
		{"another account", awsapi.Scope{Account: "444455556666", Region: "us-east-1"}, []string{"ListFunctions"}, 15},
		{"another Region", awsapi.Scope{Account: "111122223333", Region: "eu-west-1"}, []string{"ListFunctions"}, 15},
		{"invokes are free", scope, []string{"Invoke", "InvokeAsync", "InvokeWithResponseStream"}, 300},
		{"spent", scope, []string{"ListFunctions"}, 0},
	} {
		if got := count(tt.scope, 300, tt.operations...); got != tt.want {
			t.Errorf("%s: %d of 300 are allowed, want %d", tt.name, got, tt.want)
		}
	}
	now = now.Add(time.Second / 5)
	if got := count(scope, 10, "ListFunctions"); got != 3 {
		t.Errorf("a fifth of a second later %d are allowed", got)
	}
	now = now.Add(time.Hour)
	if got := count(scope, 100, "ListFunctions"); got != 15 {
		t.Errorf("an hour later %d are allowed", got)
	}
}
