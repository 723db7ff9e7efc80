package fault

import (
	"cmp"
	"strings"
)

// Abroad is what becomes of a kind in an AWS account: By is the call that makes
// it happen there; without one, Instead says why there is none and what comes
// nearest.
type Abroad struct{ By, Instead string }

// inside is why most faults of the stand-in are nowhere else.
const inside = "it happens inside Lambda, where AWS lets nobody in: --target local has it"

// published is how another configuration gets behind an alias.
const published = "UpdateFunctionConfiguration and PublishVersion of what the alias leads to, and UpdateAlias"

// ownQueues refuse what they would be told.
const ownQueues = "a statement in the policy of the run's own queue, with an expiry"

// abroad are the kinds with a place on AWS, or with one that comes near.
var abroad = map[string]Abroad{
	"alias.repoint":           {By: "UpdateAlias"},
	"alias.split":             {By: "UpdateAlias"},
	"async.no-retry":          {By: "PutFunctionEventInvokeConfig"},
	"async.short-age":         {By: "PutFunctionEventInvokeConfig"},
	"cold.storm":              {By: published},
	"config.memory":           {By: published},
	"config.timeout":          {By: published},
	"config.env":              {By: published},
	"pc.remove":               {By: "DeleteProvisionedConcurrencyConfig"},
	"pc.shrink":               {By: "PutProvisionedConcurrencyConfig or DeleteProvisionedConcurrencyConfig"},
	"reserved.remove":         {By: "DeleteFunctionConcurrency"},
	"throttle.reserved":       {By: "PutFunctionConcurrency"},
	"dlq.deny":                {By: ownQueues},
	"dest.deny":               {By: ownQueues},
	"esm.disable":             {By: "UpdateEventSourceMapping"},
	"invoke.delay":            {By: "AWS FIS, aws:lambda:invocation-add-delay"},
	"invoke.error.unhandled":  {By: "AWS FIS, aws:lambda:invocation-error"},
	"invoke.response.status":  {By: "AWS FIS, aws:lambda:invocation-http-integration-response"},
	"conc.account":            {Instead: "the account's concurrency is everybody's: throttle.reserved squeezes one function"},
	"conc.reserved":           {Instead: "throttle.reserved sets the function's own"},
	"env.kill":                {Instead: "AWS ends environments when it wants: cold.storm has new ones answer"},
	"env.recycle":             {Instead: "AWS ends environments when it wants: cold.storm has new ones answer"},
	"pc.lost":                 {Instead: "pc.shrink takes provisioned environments away"},
	"async.drop":              {Instead: "AWS loses no event on purpose: async.short-age lets them expire"},
	"invoke.error.handled":    {Instead: "invoke.error.unhandled fails too, by AWS FIS"},
	"invoke.error.exit":       {Instead: "alias.split gives a share to a version of yours that exits"},
	"invoke.error.oom":        {Instead: "config.memory gives the function too little"},
	"invoke.timeout":          {Instead: "invoke.delay with a delay above the function's timeout"},
	"init.delay":              {Instead: "alias.split gives a share to a version of yours that starts slowly"},
	"init.fail":               {Instead: "alias.split gives a share to a version of yours whose start fails"},
	"init.timeout":            {Instead: "alias.split gives a share to a version of yours whose start hangs"},
	"iam.deny-dependency":     {Instead: "the role is all versions' and often others': alias.split gives a share to a version of yours that is refused"},
	"kms.disabled":            {Instead: "a disabled key stops everything that uses it: --target local has it"},
	"door.status":             {Instead: "the door is your load balancer's or API's, and squall changes neither: --target local has it"},
	"door.throttle":           {Instead: "the door is your API's, and squall changes none: --target local has it"},
	"door.timeout":            {Instead: "the door is your load balancer's or API's, and squall changes neither: --target local has it"},
	"standin.restart":         {Instead: "there is no stand-in on AWS"},
	"invoke.response.corrupt": {Instead: "alias.split gives a share to a version of yours that answers so"},
}

// ByFIS says whether AWS FIS carries a kind out.
func (k *Kind) ByFIS() bool { return strings.HasPrefix(k.OnAWS().By, "AWS FIS") }

// OnAWS is what becomes of the kind in an AWS account. Faults of the wire lie on
// our side of it, wherever it leads.
func (k *Kind) OnAWS() Abroad {
	a := abroad[k.Name]
	switch {
	case a.By != "" || a.Instead != "":
		return a
	case k.Ground == Wire:
		return Abroad{By: "this process"}
	}
	return Abroad{Instead: cmp.Or(a.Instead, inside)}
}
