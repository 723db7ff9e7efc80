package events

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/buses"
)

// operation runs one request.
type operation func(c *call, body []byte) (any, error)

// op reads the request of an operation.
func op[In any](run func(*call, *In) (any, error)) operation {
	return func(c *call, body []byte) (any, error) {
		in := new(In)
		if len(body) > 0 {
			if err := json.Unmarshal(body, in); err != nil {
				return nil, badRequest{err}
			}
		}
		return run(c, in)
	}
}

// routes is every operation that is built.
var routes = map[string]operation{
	"CreateEventBus":        op(createEventBus),
	"DeleteEventBus":        op(deleteEventBus),
	"DeleteRule":            op(deleteRule),
	"DescribeEventBus":      op(describeEventBus),
	"DescribeRule":          op(describeRule),
	"DisableRule":           op(disableRule),
	"EnableRule":            op(enableRule),
	"ListEventBuses":        op(listEventBuses),
	"ListRuleNamesByTarget": op(listRuleNamesByTarget),
	"ListRules":             op(listRules),
	"ListTargetsByRule":     op(listTargetsByRule),
	"PutEvents":             op(putEvents),
	"PutRule":               op(putRule),
	"PutTargets":            op(putTargets),
	"RemoveTargets":         op(removeTargets),
	"TestEventPattern":      op(testEventPattern),
}

// unbuilt are the operations of the service's model that are not.
var unbuilt = strings.Fields(`ActivateEventSource CancelReplay CreateApiDestination CreateArchive CreateConnection
	CreateEndpoint CreatePartnerEventSource DeactivateEventSource DeauthorizeConnection DeleteApiDestination
	DeleteArchive DeleteConnection DeleteEndpoint DeletePartnerEventSource DescribeApiDestination DescribeArchive
	DescribeConnection DescribeEndpoint DescribeEventSource DescribePartnerEventSource DescribeReplay
	ListApiDestinations ListArchives ListConnections ListEndpoints ListEventSources
	ListPartnerEventSourceAccounts ListPartnerEventSources ListReplays ListTagsForResource PutPartnerEvents
	PutPermission RemovePermission StartReplay TagResource UntagResource UpdateApiDestination UpdateArchive
	UpdateConnection UpdateEndpoint UpdateEventBus`)

// Operations are all that the service's model has.
func Operations() []awsapi.Operation {
	var out []awsapi.Operation
	for name := range routes {
		out = append(out, awsapi.Operation{Name: name, Built: true})
	}
	for _, name := range unbuilt {
		out = append(out, awsapi.Operation{Name: name})
	}
	slices.SortFunc(out, func(a, b awsapi.Operation) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// bus is the bus that a request names by its name or ARN, or the default one.
func (c *call) bus(name string) buses.ID {
	if id, ok := buses.ParseARN(name); ok {
		return id
	}
	return buses.ID{Account: c.scope.Account, Region: c.scope.Region, Name: cmp.Or(name, buses.Default)}
}

// page cuts a list to the page that a request asks for, and gives the token of
// the next one.
func page[T any](list []T, limit *int, token string, name func(T) string) (out []T, next string, err error) {
	most := 100
	if limit != nil {
		if most = *limit; most < 1 || most > 100 {
			return nil, "", invalid("1 validation error detected: Value at 'limit' failed to satisfy constraint: Member must be between 1 and 100")
		}
	}
	if token != "" {
		i := slices.IndexFunc(list, func(v T) bool { return name(v) > token })
		if i < 0 {
			return nil, "", nil
		}
		list = list[i:]
	}
	if len(list) > most {
		return list[:most], name(list[most-1]), nil
	}
	return list, "", nil
}
