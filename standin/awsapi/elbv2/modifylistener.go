package elbv2

import (
	"context"

	"squall/standin/awsapi/wire"
)

type modifyListenerInput struct {
	ListenerArn, Protocol string
	Port                  int
	DefaultActions        []action
}

// modifyListener: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyListener.html
func (h *handler) modifyListener(_ context.Context, _ wire.Call, in *modifyListenerInput) (any, error) {
	if in.Port != 0 || in.Protocol != "" && in.Protocol != "HTTP" {
		return nil, wire.NotBuilt("changing the port or protocol of a listener")
	}
	a, err := actionOf(in.DefaultActions)
	if err != nil {
		return nil, err
	}
	l, no := h.store.ModifyListener(in.ListenerArn, a)
	if no != nil {
		return nil, refused(no)
	}
	return &listeners{Listeners: []listener{listenerOf(l)}}, nil
}
