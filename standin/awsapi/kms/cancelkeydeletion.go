package kms

func cancelKeyDeletion(c *call, in *keyOnly) (any, error) {
	k, err := c.managed(in.KeyID)
	if err == nil {
		err = c.keys.CancelDeletion(k)
	}
	if err != nil {
		return nil, err
	}
	return map[string]string{"KeyId": k.ARN()}, nil
}
