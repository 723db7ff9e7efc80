package kms

import "encoding/json"

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
