package quotas

import (
	"context"

	"squall/standin/awsapi/wire"
)

type listHistoryInput struct {
	ServiceCode, QuotaCode, Status, NextToken, QuotaRequestedAtLevel string
	MaxResults                                                       int
}

type listHistoryOutput struct{ RequestedQuotas []requestedQuota }

// listHistory: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListRequestedServiceQuotaChangeHistory.html
// An account has few requests, so there is one page.
func (h *handler) listHistory(_ context.Context, c wire.Call, in *listHistoryInput) (any, error) {
	if in.ServiceCode != "" && in.ServiceCode != service {
		return nil, wire.Refuse("NoSuchResourceException", unknown)
	}
	out := &listHistoryOutput{[]requestedQuota{}}
	for _, r := range h.requests.of(c.Account, c.Region) {
		if in.Status == "" || in.Status == r.status {
			out.RequestedQuotas = append(out.RequestedQuotas, shown(c, r))
		}
	}
	return out, nil
}

// listHistoryOf: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListRequestedServiceQuotaChangeHistoryByQuota.html
func (h *handler) listHistoryOf(ctx context.Context, c wire.Call, in *listHistoryInput) (any, error) {
	if err := check(in.ServiceCode, in.QuotaCode); err != nil {
		return nil, err
	}
	return h.listHistory(ctx, c, in)
}

type getChangeInput struct{ RequestId string }

// getChange: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetRequestedServiceQuotaChange.html
func (h *handler) getChange(_ context.Context, c wire.Call, in *getChangeInput) (any, error) {
	for _, r := range h.requests.of(c.Account, c.Region) {
		if r.id == in.RequestId {
			return &requestIncreaseOutput{shown(c, r)}, nil
		}
	}
	return nil, wire.Refuse("NoSuchResourceException", "The request failed because the specified request does not exist.")
}

type listServicesOutput struct{ Services []serviceInfo }

type serviceInfo struct{ ServiceCode, ServiceName string }

// listServices: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServices.html
func (h *handler) listServices(context.Context, wire.Call, *struct{}) (any, error) {
	return &listServicesOutput{[]serviceInfo{{service, "AWS Lambda"}}}, nil
}
