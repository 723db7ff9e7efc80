package source

import (
	"context"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"squall/profiles"
)

const (
	absent = "ResourceNotFoundException"
	target = "function" // id of a rule's one target
)

func (s *Sources) ruleARN(c profiles.Change) string {
	name := c.TriggerName()
	if c.Source != profiles.DefaultBus {
		name = c.Source + "/" + name
	}
	return "arn:aws:events:" + s.opt.Config.Region + ":" + s.opt.Account + ":rule/" + name
}

func (s *Sources) busThere(ctx context.Context, c profiles.Change) (bool, error) {
	_, err := s.events.DescribeEventBus(ctx, &eventbridge.DescribeEventBusInput{Name: &c.Source})
	return err == nil, unless(err, absent)
}

func (s *Sources) createBus(ctx context.Context, c profiles.Change) error {
	_, err := s.events.CreateEventBus(ctx, &eventbridge.CreateEventBusInput{Name: &c.Source})
	return unless(err, "ResourceAlreadyExistsException")
}

func (s *Sources) deleteBus(ctx context.Context, c profiles.Change) error {
	_, err := s.events.DeleteEventBus(ctx, &eventbridge.DeleteEventBusInput{Name: &c.Source})
	return unless(err, absent)
}

func (s *Sources) ruled(ctx context.Context, c profiles.Change) (bool, error) {
	_, err := s.events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String(c.TriggerName()), EventBusName: &c.Source})
	return err == nil, unless(err, absent)
}

// rule lets those events through that the entry puts onto the bus.
func (s *Sources) rule(ctx context.Context, c profiles.Change) error {
	pattern, err := json.Marshal(map[string][]string{"source": {profiles.EventSource}, "detail-type": {c.Filter}})
	if err != nil {
		return err
	}
	name := aws.String(c.TriggerName())
	if _, err := s.events.PutRule(ctx, &eventbridge.PutRuleInput{Name: name, EventBusName: &c.Source, EventPattern: aws.String(string(pattern))}); err != nil {
		return err
	}
	_, err = s.events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: name, EventBusName: &c.Source,
		Targets: []types.Target{{Id: aws.String(target), Arn: s.function(c)}}})
	return err
}

func (s *Sources) unrule(ctx context.Context, c profiles.Change) error {
	name := aws.String(c.TriggerName())
	_, err := s.events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{Rule: name, EventBusName: &c.Source, Ids: []string{target}})
	if err != nil {
		return unless(err, absent)
	}
	_, err = s.events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: name, EventBusName: &c.Source})
	return unless(err, absent)
}
