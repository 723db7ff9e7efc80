// Package elbv2 is the Elastic Load Balancing API of the stand-in (2015-12-01)
// over package balance: application load balancers in front of functions, one
// file per operation, in the query protocol.
//
// It keeps no state and checks no signature; every operation that is not in
// the route table, and every other type of balancer or target, is answered 501.
package elbv2

import (
	"strconv"
	"time"

	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

// Options says whose balancers are served.
type Options struct {
	Account string // of callers whose access key is no account
	Region  string // of callers whose signature names none
	Now     func() time.Time
	// Admits says whether a function's policy lets a target group of this
	// account invoke it; it is asked outside of locks.
	Admits func(function, group, account string) bool
}

// New makes the API.
func New(o Options, s *balance.Store) *wire.API {
	h := &handler{store: s, now: o.Now, admits: o.Admits}
	return &wire.API{
		Name: "Elastic Load Balancing", Namespace: "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/", Results: true,
		Account: o.Account, Region: o.Region, Model: model,
		Operations: map[string]wire.Operation{
			"CreateListener":                wire.Op(h.createListener),
			"CreateLoadBalancer":            wire.Op(h.createLoadBalancer),
			"CreateRule":                    wire.Op(h.createRule),
			"CreateTargetGroup":             wire.Op(h.createTargetGroup),
			"DeleteListener":                wire.Op(h.deleteListener),
			"DeleteLoadBalancer":            wire.Op(h.deleteLoadBalancer),
			"DeleteRule":                    wire.Op(h.deleteRule),
			"DeleteTargetGroup":             wire.Op(h.deleteTargetGroup),
			"DeregisterTargets":             wire.Op(h.deregisterTargets),
			"DescribeListeners":             wire.Op(h.describeListeners),
			"DescribeLoadBalancers":         wire.Op(h.describeLoadBalancers),
			"DescribeRules":                 wire.Op(h.describeRules),
			"DescribeTargetGroupAttributes": wire.Op(h.describeTargetGroupAttributes),
			"DescribeTargetGroups":          wire.Op(h.describeTargetGroups),
			"DescribeTargetHealth":          wire.Op(h.describeTargetHealth),
			"ModifyListener":                wire.Op(h.modifyListener),
			"ModifyRule":                    wire.Op(h.modifyRule),
			"ModifyTargetGroupAttributes":   wire.Op(h.modifyTargetGroupAttributes),
			"RegisterTargets":               wire.Op(h.registerTargets),
		},
	}
}

type handler struct {
	store  *balance.Store
	now    func() time.Time
	admits func(function, group, account string) bool
}

// empty is the answer of operations that have nothing to say.
type empty struct{}

// refused hands a refusal on.
func refused(e *balance.Error) error {
	switch {
	case e == nil:
		return nil
	case e.Code == "NotImplementedException":
		return wire.NotBuilt(e.Message)
	}
	return wire.Refuse(e.Code, e.Message)
}

func placeOf(c wire.Call) balance.Place { return balance.Place{Account: c.Account, Region: c.Region} }

// page cuts a list after a marker, which is the number of those before.
func page[T any](all []T, marker string, size int) (part []T, next *string, err error) {
	start := 0
	if marker != "" {
		if start, err = strconv.Atoi(marker); err != nil || start < 0 {
			return nil, nil, wire.Refuse("ValidationError", "Invalid marker '"+marker+"'")
		}
	}
	if size < 0 || size > 400 {
		return nil, nil, wire.Refuse("ValidationError", "PageSize must be from 1 to 400")
	}
	if size == 0 {
		size = 400
	}
	end := min(start+size, len(all))
	if end < len(all) {
		text := strconv.Itoa(end)
		next = &text
	}
	return all[min(start, len(all)):end], next, nil
}

// model is every operation of the service's model that concerns balancers,
// groups, listeners and rules.
var model = []string{
	"AddListenerCertificates", "AddTags", "CreateListener", "CreateLoadBalancer", "CreateRule", "CreateTargetGroup",
	"DeleteListener", "DeleteLoadBalancer", "DeleteRule", "DeleteTargetGroup", "DeregisterTargets", "DescribeAccountLimits",
	"DescribeListenerAttributes", "DescribeListenerCertificates", "DescribeListeners", "DescribeLoadBalancerAttributes",
	"DescribeLoadBalancers", "DescribeRules", "DescribeSSLPolicies", "DescribeTags", "DescribeTargetGroupAttributes",
	"DescribeTargetGroups", "DescribeTargetHealth", "ModifyListener", "ModifyListenerAttributes",
	"ModifyLoadBalancerAttributes", "ModifyRule", "ModifyTargetGroup", "ModifyTargetGroupAttributes", "RegisterTargets",
	"RemoveListenerCertificates", "RemoveTags", "SetIpAddressType", "SetRulePriorities", "SetSecurityGroups", "SetSubnets",
}
