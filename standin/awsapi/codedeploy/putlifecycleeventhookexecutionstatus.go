package codedeploy

import (
	"context"
	"regexp"

	"squall/standin/awsapi/wire"
)

type putStatusInput struct {
	DeploymentID string `json:"deploymentId"`
	ExecutionID  string `json:"lifecycleEventHookExecutionId"`
	Status       string `json:"status"`
}

type putStatusOutput struct {
	ExecutionID string `json:"lifecycleEventHookExecutionId"`
}

var deployment = regexp.MustCompile(`^d-[A-Z0-9]{9}$`)

// put: https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_PutLifecycleEventHookExecutionStatus.html
func (r *Reports) put(_ context.Context, c wire.Call, in *putStatusInput) (any, error) {
	switch {
	case in.DeploymentID == "":
		return nil, wire.Refuse("DeploymentIdRequiredException", "The deploymentId is required")
	case !deployment.MatchString(in.DeploymentID):
		return nil, wire.Refuse("InvalidDeploymentIdException", "The specified deploymentId is invalid: "+in.DeploymentID)
	case in.ExecutionID == "":
		return nil, wire.Refuse("InvalidLifecycleEventHookExecutionIdException", "The lifecycleEventHookExecutionId is required")
	case in.Status != "Succeeded" && in.Status != "Failed": // "only Succeeded and Failed can be passed"
		return nil, wire.Refuse("InvalidLifecycleEventHookExecutionStatusException", "The status must be Succeeded or Failed")
	}
	said := Report{Account: c.Account, Region: c.Region, Deployment: in.DeploymentID, Execution: in.ExecutionID, Status: in.Status}
	if !r.add(said) {
		return nil, wire.Refuse("LifecycleEventAlreadyCompletedException", "The lifecycle event was already completed")
	}
	return &putStatusOutput{in.ExecutionID}, nil
}
