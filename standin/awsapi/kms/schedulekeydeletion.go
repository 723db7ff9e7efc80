package kms

import (
	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

func scheduleKeyDeletion(c *call, in *struct {
	KeyID               string `json:"KeyId"`
	PendingWindowInDays *int
}) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	days := 0 // the default
	if in.PendingWindowInDays != nil {
		if days = *in.PendingWindowInDays; days == 0 {
			days = -1
		}
	}
	if err := c.keys.ScheduleDeletion(c.now, k, days); err != nil {
		return nil, err
	}
	window := days
	if in.PendingWindowInDays == nil {
		window = 30
	}
	return struct {
		KeyID               string `json:"KeyId"`
		DeletionDate        wire.Time
		KeyState            keys.State
		PendingWindowInDays int
	}{k.ARN(), stamp(k.DeletionAt), k.State, window}, nil
}
