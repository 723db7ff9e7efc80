// Package quotas is the Service Quotas API of the stand-in, as far as it
// concerns Lambda's concurrent executions: read it, and ask for more, which is
// granted after a delay where AWS takes hours, and see what became of it.
//
// Of its own it keeps what was asked for; every other quota is unknown, and
// every operation that is not in the table is answered 501.
package quotas

import (
	"context"
	"time"

	"squall/standin/awsapi/wire"
	"squall/standin/catalog"
)

// Backend owns the accounts' limits.
type Backend interface {
	// Control runs f where the catalog lives and waits for its end; an error
	// means that f may not have run.
	Control(ctx context.Context, f func(*catalog.Catalog)) error
}

// Options says whose quotas are served.
type Options struct {
	Account, Region string        // of callers whose access key is no account, and that name no region
	Delay           time.Duration // until a request is granted
	Requests        *Requests
}

// New makes the Service Quotas API.
func New(o Options, b Backend) *wire.API {
	h := &handler{backend: b, delay: o.Delay, requests: o.Requests}
	o.Requests.grant = func(r request) { time.AfterFunc(o.Delay, func() { h.grant(context.Background(), r) }) }
	return &wire.API{
		Name: "Service Quotas", Target: "ServiceQuotasV20190624", JSON: "application/x-amz-json-1.1", Account: o.Account, Region: o.Region, Model: model,
		Operations: map[string]wire.Operation{
			"GetAWSDefaultServiceQuota":                     wire.Op(h.getDefault),
			"GetRequestedServiceQuotaChange":                wire.Op(h.getChange),
			"GetServiceQuota":                               wire.Op(h.getServiceQuota),
			"ListAWSDefaultServiceQuotas":                   wire.Op(h.listDefaults),
			"ListRequestedServiceQuotaChangeHistory":        wire.Op(h.listHistory),
			"ListRequestedServiceQuotaChangeHistoryByQuota": wire.Op(h.listHistoryOf),
			"ListServiceQuotas":                             wire.Op(h.listServiceQuotas),
			"ListServices":                                  wire.Op(h.listServices),
			"RequestServiceQuotaIncrease":                   wire.Op(h.requestIncrease),
		},
	}
}

type handler struct {
	backend  Backend
	delay    time.Duration
	requests *Requests
}

var model = []string{
	"AssociateServiceQuotaTemplate", "CreateSupportCase", "DeleteServiceQuotaIncreaseRequestFromTemplate", "DisassociateServiceQuotaTemplate",
	"GetAWSDefaultServiceQuota", "GetAssociationForServiceQuotaTemplate", "GetRequestedServiceQuotaChange", "GetServiceQuota",
	"GetServiceQuotaIncreaseRequestFromTemplate", "ListAWSDefaultServiceQuotas", "ListRequestedServiceQuotaChangeHistory",
	"ListRequestedServiceQuotaChangeHistoryByQuota", "ListServiceQuotaIncreaseRequestsInTemplate", "ListServiceQuotas", "ListServices",
	"ListTagsForResource", "PutServiceQuotaIncreaseRequestIntoTemplate", "RequestServiceQuotaIncrease", "TagResource", "UntagResource",
}

// The one quota: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	service    = "lambda"
	code       = "L-B99A9384"
	byDefault  = 1000
	unknown    = "The request failed because the specified service does not exist."
	unknownOne = "The request failed because the specified quota does not exist."
)

// quota is the shape ServiceQuota.
type quota struct {
	ServiceCode, ServiceName       string
	QuotaArn, QuotaCode, QuotaName string
	Value                          float64
	Unit                           string
	Adjustable, GlobalQuota        bool
	QuotaAppliedAtLevel            string
}

func concurrency(c wire.Call, value int) quota {
	return quota{ServiceCode: service, ServiceName: "AWS Lambda", QuotaArn: "arn:aws:servicequotas:" + c.Region + ":" + c.Account + ":lambda/" + code,
		QuotaCode: code, QuotaName: "Concurrent executions", Value: float64(value), Unit: "None", Adjustable: true, QuotaAppliedAtLevel: "ACCOUNT"}
}

// limit is the quota of the caller's account.
func (h *handler) limit(ctx context.Context, c wire.Call) (n int, err error) {
	err = h.backend.Control(ctx, func(k *catalog.Catalog) { n = k.AccountSettings(c.Account, c.Region).Limit })
	return n, err
}

// check refuses every other quota.
func check(serviceCode, quotaCode string) error {
	switch {
	case serviceCode == "" || quotaCode == "":
		return wire.Refuse("IllegalArgumentException", "ServiceCode and QuotaCode are required.")
	case serviceCode != service:
		return wire.Refuse("NoSuchResourceException", unknown)
	case quotaCode != code:
		return wire.Refuse("NoSuchResourceException", unknownOne)
	}
	return nil
}
