package kms

func updateAlias(c *call, in *aliasOf) (any, error) {
	k, err := c.managed(in.TargetKeyID)
	if err != nil {
		return nil, err
	}
	return nil, c.keys.UpdateAlias(c.now, c.place, in.AliasName, k)
}
