package kms

import (
	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

func decrypt(c *call, in *struct {
	KeyID               string `json:"KeyId"`
	CiphertextBlob      []byte
	EncryptionContext   keys.Context
	EncryptionAlgorithm string
	DryRun              bool
}) (any, error) {
	if err := onlySymmetric(in.EncryptionAlgorithm); err != nil {
		return nil, err
	}
	if in.DryRun {
		return nil, wire.NotBuilt("DryRun")
	}
	plain, k, err := c.open(in.CiphertextBlob, in.EncryptionContext, in.KeyID)
	if err != nil {
		return nil, err
	}
	return map[string]any{"Plaintext": plain, "KeyId": k.ARN(), "EncryptionAlgorithm": symmetric}, nil
}

// open decrypts what was encrypted under a key, or under any when it is unnamed.
func (c *call) open(blob []byte, context keys.Context, name string) ([]byte, *keys.Key, error) {
	var asked *keys.Key
	if name != "" {
		var err error
		if asked, err = c.key(name); err != nil {
			return nil, nil, err
		}
	}
	return c.keys.Decrypt(c.now, c.place, blob, context, asked)
}
