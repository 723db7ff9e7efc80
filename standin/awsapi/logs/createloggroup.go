package logs

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type createLogGroupInput struct {
	LogGroupName              string            `json:"logGroupName"`
	KMSKeyID                  string            `json:"kmsKeyId"`
	Tags                      map[string]string `json:"tags"`
	LogGroupClass             string            `json:"logGroupClass"`
	DeletionProtectionEnabled bool              `json:"deletionProtectionEnabled"`
}

func (h *handler) createLogGroup(_ context.Context, c wire.Call, in *createLogGroupInput) (any, error) {
	if err := checkGroup(in.LogGroupName); err != nil {
		return nil, err
	}
	switch {
	case in.KMSKeyID != "":
		return nil, wire.NotBuilt("the parameter kmsKeyId of CreateLogGroup")
	case in.LogGroupClass != "" && in.LogGroupClass != "STANDARD":
		return nil, wire.NotBuilt("the log group class " + in.LogGroupClass)
	case in.DeletionProtectionEnabled:
		return nil, wire.NotBuilt("the parameter deletionProtectionEnabled of CreateLogGroup")
	}
	return empty{}, h.with(func(now int64, s *logs.Store) error {
		g := s.Create(now, scope(c), in.LogGroupName)
		if g == nil {
			return wire.Refuse("ResourceAlreadyExistsException", "The specified log group already exists")
		}
		g.Tags = in.Tags
		return nil
	})
}
