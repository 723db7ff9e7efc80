package door

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// field is a request header or query parameter with all its values.
type field struct {
	name   string
	values []string
}

// hop are the headers that concern one connection only, in any direction.
var hop = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Proxy-Connection": true, "Te": true,
	"Trailer": true, "Transfer-Encoding": true, "Upgrade": true,
}

// requestFields are the request's headers as the function gets them, sorted by
// name: what the client sent, its Host, and what every door adds. Names are in
// net/http's canonical case, since that is all it keeps.
func (x *exchange) requestFields() []field {
	h := x.r.Header
	out := make([]field, 0, len(h)+5)
	for name, values := range h {
		switch name {
		case "X-Amzn-Trace-Id", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Proto", "Host":
		default:
			if !hop[name] {
				out = append(out, field{name, values})
			}
		}
	}
	forwarded := x.ip
	if before := h.Values("X-Forwarded-For"); len(before) > 0 {
		forwarded = strings.Join(before, ", ") + ", " + x.ip
	}
	out = append(out,
		field{"Host", []string{x.r.Host}},
		field{"X-Amzn-Trace-Id", []string{x.trace}},
		field{"X-Forwarded-For", []string{forwarded}},
		field{"X-Forwarded-Port", []string{x.listenerPort()}},
		field{"X-Forwarded-Proto", []string{x.scheme()}})
	slices.SortFunc(out, func(a, b field) int { return strings.Compare(a.name, b.name) })
	return out
}

func (x *exchange) scheme() string {
	if x.r.TLS != nil {
		return "https"
	}
	return "http"
}

// listenerPort is the port the request came in on, as the listener knows it.
func (x *exchange) listenerPort() string {
	if addr, ok := x.r.Context().Value(http.LocalAddrContextKey).(net.Addr); ok {
		if _, port, err := net.SplitHostPort(addr.String()); err == nil {
			return port
		}
	}
	if x.r.TLS != nil {
		return "443"
	}
	return "80"
}

// query takes the raw query apart, sorted by name, values in order. The load
// balancer passes names and values as they came; the others decode them.
func (x *exchange) query(decode bool) []field {
	var out []field
	for part := range strings.SplitSeq(x.r.URL.RawQuery, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if decode {
			name, value = unquery(name), unquery(value)
		}
		i := slices.IndexFunc(out, func(f field) bool { return f.name == name })
		if i < 0 {
			out = append(out, field{name, []string{value}})
			continue
		}
		out[i].values = append(out[i].values, value)
	}
	slices.SortFunc(out, func(a, b field) int { return strings.Compare(a.name, b.name) })
	return out
}

func unquery(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	return s
}

// appendLast writes a map from name to its last value.
func appendLast(b []byte, key string, fields []field, name func(string) string) []byte {
	b = appendObject(b, key)
	for _, f := range fields {
		b = appendString(b, name(f.name), f.values[len(f.values)-1])
	}
	return append(b, '}')
}

// appendAll writes a map from name to the list of its values.
func appendAll(b []byte, key string, fields []field, name func(string) string) []byte {
	b = appendObject(b, key)
	for _, f := range fields {
		b = appendList(b, name(f.name), f.values)
	}
	return append(b, '}')
}

// appendJoined writes a map from name to its values with commas between.
func appendJoined(b []byte, key string, fields []field, name func(string) string) []byte {
	b = appendObject(b, key)
	for _, f := range fields {
		b = appendString(b, name(f.name), strings.Join(f.values, ","))
	}
	return append(b, '}')
}

func asIs(s string) string { return s }

// isText says whether a body goes into the event as it is; all others are
// base64. The rule is documented for the load balancer, and payload format 2.0
// was measured in 2026 to follow the same list, a missing type included.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
// https://github.com/ministackorg/ministack/pull/766
func isText(contentType string) bool {
	kind, _, _ := strings.Cut(contentType, ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	switch kind {
	case "application/json", "application/javascript", "application/xml":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

// readable says whether every header is UTF-8.
func readable(fields []field) bool {
	for _, f := range fields {
		for _, v := range f.values {
			if !utf8.ValidString(v) {
				return false
			}
		}
	}
	return true
}
