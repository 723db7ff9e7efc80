package kms

import (
	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

type dataKey struct {
	KeyID             string `json:"KeyId"`
	KeySpec           string
	NumberOfBytes     int
	EncryptionContext keys.Context
	DryRun            bool
}

func generateDataKey(c *call, in *dataKey) (any, error) {
	k, plain, blob, err := c.dataKey(in)
	if err != nil {
		return nil, err
	}
	return map[string]any{"CiphertextBlob": blob, "Plaintext": plain, "KeyId": k.ARN()}, nil
}

func (c *call) dataKey(in *dataKey) (k *keys.Key, plain, blob []byte, err error) {
	size, named := map[string]int{"AES_128": 16, "AES_256": 32}[in.KeySpec]
	switch {
	case in.DryRun:
		return nil, nil, nil, wire.NotBuilt("DryRun")
	case (in.KeySpec == "") == (in.NumberOfBytes == 0):
		return nil, nil, nil, invalid("Please specify either number of bytes or key spec.")
	case in.KeySpec != "" && !named:
		return nil, nil, nil, invalid("1 validation error detected: Value '" + in.KeySpec + "' at 'keySpec' failed to satisfy constraint: " +
			"Member must satisfy enum value set: [AES_256, AES_128]")
	case !named:
		size = in.NumberOfBytes
	}
	if k, err = c.key(in.KeyID); err != nil {
		return nil, nil, nil, err
	}
	plain, blob, err = c.keys.DataKey(k, size, in.EncryptionContext)
	return k, plain, blob, err
}
