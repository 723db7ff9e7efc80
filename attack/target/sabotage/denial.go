package sabotage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"squall/attack/apierr"
	"squall/profiles"
)

// grace is how much longer than its fault a denial may last, should nobody end
// it.
const grace = time.Minute

// policy is a queue's, of which only our own statement is understood.
type policy struct {
	Version   string
	ID        string `json:"Id,omitempty"`
	Statement []json.RawMessage
}

// statement is what a denial adds to the policy.
type statement struct {
	Sid       string
	Effect    string
	Principal string
	Action    string
	Resource  string
	Condition map[string]map[string]string
}

// queue finds a queue and its policy; "" when there is none.
func (s *Saboteur) queue(ctx context.Context, c profiles.Change) (url, arn string, p policy, err error) {
	found, err := s.sqs.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String(c.Queue[strings.LastIndexByte(c.Queue, ':')+1:])})
	if err != nil {
		return "", "", p, err
	}
	url = aws.ToString(found.QueueUrl)
	out, err := s.sqs.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{types.QueueAttributeNamePolicy, types.QueueAttributeNameQueueArn}})
	if err != nil {
		return "", "", p, err
	}
	if text := out.Attributes["Policy"]; text != "" {
		if err := json.Unmarshal([]byte(text), &p); err != nil {
			return "", "", p, fmt.Errorf("the policy of queue %s cannot be read, so it is not touched: %w", c.Queue, err)
		}
	}
	return url, out.Attributes["QueueArn"], p, nil
}

func gone(err error) bool {
	return slices.Contains([]string{"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"}, apierr.Code(err))
}

// ours says whether a statement is that of a lease.
func ours(lease string) func(json.RawMessage) bool {
	return func(text json.RawMessage) bool {
		var s struct{ Sid string }
		return json.Unmarshal(text, &s) == nil && s.Sid == name(lease)
	}
}

func (s *Saboteur) lookDenial(ctx context.Context, c profiles.Change) (Seen, error) {
	seen := Seen{What: "policy of queue " + c.Queue[strings.LastIndexByte(c.Queue, ':')+1:], Before: "as it is", After: "refuses messages for " + c.Lasts.String(),
		Undo: undo(c, profiles.EndDenial)}
	_, _, p, err := s.queue(ctx, c)
	if gone(err) {
		return seen, nil
	}
	if slices.ContainsFunc(p.Statement, ours(c.Lease)) {
		seen.Before = "refuses messages"
	}
	return seen, err
}

// putDenial adds a statement that refuses messages until the fault is over and a
// little longer: it ends by itself should nobody take it away.
func (s *Saboteur) putDenial(ctx context.Context, c profiles.Change) error {
	url, arn, p, err := s.queue(ctx, c)
	if err != nil {
		return err
	}
	until := time.Now().Add(c.Lasts + grace).UTC().Format("2006-01-02T15:04:05Z")
	text, err := json.Marshal(statement{Sid: name(c.Lease), Effect: "Deny", Principal: "*", Action: "sqs:SendMessage", Resource: arn,
		Condition: map[string]map[string]string{"DateLessThan": {"aws:CurrentTime": until}}})
	if err != nil {
		return err
	}
	p.Statement = append(slices.DeleteFunc(p.Statement, ours(c.Lease)), text)
	return s.setPolicy(ctx, url, p)
}

// endDenial takes the statement away, and leaves what others have there.
func (s *Saboteur) endDenial(ctx context.Context, c profiles.Change) error {
	url, _, p, err := s.queue(ctx, c)
	if gone(err) {
		return nil
	}
	if err != nil || !slices.ContainsFunc(p.Statement, ours(c.Lease)) {
		return err
	}
	p.Statement = slices.DeleteFunc(p.Statement, ours(c.Lease))
	return s.setPolicy(ctx, url, p)
}

func (s *Saboteur) setPolicy(ctx context.Context, url string, p policy) error {
	text := ""
	if len(p.Statement) > 0 {
		if p.Version == "" {
			p.Version = "2012-10-17"
		}
		raw, err := json.Marshal(p)
		if err != nil {
			return err
		}
		text = string(raw)
	}
	_, err := s.sqs.SetQueueAttributes(ctx, &sqs.SetQueueAttributesInput{QueueUrl: &url, Attributes: map[string]string{"Policy": text}})
	if apierr.Code(err) == "OverLimit" {
		return errors.Join(errors.New("the queue's policy has no room for one more statement"), err)
	}
	return err
}
