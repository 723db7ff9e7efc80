package kms

func getKeyRotationStatus(c *call, in *keyOnly) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"KeyId": k.ARN(), "KeyRotationEnabled": false}, nil
}
