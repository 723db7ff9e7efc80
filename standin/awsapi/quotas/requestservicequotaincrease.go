package quotas

import (
	"context"

	"squall/standin/awsapi/wire"
	"squall/standin/catalog"
)

type requestIncreaseInput struct {
	ServiceCode, QuotaCode, ContextId string
	DesiredValue                      *float64
	SupportCaseAllowed                *bool
}

type requestIncreaseOutput struct{ RequestedQuota requestedQuota }

// requestedQuota is the shape RequestedServiceQuotaChange.
type requestedQuota struct {
	Id, ServiceCode, ServiceName, QuotaCode, QuotaName string
	DesiredValue                                       float64
	Status, Requester, QuotaArn                        string
	GlobalQuota                                        bool
	Unit, QuotaRequestedAtLevel                        string
}

// requestIncrease: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html
// What AWS decides within hours is granted at once, and says so.
func (h *handler) requestIncrease(ctx context.Context, c wire.Call, in *requestIncreaseInput) (any, error) {
	if err := check(in.ServiceCode, in.QuotaCode); err != nil {
		return nil, err
	}
	now, err := h.limit(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case in.DesiredValue == nil || *in.DesiredValue != float64(int32(*in.DesiredValue)):
		return nil, wire.Refuse("IllegalArgumentException", "DesiredValue must be a whole number.")
	case int(*in.DesiredValue) <= now:
		return nil, wire.Refuse("IllegalArgumentException", "You must provide a quota value greater than the current quota value.")
	}
	var id string
	var refused *catalog.Error
	err = h.backend.Control(ctx, func(k *catalog.Catalog) {
		refused = k.SetAccountLimit(c.Account, c.Region, int(*in.DesiredValue))
		id = k.NextRevision()
	})
	if err == nil && refused != nil {
		err = refused
	}
	q := concurrency(c, now)
	return &requestIncreaseOutput{requestedQuota{Id: id, ServiceCode: q.ServiceCode, ServiceName: q.ServiceName, QuotaCode: q.QuotaCode,
		QuotaName: q.QuotaName, DesiredValue: *in.DesiredValue, Status: "APPROVED", Requester: `{"accountId":"` + c.Account + `"}`,
		QuotaArn: q.QuotaArn, Unit: q.Unit, QuotaRequestedAtLevel: q.QuotaAppliedAtLevel}}, err
}
