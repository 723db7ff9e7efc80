package door

import (
	"net"

	"squall/standin/door/route"
	"squall/standin/gateway"
	"squall/standin/invoke"
	"squall/standin/outcome"
)

// matched asks the APIs that users made; found is false when the request is for
// none of them, ok when the door answers by itself.
func (x *exchange) matched() (found, ok bool) {
	var kind gateway.Kind
	switch {
	case x.d.cfg.Gateways == nil:
		return false, false
	case x.kind.door == invoke.DoorREST:
		kind = gateway.REST
	case x.kind.door == invoke.DoorHTTP:
		kind = gateway.HTTP
	default:
		return false, false
	}
	host := x.r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	m, found := x.d.cfg.Gateways.Find(kind, host, x.r.URL.EscapedPath(), x.r.Method)
	switch {
	case !found:
		return false, false
	case m.Target == "":
		return true, x.stop(outcome.NoRoute)
	}
	x.api = &m
	x.route = route.Route{Door: invoke.Doors[x.kind.door]}
	x.route.Function, x.route.Qualifier = functionOf(m.Target)
	if !x.d.cfg.Gateways.Admit(x.start, &m) {
		return true, x.stop(outcome.OverLimit)
	}
	return true, true
}

// appendNamed writes named values, or null when there are none and the format
// wants that said.
func appendNamed(b []byte, key string, values []gateway.Param, null bool) []byte {
	switch {
	case len(values) > 0:
	case null:
		return appendNull(b, key)
	default:
		return b
	}
	b = appendObject(b, key)
	for _, v := range values {
		b = appendString(b, v.Name, v.Value)
	}
	return append(b, '}')
}

// params are the parts of the path that have names.
func (x *exchange) params() []gateway.Param {
	if x.api != nil {
		return x.api.Params
	}
	_, proxy := x.resource()
	switch {
	case proxy == "":
		return nil
	case x.kind.door == invoke.DoorHTTP:
		proxy = route.Unescape(proxy)
	}
	return []gateway.Param{{Name: "proxy", Value: proxy}}
}

// variables are those of the stage.
func (x *exchange) variables() []gateway.Param {
	if x.api == nil {
		return nil
	}
	return x.api.Variables
}

// stage is the stage that serves the request.
func (x *exchange) stage() string {
	switch {
	case x.api != nil:
		return x.api.Stage
	case x.kind.door == invoke.DoorREST:
		return route.Stage
	}
	return gateway.Default
}
