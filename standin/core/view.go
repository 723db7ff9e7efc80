package core

// AccountView is what an account's pool holds now.
type AccountView struct {
	Limit       int32 `json:"limit"`
	Reserved    int32 `json:"reserved"`
	Provisioned int32 `json:"provisioned"` // requested, of functions without reserved concurrency
	Busy        int32 `json:"busy"`        // environments in use in the unreserved pool, provisioned ones that are being given back included
}

// ProvisionStatus is the status of a provisioned concurrency configuration.
type ProvisionStatus uint8

// The statuses, as AWS names them.
const (
	InProgress ProvisionStatus = iota
	Ready
	Failed
)

// ProvisionView is a provisioned concurrency configuration as AWS reports it.
type ProvisionView struct {
	Requested, Available, Allocated int32
	Status                          ProvisionStatus
}

// Reason is why it failed, in AWS's words; "" when it did not.
// https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
func (v ProvisionView) Reason() string {
	if v.Status == Failed {
		return "FUNCTION_ERROR_INIT_FAILURE"
	}
	return ""
}

// FunctionView is what a function's fleets do now.
type FunctionView struct {
	Reserved    int32 // -1: not set
	Provisioned int32 // requested
	Busy        int32 // environments in use, without the provisioned ones that stay
	Fleets      []FleetView
}

// FleetView is the fleet of one version.
type FleetView struct {
	Version          int32 `json:"version"` // 0: $LATEST
	Idle             int32 `json:"idle"`
	ProvisionedReady int32 `json:"provisioned_ready"`
	ProvisionedBusy  int32 `json:"provisioned_busy"`
}
