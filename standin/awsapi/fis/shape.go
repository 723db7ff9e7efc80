package fis

// The shapes of the API.
// https://docs.aws.amazon.com/fis/latest/APIReference/API_ExperimentTemplate.html
type template struct {
	Description string            `json:"description"`
	Stops       []stop            `json:"stopConditions"`
	Targets     map[string]target `json:"targets"`
	Actions     map[string]action `json:"actions"`
	Role        string            `json:"roleArn"`
	Tags        map[string]string `json:"tags"`
	Options     *options          `json:"experimentOptions,omitempty"`

	ID       string   `json:"id,omitempty"`
	ARN      string   `json:"arn,omitempty"`
	Created  *float64 `json:"creationTime,omitempty"`
	Updated  *float64 `json:"lastUpdateTime,omitempty"`
	Accounts int      `json:"targetAccountConfigurationsCount"`
}

type stop struct {
	Source string `json:"source"`
	Value  string `json:"value,omitempty"`
}

type target struct {
	Type       string            `json:"resourceType"`
	ARNs       []string          `json:"resourceArns,omitempty"`
	Tags       map[string]string `json:"resourceTags,omitempty"`
	Filters    []struct{}        `json:"filters,omitempty"`
	Mode       string            `json:"selectionMode"`
	Parameters map[string]string `json:"parameters,omitempty"`
}

type action struct {
	ID          string            `json:"actionId"`
	Description string            `json:"description,omitempty"`
	Parameters  map[string]string `json:"parameters"`
	Targets     map[string]string `json:"targets,omitempty"`
	After       []string          `json:"startAfter,omitempty"`

	State *state   `json:"state,omitempty"` // of an experiment's
	Began *float64 `json:"startTime,omitempty"`
	Ended *float64 `json:"endTime,omitempty"`
}

type options struct {
	Accounts string `json:"accountTargeting,omitempty"`
	Empty    string `json:"emptyTargetResolutionMode,omitempty"`
	Mode     string `json:"actionsMode,omitempty"`
}

type state struct {
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
}

type running struct {
	ID       string            `json:"id"`
	ARN      string            `json:"arn"`
	Template string            `json:"experimentTemplateId"`
	Role     string            `json:"roleArn"`
	State    state             `json:"state"`
	Targets  map[string]target `json:"targets"`
	Actions  map[string]action `json:"actions"`
	Stops    []stop            `json:"stopConditions"`
	Created  *float64          `json:"creationTime,omitempty"`
	Began    *float64          `json:"startTime,omitempty"`
	Ended    *float64          `json:"endTime,omitempty"`
	Tags     map[string]string `json:"tags"`
	Options  options           `json:"experimentOptions"`
	Accounts int               `json:"targetAccountConfigurationsCount"`
}
