package kms

import (
	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

func encrypt(c *call, in *struct {
	KeyID               string `json:"KeyId"`
	Plaintext           []byte
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
	k, err := c.key(in.KeyID)
	if err != nil {
		return nil, err
	}
	blob, err := c.keys.Encrypt(k, in.Plaintext, in.EncryptionContext)
	if err != nil {
		return nil, err
	}
	return map[string]any{"CiphertextBlob": blob, "KeyId": k.ARN(), "EncryptionAlgorithm": symmetric}, nil
}
