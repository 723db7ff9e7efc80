package lambda

import (
	"context"
	"net/http"
	"time"

	"squall/attack/hit"
	"squall/standin/awsapi"
	"squall/standin/catalog"
	"squall/standin/catalog/refuse"
	"squall/standin/identity"
	"squall/standin/invoke"
)

// serveInvoke: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
func serveInvoke(h *handler, w http.ResponseWriter, r *http.Request) {
	req, refused := invokeRequest(r)
	if refused == nil {
		req.Payload, refused = readPayload(r, req.Async)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	resp := h.backend.Invoke(r.Context(), req)
	if wait(r.Context(), resp.At) {
		writeInvoke(w, &req, &resp)
	}
}

// invokeRequest reads everything but the payload.
func invokeRequest(r *http.Request) (invoke.Request, *catalog.Error) {
	ref, refused := refOf(r)
	if refused != nil {
		return invoke.Request{}, refused
	}
	h := r.Header
	req := invoke.Request{Account: ref.Account, Region: ref.Region, Function: ref.Name, Qualifier: ref.Qualifier,
		LogTail: h.Get(headerLogType) == "Tail", Door: invoke.DoorSDK, Trace: hit.TraceRoot(h.Get(headerTraceID)),
		Took: hit.TraceTook(h.Get(headerTraceID)), Header: h}
	req.From = originOf(r, ref.Account)
	switch t := h.Get(headerInvocationType); t {
	case "", "RequestResponse":
	case "Event":
		req.Async = true
	case "DryRun":
		req.DryRun = true
	default:
		return req, refuse.NoMember(t, "invocationType", "Event, RequestResponse, DryRun")
	}
	for _, name := range [...]string{headerClientContext, headerTenant, headerDurableName} {
		if h.Get(name) != "" {
			return req, refuse.Unbuilt("the header " + name)
		}
	}
	return req, nil
}

// wait returns at an instant, or false when the client is gone first.
func wait(ctx context.Context, at time.Time) bool {
	d := time.Until(at)
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// originOf is who calls, where it can matter: a role that was assumed, or
// somebody of another account than the function's.
func originOf(r *http.Request, owner string) *invoke.Origin {
	scope := awsapi.ScopeOf(r)
	if scope.Session.Role == "" && scope.Account == owner {
		return nil
	}
	if scope.Account == "" {
		return &invoke.Origin{} // somebody of the default account
	}
	return &invoke.Origin{Caller: identity.Caller(scope.Account, scope.Session)}
}
