package kms

func untagResource(c *call, in *struct {
	KeyID   string `json:"KeyId"`
	TagKeys []string
}) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	for _, name := range in.TagKeys {
		delete(k.Tags, name)
	}
	return nil, nil
}
