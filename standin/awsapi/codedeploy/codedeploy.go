// Package codedeploy is the CodeDeploy API of the stand-in, as far as the hook
// of a deployment needs it: a function that validates a deployment says how
// that ended. Every other operation is answered 501.
//
// It runs no deployment: it takes what is said of any, and keeps it to be read
// at /_squall/lifecycle.
package codedeploy

import "squall/standin/awsapi/wire"

// Options says whose deployments are spoken of.
type Options struct {
	Account, Region string // of callers whose access key is no account, and that name no region
	Reports         *Reports
}

// New makes the CodeDeploy API.
func New(o Options) *wire.API {
	return &wire.API{
		Name: "CodeDeploy", Target: "CodeDeploy_20141006", JSON: "application/x-amz-json-1.1", Account: o.Account, Region: o.Region, Model: model,
		Operations: map[string]wire.Operation{"PutLifecycleEventHookExecutionStatus": wire.Op(o.Reports.put)},
	}
}

var model = []string{
	"AddTagsToOnPremisesInstances", "BatchGetApplicationRevisions", "BatchGetApplications", "BatchGetDeploymentGroups",
	"BatchGetDeploymentInstances", "BatchGetDeploymentTargets", "BatchGetDeployments", "BatchGetOnPremisesInstances",
	"ContinueDeployment", "CreateApplication", "CreateDeployment", "CreateDeploymentConfig", "CreateDeploymentGroup",
	"DeleteApplication", "DeleteDeploymentConfig", "DeleteDeploymentGroup", "DeleteGitHubAccountToken",
	"DeleteResourcesByExternalId", "DeregisterOnPremisesInstance", "GetApplication", "GetApplicationRevision", "GetDeployment",
	"GetDeploymentConfig", "GetDeploymentGroup", "GetDeploymentInstance", "GetDeploymentTarget", "GetOnPremisesInstance",
	"ListApplicationRevisions", "ListApplications", "ListDeploymentConfigs", "ListDeploymentGroups", "ListDeploymentInstances",
	"ListDeploymentTargets", "ListDeployments", "ListGitHubAccountTokenNames", "ListOnPremisesInstances", "ListTagsForResource",
	"PutLifecycleEventHookExecutionStatus", "RegisterApplicationRevision", "RegisterOnPremisesInstance",
	"RemoveTagsFromOnPremisesInstances", "SkipWaitTimeForInstanceTermination", "StopDeployment", "TagResource", "UntagResource",
	"UpdateApplication", "UpdateDeploymentGroup",
}
