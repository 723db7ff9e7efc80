package kms

func enableKey(c *call, in *keyOnly) (any, error) { return c.setEnabled(in.KeyID, true) }

func (c *call) setEnabled(name string, on bool) (any, error) {
	k, err := c.managed(name)
	if err != nil {
		return nil, err
	}
	return nil, c.keys.SetEnabled(k, on)
}
