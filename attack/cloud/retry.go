package cloud

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go/middleware"

	"squall/attack/persist"
)

// How long the control plane is asked again: about a minute in all.
const (
	attempts   = 8
	longestGap = 15 * time.Second
)

// retryer asks the control plane again, for longer than the SDK does by itself:
// a change that is given up half-way costs more than a minute.
func (s *Session) retryer() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts, o.MaxBackoff = attempts, longestGap
		o.RateLimiter = unlimited{}
		o.Retryables = s.heeding(append(o.Retryables, persist.UnderWay))
	})
}

// unlimited never refuses a retry: the SDK's own limit of retries is for
// clients that send much.
type unlimited struct{}

// GetToken implements retry.RateLimiter.
func (unlimited) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}

// AddTokens implements retry.RateLimiter.
func (unlimited) AddTokens(uint) error { return nil }

// counted makes a client's calls count their refusals.
func (s *Session) counted(stack *middleware.Stack) error {
	return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("squall.refusals", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
		out, meta, err := next.HandleFinalize(ctx, in)
		if err != nil && throttled(err) {
			s.refused.add(awsmiddleware.GetServiceID(ctx) + " " + awsmiddleware.GetOperationName(ctx))
		}
		return out, meta, err
	}), middleware.After)
}

// throttled says whether an API refused a call for its rate.
func throttled(err error) bool {
	return retry.IsErrorThrottles(retry.DefaultThrottles).IsErrorThrottle(err) == aws.TrueTernary
}

func (r *refusals) add(operation string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.by == nil {
		r.by = map[string]int{}
	}
	r.by[operation]++
}

// Refused says which calls the control plane refused for their rate, and how
// often; they were made again.
func (s *Session) Refused() []string {
	s.refused.mu.Lock()
	defer s.refused.mu.Unlock()
	var out []string
	for _, operation := range slices.Sorted(maps.Keys(s.refused.by)) {
		out = append(out, fmt.Sprintf("AWS refused %s %d times for its rate; it was called again, with growing pauses", operation, s.refused.by[operation]))
	}
	return out
}
