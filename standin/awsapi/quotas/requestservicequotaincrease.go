package quotas

import (
	"context"
	"time"

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
	Created, LastUpdated                               wire.Time
	GlobalQuota                                        bool
	Unit, QuotaRequestedAtLevel                        string
}

func shown(c wire.Call, r request) requestedQuota {
	q := concurrency(c, 0)
	return requestedQuota{Id: r.id, ServiceCode: q.ServiceCode, ServiceName: q.ServiceName, QuotaCode: q.QuotaCode,
		QuotaName: q.QuotaName, DesiredValue: r.desired, Status: r.status, Requester: `{"accountId":"` + c.Account + `"}`,
		Created: wire.Time(r.created.UnixMilli()), LastUpdated: wire.Time(r.updated.UnixMilli()),
		QuotaArn: q.QuotaArn, Unit: q.Unit, QuotaRequestedAtLevel: q.QuotaAppliedAtLevel}
}

// requestIncrease: https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_RequestServiceQuotaIncrease.html
// The answer says PENDING, as AWS's does; what AWS decides within hours is
// granted after the delay of the stand-in, and may be none.
func (h *handler) requestIncrease(ctx context.Context, c wire.Call, in *requestIncreaseInput) (any, error) {
	if err := check(in.ServiceCode, in.QuotaCode); err != nil {
		return nil, err
	}
	limit, err := h.limit(ctx, c)
	switch {
	case err != nil:
		return nil, err
	case in.DesiredValue == nil || *in.DesiredValue != float64(int32(*in.DesiredValue)):
		return nil, wire.Refuse("IllegalArgumentException", "DesiredValue must be a whole number.")
	case int(*in.DesiredValue) <= limit:
		return nil, wire.Refuse("IllegalArgumentException", "You must provide a quota value greater than the current quota value.")
	}
	r := request{account: c.Account, region: c.Region, desired: *in.DesiredValue, status: pending, created: time.Now(), updated: time.Now()}
	if err := h.backend.Control(ctx, func(k *catalog.Catalog) { r.id = k.NextRevision() }); err != nil {
		return nil, err
	}
	if !h.requests.open(r) {
		return nil, wire.Refuse("ResourceAlreadyExistsException", "Only one open service quota increase request is allowed per quota.")
	}
	if h.delay > 0 {
		h.requests.grant(r)
	} else {
		h.grant(ctx, r)
	}
	return &requestIncreaseOutput{shown(c, r)}, nil
}

// grant gives an account what it asked for.
func (h *handler) grant(ctx context.Context, r request) {
	status := denied
	err := h.backend.Control(ctx, func(k *catalog.Catalog) {
		if k.SetAccountLimit(r.account, r.region, int(r.desired)) == nil {
			status = approved
		}
	})
	if err == nil {
		h.requests.decide(r.id, status, time.Now())
	}
}
