package kms

func tagResource(c *call, in *struct {
	KeyID string `json:"KeyId"`
	Tags  []tag
}) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	k.Tags = tagged(k.Tags, in.Tags)
	return nil, nil
}
