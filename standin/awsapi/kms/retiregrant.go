package kms

func retireGrant(c *call, in *grantOf) (any, error) {
	if in.GrantToken != "" {
		return nil, c.keys.RetireByToken(in.GrantToken)
	}
	return revokeGrant(c, in)
}
