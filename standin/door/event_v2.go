package door

import (
	"net/http"
	"strings"

	"squall/standin/invoke"
)

// httpEvent is payload format 2.0 as an HTTP API sends it. Its rawPath is
// decoded, unlike every other door's.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
// https://github.com/middleapi/standard-server/pull/93
func httpEvent(x *exchange, b []byte) []byte {
	b = v2Event(x, b, x.routeKey(), x.r.URL.Path, x.apiID(), x.r.Host)
	b = appendNamed(b, "pathParameters", x.params(), false)
	return append(appendNamed(b, "stageVariables", x.variables(), false), '}')
}

// urlEvent is payload format 2.0 as a function URL sends it: the path is the
// one below the URL, whichever way the URL was addressed.
// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
func urlEvent(x *exchange, b []byte) []byte {
	path := x.rest
	if path == "" {
		path = "/"
	}
	host := x.route.URLID + ".lambda-url." + x.d.cfg.Region + ".on.aws"
	return append(v2Event(x, b, "$default", path, x.route.URLID, host), '}')
}

// v2Event opens the event and writes what both have; members without a value
// are left out, as AWS does.
func v2Event(x *exchange, b []byte, routeKey, path, apiID, host string) []byte {
	fields, cookies := splitCookies(x.fields)
	b = append(b, '{')
	b = appendString(b, "version", "2.0")
	b = appendString(b, "routeKey", routeKey)
	b = appendString(b, "rawPath", path)
	b = appendString(b, "rawQueryString", x.r.URL.RawQuery)
	if len(cookies) > 0 {
		b = appendList(b, "cookies", cookies)
	}
	b = appendJoined(b, "headers", fields, strings.ToLower)
	if q := x.query(true); len(q) > 0 {
		b = appendJoined(b, "queryStringParameters", q, asIs)
	}
	b = appendObject(b, "requestContext")
	account := x.d.cfg.Account
	if x.kind.door == invoke.DoorURL {
		// Captures of unsigned calls show this word where the documents have
		// the owner's account.
		account = "anonymous"
	}
	b = appendString(b, "accountId", account)
	b = appendString(b, "apiId", apiID)
	b = appendString(b, "domainName", host)
	b = appendString(b, "domainPrefix", prefix(host))
	b = appendObject(b, "http")
	b = appendString(b, "method", x.r.Method)
	b = appendString(b, "path", path)
	b = appendString(b, "protocol", x.r.Proto)
	b = appendString(b, "sourceIp", x.ip)
	b = append(appendString(b, "userAgent", x.r.UserAgent()), '}')
	b = appendString(b, "requestId", x.id)
	b = appendString(b, "routeKey", routeKey)
	b = appendString(b, "stage", x.stage())
	b = appendString(b, "time", x.start.UTC().Format(clf))
	b = append(appendInt(b, "timeEpoch", x.start.UnixMilli()), '}')
	if len(x.body) == 0 {
		return appendBool(b, "isBase64Encoded", false)
	}
	return appendBody(b, x.body, !isText(x.r.Header.Get("Content-Type")))
}

// splitCookies takes the cookies out of the headers.
func splitCookies(fields []field) (rest []field, cookies []string) {
	rest = make([]field, 0, len(fields))
	for _, f := range fields {
		if f.name != "Cookie" {
			rest = append(rest, f)
			continue
		}
		for _, line := range f.values {
			for c := range strings.SplitSeq(line, ";") {
				if c = strings.TrimSpace(c); c != "" {
					cookies = append(cookies, c)
				}
			}
		}
	}
	return rest, cookies
}

func (x *exchange) routeKey() string {
	if x.api != nil {
		return x.api.Key
	}
	resource, _ := x.resource()
	return "ANY " + resource
}

func signHTTP(x *exchange, h http.Header) { h.Set("Apigw-Requestid", x.id) }

// signURL gives the invoke's own request id when there was an invoke.
func signURL(x *exchange, h http.Header) {
	id := x.id
	if x.res.RequestID != "" {
		id = x.res.RequestID
	}
	h.Set("X-Amzn-Requestid", id)
	h.Set("X-Amzn-Trace-Id", "Root="+x.root)
}
