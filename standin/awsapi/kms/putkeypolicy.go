package kms

import "squall/standin/awsapi/wire"

func putKeyPolicy(c *call, in *policyOf) (any, error) {
	if err := in.onlyDefault(); err != nil {
		return nil, err
	}
	if in.BypassPolicyLockoutSafetyCheck {
		return nil, wire.NotBuilt("BypassPolicyLockoutSafetyCheck")
	}
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	if in.Policy == "" {
		return nil, invalid("1 validation error detected: Value null at 'policy' failed to satisfy constraint: Member must not be null")
	}
	return nil, c.keys.SetPolicy(k, in.Policy)
}
