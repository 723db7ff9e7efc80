package kms

type grantOf struct {
	KeyID      string `json:"KeyId"`
	GrantID    string `json:"GrantId"`
	GrantToken string
}

func revokeGrant(c *call, in *grantOf) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	return nil, c.keys.RevokeGrant(k, in.GrantID)
}
