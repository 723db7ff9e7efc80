package kms

import "squall/standin/keys"

func reEncrypt(c *call, in *struct {
	CiphertextBlob                                            []byte
	SourceKeyID                                               string `json:"SourceKeyId"`
	SourceEncryptionContext                                   keys.Context
	DestinationKeyID                                          string `json:"DestinationKeyId"`
	DestinationEncryptionContext                              keys.Context
	SourceEncryptionAlgorithm, DestinationEncryptionAlgorithm string
}) (any, error) {
	if err := onlySymmetric(in.SourceEncryptionAlgorithm, in.DestinationEncryptionAlgorithm); err != nil {
		return nil, err
	}
	plain, from, err := c.open(in.CiphertextBlob, in.SourceEncryptionContext, in.SourceKeyID)
	if err != nil {
		return nil, err
	}
	to, err := c.key(in.DestinationKeyID)
	if err != nil {
		return nil, err
	}
	blob, err := c.keys.Encrypt(to, plain, in.DestinationEncryptionContext)
	if err != nil {
		return nil, err
	}
	return map[string]any{"CiphertextBlob": blob, "SourceKeyId": from.ARN(), "KeyId": to.ARN(),
		"SourceEncryptionAlgorithm": symmetric, "DestinationEncryptionAlgorithm": symmetric}, nil
}
