package kms

func disableKey(c *call, in *keyOnly) (any, error) { return c.setEnabled(in.KeyID, false) }
