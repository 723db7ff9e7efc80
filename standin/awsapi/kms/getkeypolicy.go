package kms

import "squall/standin/keys"

type policyOf struct {
	KeyID                          string `json:"KeyId"`
	PolicyName, Policy             string
	BypassPolicyLockoutSafetyCheck bool
}

// onlyDefault refuses names of policies: a key has one, called default.
func (in *policyOf) onlyDefault() error {
	if in.PolicyName != "" && in.PolicyName != "default" {
		return &keys.Error{Kind: keys.NotFound, Message: "No such policy exists"}
	}
	return nil
}

func getKeyPolicy(c *call, in *policyOf) (any, error) {
	if err := in.onlyDefault(); err != nil {
		return nil, err
	}
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	return map[string]string{"Policy": k.Policy, "PolicyName": "default"}, nil
}
