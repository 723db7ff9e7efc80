package events

import (
	"squall/standin/awsapi/wire"
	"squall/standin/buses"
)

// target is a target on the wire.
type target struct {
	ID               string `json:"Id"`
	Arn              string
	RoleArn          string       `json:",omitempty"`
	Input            string       `json:",omitempty"`
	InputPath        string       `json:",omitempty"`
	InputTransformer *transformer `json:",omitempty"`
	DeadLetterConfig *deadLetter  `json:",omitempty"`

	// RetryPolicy needs nothing to act on it: what a target does not take at
	// once here, it never takes.
	RetryPolicy *struct {
		MaximumRetryAttempts     *int `json:",omitempty"`
		MaximumEventAgeInSeconds *int `json:",omitempty"`
	} `json:",omitempty"`
	SqsParameters     *struct{} `json:",omitempty"`
	KinesisParameters *struct{} `json:",omitempty"`
	EcsParameters     *struct{} `json:",omitempty"`
	BatchParameters   *struct{} `json:",omitempty"`
	HTTPParameters    *struct{} `json:"HttpParameters,omitempty"`
}

type transformer struct {
	InputPathsMap map[string]string `json:",omitempty"`
	InputTemplate string
}

type deadLetter struct{ Arn string }

// unbuilt names a setting that the stand-in would have to ignore, or "".
func (t *target) unbuilt() string {
	switch {
	case t.SqsParameters != nil:
		return "SqsParameters"
	case t.KinesisParameters != nil:
		return "KinesisParameters"
	case t.EcsParameters != nil:
		return "EcsParameters"
	case t.BatchParameters != nil:
		return "BatchParameters"
	case t.HTTPParameters != nil:
		return "HttpParameters"
	}
	return ""
}

// read turns a target of the wire into one of a rule.
func (t *target) read() (buses.Target, error) {
	out := buses.Target{ID: t.ID, ARN: t.Arn, Input: t.Input, InputPath: t.InputPath}
	if name := t.unbuilt(); name != "" {
		return out, wire.NotBuilt(name + " of a target")
	}
	if t.InputTransformer != nil {
		if t.InputTransformer.InputTemplate == "" {
			return out, invalid("Invalid InputTemplate for target " + t.ID + " : [Template must not be empty.]")
		}
		out.Paths, out.Template = t.InputTransformer.InputPathsMap, t.InputTransformer.InputTemplate
	}
	if t.DeadLetterConfig != nil {
		out.DeadLetter = t.DeadLetterConfig.Arn
	}
	return out, nil
}

func shapeTarget(t buses.Target) target {
	out := target{ID: t.ID, Arn: t.ARN, Input: t.Input, InputPath: t.InputPath}
	if t.Template != "" {
		out.InputTransformer = &transformer{t.Paths, t.Template}
	}
	if t.DeadLetter != "" {
		out.DeadLetterConfig = &deadLetter{t.DeadLetter}
	}
	return out
}
