// Package ssm is the Parameter Store of AWS Systems Manager, as far as plain
// text needs it: put, get, list by path and delete. Every other operation is
// answered 501, and so are encrypted parameters, policies and tags.
//
// The parameters are its own; nothing of the stand-in reads them.
package ssm

import (
	"context"
	"time"

	"squall/standin/awsapi/wire"
)

// Options says whose parameters are served.
type Options struct {
	Account, Region string // of callers whose access key is no account, and that name no region
	Parameters      *Parameters
}

// New makes the API.
func New(o Options) *wire.API {
	h := &handler{o.Parameters, time.Now}
	return &wire.API{
		Name: "SSM", Target: "AmazonSSM", JSON: "application/x-amz-json-1.1", Account: o.Account, Region: o.Region, Model: model,
		Operations: map[string]wire.Operation{
			"DeleteParameter":     wire.Op(h.deleteParameter),
			"GetParameter":        wire.Op(h.getParameter),
			"GetParametersByPath": wire.Op(h.getParametersByPath),
			"PutParameter":        wire.Op(h.putParameter),
		},
	}
}

type handler struct {
	all *Parameters
	now func() time.Time
}

// shown is the shape Parameter.
type shown struct {
	ARN, DataType, Name, Type, Value string
	LastModifiedDate                 float64
	Version                          int64
}

func show(c wire.Call, p parameter) shown {
	arn := "arn:aws:ssm:" + c.Region + ":" + c.Account + ":parameter"
	if p.name[0] != '/' {
		arn += "/"
	}
	return shown{ARN: arn + p.name, DataType: "text", Name: p.name, Type: p.kind, Value: p.value,
		LastModifiedDate: float64(p.modified.UnixMilli()) / 1e3, Version: p.version}
}

func notFound(name string) error {
	return wire.Refuse("ParameterNotFound", "Parameter "+name+" not found.")
}

type nameOnly struct {
	Name           string
	WithDecryption bool
}

// getParameter: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
func (h *handler) getParameter(_ context.Context, c wire.Call, in *nameOnly) (any, error) {
	if err := checkName(in.Name); err != nil {
		return nil, err
	}
	p, ok := h.all.get(c.Account, c.Region, in.Name)
	if !ok {
		return nil, notFound(in.Name)
	}
	return map[string]shown{"Parameter": show(c, p)}, nil
}

// deleteParameter: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DeleteParameter.html
func (h *handler) deleteParameter(_ context.Context, c wire.Call, in *nameOnly) (any, error) {
	if !h.all.remove(c.Account, c.Region, in.Name) {
		return nil, notFound(in.Name)
	}
	return struct{}{}, nil
}
