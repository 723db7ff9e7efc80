package hook

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
)

// CodeDeploy tells CodeDeploy how a hook ended.
func CodeDeploy(cfg aws.Config) func(ctx context.Context, e Event, status string) error {
	client := codedeploy.NewFromConfig(cfg)
	return func(ctx context.Context, e Event, status string) error {
		_, err := client.PutLifecycleEventHookExecutionStatus(ctx, &codedeploy.PutLifecycleEventHookExecutionStatusInput{
			DeploymentId: &e.DeploymentID, LifecycleEventHookExecutionId: &e.ExecutionID, Status: types.LifecycleEventStatus(status)})
		return err
	}
}
