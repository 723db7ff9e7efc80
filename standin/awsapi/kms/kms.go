// Package kms is the AWS KMS API of the stand-in (JSON 1.1) over package keys,
// one file per operation.
//
// It keeps no state and checks no signature; every operation that is not in the
// route table is answered 501.
package kms

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/keys"
)

// Backend owns the keys.
type Backend interface {
	// Keys calls fn with the keys, where nothing else uses them, and returns
	// after it; not at all once it has stopped.
	Keys(fn func(now int64, k *keys.Keys))
}

// Options says whose keys are served.
type Options struct {
	Account string // of callers whose access key names none
	Region  string // of callers whose signature names none
}

// New makes the KMS API. What has nothing to say is answered with an empty
// body, as KMS does.
func New(opt Options, backend Backend) *wire.API {
	h := &handler{backend}
	return &wire.API{Name: "KMS", Target: "TrentService", JSON: "application/x-amz-json-1.1", Bare: true,
		Account: opt.Account, Region: opt.Region, Model: model, Operations: h.operations()}
}

type handler struct{ backend Backend }

func (h *handler) operations() map[string]wire.Operation {
	return map[string]wire.Operation{
		"CancelKeyDeletion":               op(h, cancelKeyDeletion),
		"CreateAlias":                     op(h, createAlias),
		"CreateGrant":                     op(h, createGrant),
		"CreateKey":                       op(h, createKey),
		"Decrypt":                         op(h, decrypt),
		"DeleteAlias":                     op(h, deleteAlias),
		"DescribeKey":                     op(h, describeKey),
		"DisableKey":                      op(h, disableKey),
		"EnableKey":                       op(h, enableKey),
		"Encrypt":                         op(h, encrypt),
		"GenerateDataKey":                 op(h, generateDataKey),
		"GenerateDataKeyWithoutPlaintext": op(h, generateDataKeyWithoutPlaintext),
		"GetKeyPolicy":                    op(h, getKeyPolicy),
		"GetKeyRotationStatus":            op(h, getKeyRotationStatus),
		"ListAliases":                     op(h, listAliases),
		"ListGrants":                      op(h, listGrants),
		"ListKeyPolicies":                 op(h, listKeyPolicies),
		"ListKeys":                        op(h, listKeys),
		"ListResourceTags":                op(h, listResourceTags),
		"PutKeyPolicy":                    op(h, putKeyPolicy),
		"ReEncrypt":                       op(h, reEncrypt),
		"RetireGrant":                     op(h, retireGrant),
		"RevokeGrant":                     op(h, revokeGrant),
		"ScheduleKeyDeletion":             op(h, scheduleKeyDeletion),
		"TagResource":                     op(h, tagResource),
		"UntagResource":                   op(h, untagResource),
		"UpdateAlias":                     op(h, updateAlias),
		"UpdateKeyDescription":            op(h, updateKeyDescription),
	}
}

// call is one request on its way through the keys.
type call struct {
	keys  *keys.Keys
	now   int64
	place keys.Place
}

// op makes an operation of what is to be done with the keys.
func op[In any](h *handler, run func(*call, *In) (any, error)) wire.Operation {
	return wire.Op(func(_ context.Context, c wire.Call, in *In) (out any, err error) {
		err = errStopped // unless the keys can be asked
		h.backend.Keys(func(now int64, k *keys.Keys) {
			out, err = run(&call{keys: k, now: now, place: keys.Place{Account: c.Account, Region: c.Region}}, in)
		})
		return out, refusal(err)
	})
}

// key finds the key that an operation uses or describes.
func (c *call) key(name string) (*keys.Key, error) { return c.keys.Find(c.now, c.place, name) }

// managed finds the key that an operation changes: an alias is not enough.
func (c *call) managed(name string) (*keys.Key, error) {
	k, err := c.keys.Managed(c.now, c.place, name)
	if err == nil && k.Account != c.place.Account {
		err = &keys.Error{Kind: keys.AccessDenied, Message: "keys of another account cannot be changed: " + k.ARN()}
	}
	return k, err
}
