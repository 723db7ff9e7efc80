package kms

import (
	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

type tag struct{ TagKey, TagValue string }

func createKey(c *call, in *struct {
	Description, Policy, KeySpec, CustomerMasterKeySpec, KeyUsage, Origin string
	CustomKeyStoreID                                                      string `json:"CustomKeyStoreId"`
	MultiRegion, BypassPolicyLockoutSafetyCheck                           bool
	Tags                                                                  []tag
}) (any, error) {
	if err := onlySymmetric(in.KeySpec, in.CustomerMasterKeySpec); err != nil {
		return nil, err
	}
	switch {
	case in.KeyUsage != "" && in.KeyUsage != "ENCRYPT_DECRYPT":
		return nil, wire.NotBuilt("the key usage " + in.KeyUsage)
	case in.Origin != "" && in.Origin != "AWS_KMS":
		return nil, wire.NotBuilt("the origin " + in.Origin)
	case in.MultiRegion:
		return nil, wire.NotBuilt("a multi-Region key")
	case in.CustomKeyStoreID != "":
		return nil, wire.NotBuilt("a custom key store")
	case in.BypassPolicyLockoutSafetyCheck:
		return nil, wire.NotBuilt("BypassPolicyLockoutSafetyCheck")
	}
	k, err := c.keys.Create(c.now, c.place, keys.Creation{Description: in.Description, Policy: in.Policy, Tags: tagged(nil, in.Tags)})
	if err != nil {
		return nil, err
	}
	return map[string]any{"KeyMetadata": metadataOf(k)}, nil
}

// tagged adds tags to those there are.
func tagged(old map[string]string, tags []tag) map[string]string {
	if old == nil {
		old = map[string]string{}
	}
	for _, t := range tags {
		old[t.TagKey] = t.TagValue
	}
	return old
}
