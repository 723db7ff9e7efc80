package kms

func updateKeyDescription(c *call, in *struct {
	KeyID       string `json:"KeyId"`
	Description string
}) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	return nil, c.keys.Describe(k, in.Description)
}
