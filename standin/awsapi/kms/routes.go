package kms

import (
	"cmp"
	"encoding/json"
	"slices"

	"squall/standin/awsapi"
)

// operation runs one request.
type operation func(c *call, body []byte) (any, error)

// op reads the request of an operation.
func op[In any](run func(*call, *In) (any, error)) operation {
	return func(c *call, body []byte) (any, error) {
		in := new(In)
		if len(body) > 0 {
			if err := json.Unmarshal(body, in); err != nil {
				return nil, badRequest{err}
			}
		}
		return run(c, in)
	}
}

// routes is every operation that is built.
var routes = map[string]operation{
	"CancelKeyDeletion":               op(cancelKeyDeletion),
	"CreateAlias":                     op(createAlias),
	"CreateGrant":                     op(createGrant),
	"CreateKey":                       op(createKey),
	"Decrypt":                         op(decrypt),
	"DeleteAlias":                     op(deleteAlias),
	"DescribeKey":                     op(describeKey),
	"DisableKey":                      op(disableKey),
	"EnableKey":                       op(enableKey),
	"Encrypt":                         op(encrypt),
	"GenerateDataKey":                 op(generateDataKey),
	"GenerateDataKeyWithoutPlaintext": op(generateDataKeyWithoutPlaintext),
	"GetKeyPolicy":                    op(getKeyPolicy),
	"GetKeyRotationStatus":            op(getKeyRotationStatus),
	"ListAliases":                     op(listAliases),
	"ListGrants":                      op(listGrants),
	"ListKeyPolicies":                 op(listKeyPolicies),
	"ListKeys":                        op(listKeys),
	"ListResourceTags":                op(listResourceTags),
	"PutKeyPolicy":                    op(putKeyPolicy),
	"ReEncrypt":                       op(reEncrypt),
	"RetireGrant":                     op(retireGrant),
	"RevokeGrant":                     op(revokeGrant),
	"ScheduleKeyDeletion":             op(scheduleKeyDeletion),
	"TagResource":                     op(tagResource),
	"UntagResource":                   op(untagResource),
	"UpdateAlias":                     op(updateAlias),
	"UpdateKeyDescription":            op(updateKeyDescription),
}

// unbuilt are the other operations of the service model.
var unbuilt = []string{"ConnectCustomKeyStore", "CreateCustomKeyStore", "DeleteCustomKeyStore", "DeleteImportedKeyMaterial", "DeriveSharedSecret",
	"DescribeCustomKeyStores", "DisableKeyRotation", "DisconnectCustomKeyStore", "EnableKeyRotation", "GenerateDataKeyPair",
	"GenerateDataKeyPairWithoutPlaintext", "GenerateMac", "GenerateRandom", "GetParametersForImport", "GetPublicKey", "ImportKeyMaterial",
	"ListKeyRotations", "ListRetirableGrants", "ReplicateKey", "RotateKeyOnDemand", "Sign", "UpdateCustomKeyStore", "UpdatePrimaryRegion",
	"Verify", "VerifyMac"}

// Operations lists what the service model has, by name.
func Operations() []awsapi.Operation {
	var out []awsapi.Operation
	for name := range routes {
		out = append(out, awsapi.Operation{Name: name, Built: true})
	}
	for _, name := range unbuilt {
		out = append(out, awsapi.Operation{Name: name})
	}
	slices.SortFunc(out, func(a, b awsapi.Operation) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
