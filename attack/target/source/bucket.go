package source

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"squall/profiles"
)

func bucketARN(_ *Sources, c profiles.Change) string { return "arn:aws:s3:::" + c.Source }

func (s *Sources) bucketThere(ctx context.Context, c profiles.Change) (bool, error) {
	_, err := s.s3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &c.Source})
	return err == nil, unless(err, "NotFound", "NoSuchBucket")
}

func (s *Sources) createBucket(ctx context.Context, c profiles.Change) error {
	in := &s3.CreateBucketInput{Bucket: &c.Source}
	if s.opt.Config.Region != "us-east-1" { // the only region that must not be named
		in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(s.opt.Config.Region)}
	}
	_, err := s.s3.CreateBucket(ctx, in)
	return unless(err, "BucketAlreadyOwnedByYou")
}

// deleteBucket empties a bucket first: only one that the run made is deleted.
func (s *Sources) deleteBucket(ctx context.Context, c profiles.Change) error {
	for {
		list, err := s.s3.ListObjectsV2(ctx, &s3.ListObjectsV2Input{Bucket: &c.Source})
		if err != nil {
			return unless(err, "NoSuchBucket")
		}
		if len(list.Contents) == 0 {
			break
		}
		var keys []types.ObjectIdentifier
		for _, o := range list.Contents {
			keys = append(keys, types.ObjectIdentifier{Key: o.Key})
		}
		if _, err := s.s3.DeleteObjects(ctx, &s3.DeleteObjectsInput{Bucket: &c.Source, Delete: &types.Delete{Objects: keys, Quiet: aws.Bool(true)}}); err != nil {
			return err
		}
	}
	_, err := s.s3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: &c.Source})
	return unless(err, "NoSuchBucket")
}

// notifications reads a bucket's configuration; nil when there is no bucket.
func (s *Sources) notifications(ctx context.Context, c profiles.Change) (*types.NotificationConfiguration, error) {
	out, err := s.s3.GetBucketNotificationConfiguration(ctx, &s3.GetBucketNotificationConfigurationInput{Bucket: &c.Source})
	if err != nil {
		return nil, unless(err, "NoSuchBucket")
	}
	return &types.NotificationConfiguration{
		EventBridgeConfiguration: out.EventBridgeConfiguration, QueueConfigurations: out.QueueConfigurations,
		TopicConfigurations: out.TopicConfigurations, LambdaFunctionConfigurations: out.LambdaFunctionConfigurations,
	}, nil
}

// Notifications are a bucket's configuration as an SDK takes it, without what is
// not there.
func (s *Sources) Notifications(ctx context.Context, bucket string) (any, error) {
	now, err := s.notifications(ctx, profiles.Change{Source: bucket})
	if err != nil || now == nil {
		return map[string]any{}, err
	}
	text, err := json.Marshal(now)
	if err != nil {
		return nil, err
	}
	var out any
	err = json.Unmarshal(text, &out)
	return bare(out), err
}

// bare leaves out what is null.
func bare(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, inner := range v {
			if v[name] = bare(inner); inner == nil {
				delete(v, name)
			}
		}
	case []any:
		for i := range v {
			v[i] = bare(v[i])
		}
	}
	return v
}

func own(c profiles.Change) func(types.LambdaFunctionConfiguration) bool {
	return func(l types.LambdaFunctionConfiguration) bool { return aws.ToString(l.Id) == c.TriggerName() }
}

func (s *Sources) notified(ctx context.Context, c profiles.Change) (bool, error) {
	now, err := s.notifications(ctx, c)
	return now != nil && slices.ContainsFunc(now.LambdaFunctionConfigurations, own(c)), err
}

// notify adds the function to the bucket's configuration, whose other parts
// stay as they are.
func (s *Sources) notify(ctx context.Context, c profiles.Change) error {
	now, err := s.notifications(ctx, c)
	if err != nil || now == nil || slices.ContainsFunc(now.LambdaFunctionConfigurations, own(c)) {
		return err
	}
	l := types.LambdaFunctionConfiguration{Id: aws.String(c.TriggerName()), LambdaFunctionArn: s.function(c), Events: []types.Event{"s3:ObjectCreated:*"}}
	if c.Filter != "" {
		l.Filter = &types.NotificationConfigurationFilter{Key: &types.S3KeyFilter{FilterRules: []types.FilterRule{{Name: types.FilterRuleNamePrefix, Value: &c.Filter}}}}
	}
	now.LambdaFunctionConfigurations = append(now.LambdaFunctionConfigurations, l)
	_, err = s.s3.PutBucketNotificationConfiguration(ctx, &s3.PutBucketNotificationConfigurationInput{Bucket: &c.Source, NotificationConfiguration: now})
	return err
}

func (s *Sources) unnotify(ctx context.Context, c profiles.Change) error {
	now, err := s.notifications(ctx, c)
	if err != nil || now == nil || !slices.ContainsFunc(now.LambdaFunctionConfigurations, own(c)) {
		return err
	}
	now.LambdaFunctionConfigurations = slices.DeleteFunc(now.LambdaFunctionConfigurations, own(c))
	_, err = s.s3.PutBucketNotificationConfiguration(ctx, &s3.PutBucketNotificationConfigurationInput{Bucket: &c.Source, NotificationConfiguration: now})
	return err
}
