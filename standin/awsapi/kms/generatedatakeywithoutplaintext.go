package kms

func generateDataKeyWithoutPlaintext(c *call, in *dataKey) (any, error) {
	k, _, blob, err := c.dataKey(in)
	if err != nil {
		return nil, err
	}
	return map[string]any{"CiphertextBlob": blob, "KeyId": k.ARN()}, nil
}
