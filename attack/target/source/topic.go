package source

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"squall/profiles"
)

func (s *Sources) topicARN(c profiles.Change) string {
	return "arn:aws:sns:" + s.opt.Config.Region + ":" + s.opt.Account + ":" + c.Source
}

func (s *Sources) topicThere(ctx context.Context, c profiles.Change) (bool, error) {
	_, err := s.sns.GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String(s.topicARN(c))})
	return err == nil, unless(err, "NotFound")
}

func (s *Sources) createTopic(ctx context.Context, c profiles.Change) error {
	_, err := s.sns.CreateTopic(ctx, &sns.CreateTopicInput{Name: &c.Source})
	return err
}

func (s *Sources) deleteTopic(ctx context.Context, c profiles.Change) error {
	_, err := s.sns.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(s.topicARN(c))})
	return unless(err, "NotFound")
}

// Subscription is the ARN of the function's subscription, or "".
func (s *Sources) Subscription(ctx context.Context, c profiles.Change) (string, error) {
	if err := s.number(&c); err != nil {
		return "", err
	}
	for p := sns.NewListSubscriptionsByTopicPaginator(s.sns, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(s.topicARN(c))}); p.HasMorePages(); {
		page, err := p.NextPage(ctx)
		if err != nil {
			return "", unless(err, "NotFound")
		}
		for _, sub := range page.Subscriptions {
			if aws.ToString(sub.Endpoint) == *s.function(c) {
				return aws.ToString(sub.SubscriptionArn), nil
			}
		}
	}
	return "", nil
}

func (s *Sources) subscribed(ctx context.Context, c profiles.Change) (bool, error) {
	arn, err := s.Subscription(ctx, c)
	return arn != "", err
}

func (s *Sources) subscribe(ctx context.Context, c profiles.Change) error {
	_, err := s.sns.Subscribe(ctx, &sns.SubscribeInput{TopicArn: aws.String(s.topicARN(c)), Protocol: aws.String("lambda"), Endpoint: s.function(c)})
	return err
}

func (s *Sources) unsubscribe(ctx context.Context, c profiles.Change) error {
	arn, err := s.Subscription(ctx, c)
	if err != nil || arn == "" {
		return err
	}
	_, err = s.sns.Unsubscribe(ctx, &sns.UnsubscribeInput{SubscriptionArn: &arn})
	return unless(err, "NotFound")
}
