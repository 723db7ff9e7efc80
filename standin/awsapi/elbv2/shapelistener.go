package elbv2

import "squall/standin/balance"

// listener is the shape of that name.
type listener struct {
	ListenerArn     string
	LoadBalancerArn string
	Port            int
	Protocol        string
	DefaultActions  []action
}

type listeners struct {
	Listeners  []listener
	NextMarker *string
}

func listenerOf(l *balance.Listener) listener {
	return listener{l.ARN, l.Balancer, l.Port, "HTTP", actions(l.Rules[len(l.Rules)-1].Action)}
}
