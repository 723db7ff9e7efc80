package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type createLoadBalancerInput struct {
	Name, Scheme, Type, IpAddressType string
	Subnets, SecurityGroups           []string // taken and not needed: there is no network
	SubnetMappings                    []struct{ SubnetId string }
	Tags                              []struct{ Key, Value string }
}

type loadBalancers struct {
	LoadBalancers []loadBalancer
	NextMarker    *string
}

// createLoadBalancer: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
func (h *handler) createLoadBalancer(_ context.Context, c wire.Call, in *createLoadBalancerInput) (any, error) {
	switch {
	case in.Type != "" && in.Type != "application":
		return nil, wire.NotBuilt("a load balancer of type " + in.Type)
	case in.IpAddressType != "" && in.IpAddressType != "ipv4":
		return nil, wire.NotBuilt("the address type " + in.IpAddressType)
	case in.Scheme != "" && in.Scheme != "internet-facing" && in.Scheme != "internal":
		return nil, wire.Refuse("InvalidScheme", "The scheme '"+in.Scheme+"' is not valid")
	case len(in.Tags) > 0:
		return nil, wire.NotBuilt("tags of load balancers")
	case len(in.Subnets) == 0 && len(in.SubnetMappings) == 0:
		return nil, wire.Refuse("ValidationError", "At least two subnets in two different Availability Zones must be specified")
	}
	b, err := h.store.CreateBalancer(h.now(), placeOf(c), in.Name, in.Scheme)
	if err != nil {
		return nil, refused(err)
	}
	return &loadBalancers{LoadBalancers: []loadBalancer{shapeOf(b)}}, nil
}
