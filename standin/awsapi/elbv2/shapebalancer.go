package elbv2

import (
	"squall/standin/awsapi/wire"
	"squall/standin/balance"
)

type balancerState struct{ Code string }

// loadBalancer is the shape of that name. There are no networks here, so it
// has no zones and no security groups.
type loadBalancer struct {
	LoadBalancerArn  string
	DNSName          string
	CreatedTime      wire.Time
	LoadBalancerName string
	Scheme           string
	State            balancerState
	Type             string
	IpAddressType    string
}

func shapeOf(b *balance.Balancer) loadBalancer {
	return loadBalancer{LoadBalancerArn: b.ARN, DNSName: b.Host, CreatedTime: wire.Time(b.Created.UnixMilli()), LoadBalancerName: b.Name,
		Scheme: b.Scheme, State: balancerState{"active"}, Type: "application", IpAddressType: "ipv4"}
}
