package quotas

import (
	"context"

	"squall/standin/awsapi/wire"
)

type getServiceQuotaInput struct{ ServiceCode, QuotaCode, ContextId string }

type getServiceQuotaOutput struct{ Quota quota }

// getServiceQuota: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html
func (h *handler) getServiceQuota(ctx context.Context, c wire.Call, in *getServiceQuotaInput) (any, error) {
	if err := check(in.ServiceCode, in.QuotaCode); err != nil {
		return nil, err
	}
	n, err := h.limit(ctx, c)
	return &getServiceQuotaOutput{concurrency(c, n)}, err
}

// getDefault: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetAWSDefaultServiceQuota.html
func (h *handler) getDefault(_ context.Context, c wire.Call, in *getServiceQuotaInput) (any, error) {
	return &getServiceQuotaOutput{concurrency(c, byDefault)}, check(in.ServiceCode, in.QuotaCode)
}
