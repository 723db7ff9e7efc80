package kms

func describeKey(c *call, in *keyOnly) (any, error) {
	k, err := c.key(in.KeyID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"KeyMetadata": metadataOf(k)}, nil
}
