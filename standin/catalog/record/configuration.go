package record

import (
	"squall/standin/catalog/naming"
	"squall/standin/catalog/setting"
)

// Configuration is one version as GetFunctionConfiguration shows it.
type Configuration struct {
	setting.Settings
	FunctionName string
	FunctionARN  string
	Version      string
	Revision     string
	Modified     int64 // ns since 1970

	State            string // Pending or Active; "" in lists
	StateReason      string
	LastUpdateStatus string // InProgress or Successful; "" when left out
}

// Phase is how far a configuration is shown to be.
type Phase uint8

// Phases.
const (
	Settled  Phase = iota
	Pending        // being created
	Updating       // $LATEST is being changed
	Listed         // lists leave states out
)

const beingCreated = "The function is being created."

// Describe shows a version.
func (f *Function) Describe(v *Version, p Phase) Configuration {
	out := Configuration{Settings: v.With(setting.Changes{}), FunctionName: f.Name, FunctionARN: f.ARN,
		Version: naming.Version(v.Number), Revision: v.Revision, Modified: v.Modified}
	if v.Number > 0 {
		out.FunctionARN = v.ARN
	}
	switch p {
	case Settled:
		out.State, out.LastUpdateStatus = "Active", "Successful"
	case Pending:
		out.State, out.StateReason = "Pending", beingCreated
	case Updating:
		out.State, out.LastUpdateStatus, out.StateReason = "Active", "InProgress", beingCreated
	}
	return out
}
