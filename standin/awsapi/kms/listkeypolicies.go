package kms

func listKeyPolicies(c *call, in *keyOnly) (any, error) {
	if _, err := c.managed(in.KeyID); err != nil {
		return nil, err
	}
	return listing("PolicyNames", []string{"default"}, ""), nil
}
