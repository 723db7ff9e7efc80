package door

import (
	"net/http"
	"strings"

	"squall/standin/door/route"
)

// clf is the time format of API Gateway's events and logs.
const clf = "02/Jan/2006:15:04:05 -0700"

// restEvent is payload format 1.0 as a REST API sends it. Absent maps are
// null, and a body is always text: the API has no binary media types.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
func restEvent(x *exchange, b []byte) []byte {
	resource, _ := x.resource()
	b = append(b, '{')
	b = appendString(b, "resource", resource)
	b = appendString(b, "path", strings.TrimPrefix(x.r.URL.EscapedPath(), "/"+x.stage()))
	b = appendString(b, "httpMethod", x.r.Method)
	b = appendLast(b, "headers", x.fields, asIs)
	b = appendAll(b, "multiValueHeaders", x.fields, asIs)
	if q := x.query(true); len(q) > 0 {
		b = appendLast(b, "queryStringParameters", q, asIs)
		b = appendAll(b, "multiValueQueryStringParameters", q, asIs)
	} else {
		b = appendNull(b, "queryStringParameters")
		b = appendNull(b, "multiValueQueryStringParameters")
	}
	b = appendNamed(b, "pathParameters", x.params(), true)
	b = appendNamed(b, "stageVariables", x.variables(), true)
	b = restContext(x, appendObject(b, "requestContext"), resource)
	b = append(b, '}')
	if len(x.body) == 0 {
		b = appendBool(appendNull(b, "body"), "isBase64Encoded", false)
	} else {
		b = appendBody(b, x.body, false)
	}
	return append(b, '}')
}

// restContext writes the members of requestContext. The identity of a caller
// who signs nothing is all nulls but its address and agent.
func restContext(x *exchange, b []byte, resource string) []byte {
	b = appendString(b, "accountId", x.d.cfg.Account)
	b = appendString(b, "apiId", x.apiID())
	b = appendString(b, "deploymentId", x.deploymentID())
	b = appendString(b, "domainName", x.r.Host)
	b = appendString(b, "domainPrefix", prefix(x.r.Host))
	b = appendString(b, "extendedRequestId", x.extID)
	b = appendString(b, "httpMethod", x.r.Method)
	b = appendObject(b, "identity")
	for _, key := range [...]string{"accessKey", "accountId", "caller", "cognitoAuthenticationProvider",
		"cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId"} {
		b = appendNull(b, key)
	}
	b = appendString(b, "sourceIp", x.ip)
	b = appendNull(b, "user")
	b = appendString(b, "userAgent", x.r.UserAgent())
	b = append(appendNull(b, "userArn"), '}')
	b = appendString(b, "path", x.r.URL.EscapedPath())
	b = appendString(b, "protocol", x.r.Proto)
	b = appendString(b, "requestId", x.id)
	b = appendString(b, "requestTime", x.start.UTC().Format(clf))
	b = appendInt(b, "requestTimeEpoch", x.start.UnixMilli())
	b = appendString(b, "resourceId", x.resourceID(resource))
	b = appendString(b, "resourcePath", resource)
	return appendString(b, "stage", x.stage())
}

// resource is the API's resource that the path fits, and the value of its
// {proxy+}: the bare address has a resource of its own.
func (x *exchange) resource() (resource, proxy string) {
	if x.api != nil {
		return x.api.Resource, ""
	}
	base := strings.TrimPrefix(x.route.Path, "/"+route.Stage)
	proxy = strings.Trim(x.rest, "/")
	if proxy == "" {
		return base, ""
	}
	return base + "/{proxy+}", proxy
}

func (x *exchange) apiID() string {
	if x.api != nil {
		return x.api.API.ID
	}
	return route.StableID(10, "api", x.route.Door, x.d.cfg.Account, x.d.cfg.Region)
}

func (x *exchange) deploymentID() string {
	if x.api != nil {
		return x.api.Deployment
	}
	return route.StableID(6, "deployment", x.d.cfg.Account, x.d.cfg.Region)
}

func (x *exchange) resourceID(resource string) string {
	if x.api != nil {
		return x.api.ID
	}
	return route.StableID(6, "resource", x.route.Path, resource)
}

func prefix(host string) string {
	first, _, _ := strings.Cut(host, ".")
	return first
}

func signREST(x *exchange, h http.Header) {
	h.Set("X-Amzn-Requestid", x.id)
	h.Set("X-Amz-Apigw-Id", x.extID)
	if x.face.FromFunction {
		h.Set("X-Amzn-Trace-Id", "Root="+x.root)
	}
}
