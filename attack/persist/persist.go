// Package persist is how squall's own changes are asked for again: a control
// plane that refuses a call for its rate, or because another change is under way,
// will take it a little later. A change that somebody else was before is no such
// refusal: that is told.
//
// It knows no operation.
package persist

import (
	"errors"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// How often a stand-in is asked, and the pauses between: about a quarter of a
// minute in all.
const (
	attempts = 20
	shortest = 50 * time.Millisecond
	longest  = time.Second
)

// pause doubles from one attempt to the next; there is one client, so nobody need
// be kept from asking at the same time.
func pause(attempt int, _ error) (time.Duration, error) {
	return min(longest, shortest<<min(attempt, 10)), nil
}

// Retryer is that of a client of a stand-in.
func Retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts, o.Backoff = attempts, retry.BackoffDelayerFunc(pause)
		o.Retryables = append(o.Retryables, UnderWay)
		// The SDK's own limit of retries is for clients that send much.
		o.RateLimiter = ratelimit.None
	})
}

// UnderWay tells the conflict with a change that is under way, which ends, from
// that with what is there already, which stays.
var UnderWay = retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
	api, ok := errors.AsType[smithy.APIError](err)
	if ok && api.ErrorCode() == "ResourceConflictException" && strings.Contains(api.ErrorMessage(), "update is in progress") {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
})

// GaveUp says whether a call failed although it was made as often as it may be:
// whatever is called next would wait as long.
func GaveUp(err error) bool {
	_, ok := errors.AsType[*retry.MaxAttemptsError](err)
	return ok
}
