package kms

func deleteAlias(c *call, in *struct{ AliasName string }) (any, error) {
	return nil, c.keys.DeleteAlias(c.place, in.AliasName)
}
