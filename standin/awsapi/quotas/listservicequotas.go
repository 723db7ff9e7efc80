package quotas

import (
	"context"

	"squall/standin/awsapi/wire"
)

type listServiceQuotasInput struct {
	ServiceCode, QuotaCode, QuotaAppliedAtLevel, NextToken string
	MaxResults                                             int
}

type listServiceQuotasOutput struct{ Quotas []quota }

// listDefaults: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListAWSDefaultServiceQuotas.html
func (h *handler) listDefaults(_ context.Context, c wire.Call, in *listServiceQuotasInput) (any, error) {
	return &listServiceQuotasOutput{[]quota{concurrency(c, byDefault)}}, check(in.ServiceCode, code)
}

// listServiceQuotas: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html
func (h *handler) listServiceQuotas(ctx context.Context, c wire.Call, in *listServiceQuotasInput) (any, error) {
	quotaCode := in.QuotaCode
	if quotaCode == "" {
		quotaCode = code
	}
	if err := check(in.ServiceCode, quotaCode); err != nil {
		return nil, err
	}
	n, err := h.limit(ctx, c)
	return &listServiceQuotasOutput{[]quota{concurrency(c, n)}}, err
}
