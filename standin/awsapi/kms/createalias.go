package kms

func createAlias(c *call, in *aliasOf) (any, error) {
	k, err := c.managed(in.TargetKeyID)
	if err != nil {
		return nil, err
	}
	return nil, c.keys.CreateAlias(c.now, c.place, in.AliasName, k)
}
