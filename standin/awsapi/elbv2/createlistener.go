package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type createListenerInput struct {
	LoadBalancerArn, Protocol string
	Port                      int
	DefaultActions            []action
	Certificates              []struct{ CertificateArn string }
}

// createListener: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html
func (h *handler) createListener(_ context.Context, _ wire.Call, in *createListenerInput) (any, error) {
	if in.Protocol != "HTTP" || len(in.Certificates) > 0 {
		return nil, wire.NotBuilt("a listener of protocol " + in.Protocol + " (use HTTP)")
	}
	a, err := actionOf(in.DefaultActions)
	if err != nil {
		return nil, err
	}
	l, no := h.store.CreateListener(in.LoadBalancerArn, in.Port, a)
	if no != nil {
		return nil, refused(no)
	}
	return &listeners{Listeners: []listener{listenerOf(l)}}, nil
}
