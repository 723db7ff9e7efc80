package lambda

import (
	"errors"
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/pollers"
	"squall/standin/queue"
)

// withMappings has the backend carry out f, if it has event source mappings.
func (h *handler) withMappings(r *http.Request, f func(now int64, c *catalog.Catalog, p *pollers.Pollers)) *catalog.Error {
	m, ok := h.backend.(Mapper)
	if !ok {
		return refuse.Unbuilt("an event source mapping in virtual time")
	}
	if err := m.Mappings(r.Context(), f); err != nil {
		return broken(err)
	}
	return nil
}

// mappings has the backend carry out f on the event source mappings and writes
// the mapping it returns.
func (h *handler) mappings(w http.ResponseWriter, r *http.Request, status int,
	f func(now int64, c *catalog.Catalog, p *pollers.Pollers) (pollers.Mapping, *catalog.Error)) {
	var out pollers.Mapping
	var refused *catalog.Error
	err := h.withMappings(r, func(now int64, c *catalog.Catalog, p *pollers.Pollers) { out, refused = f(now, c, p) })
	switch {
	case err != nil:
		writeError(w, err)
	case refused != nil:
		writeError(w, refused)
	default:
		writeJSON(w, status, shape.MappingOf(out))
	}
}

// mappingHere finds a mapping that the caller's account has in the region.
func mappingHere(c *catalog.Catalog, p *pollers.Pollers, r *http.Request) (pollers.Mapping, *catalog.Error) {
	scope := awsapi.ScopeOf(r)
	k := c.Key(scope.Account, scope.Region)
	m, err := p.Get(r.PathValue("UUID"))
	if err != nil || m.Queue.Account != k.Account || m.Queue.Region != k.Region {
		return m, refusedMapping(pollers.ErrGone, m, "")
	}
	return m, nil
}

// refusedMapping words what the pollers refuse.
func refusedMapping(err error, m pollers.Mapping, doing string) *catalog.Error {
	var twice *pollers.TwiceError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pollers.ErrGone):
		return refuse.NotFound("The resource you requested does not exist.")
	case errors.Is(err, pollers.ErrBusy):
		return &refuse.Error{Status: http.StatusBadRequest, Code: "ResourceInUseException", Type: "User", CapitalMessage: true,
			Message: "Cannot " + doing + " the event source mapping because it is in use."}
	case errors.Is(err, pollers.ErrNotBuilt):
		return refuse.Unbuilt("such a filter of an event source mapping (" + err.Error() + ")")
	case errors.Is(err, pollers.ErrFilter): // recorded 2023
		return refuse.Invalid(shape.BadFilter)
	case errors.As(err, &twice): // the spaces are AWS's
		_, function, _ := strings.Cut(m.FunctionARN, ":function:")
		return refuse.Conflict(`An event source mapping with SQS arn (" %s ") and function (" %s ") already exists. `+
			`Please update or delete the existing mapping with UUID %s`, m.Queue.ARN(), function, twice.UUID)
	}
	return refuse.Invalid("%s", err.Error())
}

// mapped is the ARN of the function that a mapping is for, once everything it
// needs of function and queue is there.
func mapped(c *catalog.Catalog, p *pollers.Pollers, ref catalog.Ref, from queue.ID) (arn string, err *catalog.Error) {
	target, err := c.Resolve(ref.Account, ref.Region, ref.Name, ref.Qualifier)
	if err != nil {
		return "", refuse.Invalid("Function does not exist")
	}
	names := c.Names(target.Fn)
	visibility, ok := p.Visibility(from)
	settings, err := c.Configuration(ref)
	if err != nil {
		return "", err
	}
	switch {
	case from.Account != names.Account || !c.MayReceive(target.Fn, "sqs:ReceiveMessage", from.ARN()): // queues have no policies
		return "", refuse.Invalid("The provided execution role does not have permissions to call ReceiveMessage on SQS")
	case !ok || from.Region != names.Region:
		return "", refuse.Invalid("Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. " +
			"SQS Error Message: The specified queue does not exist.")
	case visibility < settings.Timeout:
		return "", refuse.Invalid("Queue visibility timeout: %d seconds is less than Function timeout: %d seconds", visibility, settings.Timeout)
	}
	return target.ARN, nil
}

// functionOf reads the name of the function of a mapping.
func functionOf(r *http.Request, name *string) (catalog.Ref, *catalog.Error) {
	if name == nil {
		return catalog.Ref{}, refuse.Missing("functionName")
	}
	scope := awsapi.ScopeOf(r)
	return naming.Parse(scope.Account, scope.Region, *name, "")
}
