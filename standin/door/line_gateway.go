package door

import (
	"strconv"

	"squall/standin/invoke"
	"squall/standin/outcome"
)

// gatewayLine is a line of API Gateway's access log with this JSON format, in
// which every value is a string and "-" stands for none, as on AWS:
//
//	requestId, extendedRequestId, ip, requestTime, httpMethod, path,
//	resourcePath (REST) or routeKey (HTTP), status, protocol, responseLength,
//	integrationStatus (what Lambda answered), functionStatus (what the function
//	answered), integrationLatency, integrationErrorMessage, errorMessage,
//	awsEndpointRequestId (Lambda's request id), xrayTraceId
//
// On AWS xrayTraceId needs tracing to be on and REST; a reader that finds "-"
// there can match by requestId, which the client sees as a header.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
func gatewayLine(x *exchange, b []byte) []byte {
	resource, name := "", "resourcePath"
	if x.route.Function != "" {
		resource, _ = x.resource()
	}
	if x.kind.door == invoke.DoorHTTP {
		name = "routeKey"
		if resource != "" {
			resource = x.routeKey()
		}
	}
	b = append(b, '{')
	for _, m := range [...][2]string{
		{"requestId", x.id},
		{"extendedRequestId", x.extID},
		{"ip", x.ip},
		{"requestTime", x.start.UTC().Format(clf)},
		{"httpMethod", x.r.Method},
		{"path", x.r.URL.EscapedPath()},
		{name, resource},
		{"status", strconv.Itoa(x.status)},
		{"protocol", x.r.Proto},
		{"responseLength", strconv.Itoa(x.length)},
		{"integrationStatus", number(x.lambdaStatus())},
		{"functionStatus", number(x.functionStatus())},
		{"integrationLatency", x.latency()},
		{"integrationErrorMessage", x.face.LogReason},
		{"errorMessage", x.errorMessage()},
		{"awsEndpointRequestId", x.res.RequestID},
		{"xrayTraceId", x.root},
	} {
		if m[1] == "" {
			m[1] = "-"
		}
		b = appendString(b, m[0], m[1])
	}
	return append(b, '}')
}

// lambdaStatus is what Lambda's API answered API Gateway, 0 when it was not
// called or did not answer in time.
func (x *exchange) lambdaStatus() int {
	if !x.invoked || x.end == outcome.GatewayTimedOut {
		return 0
	}
	return outcome.SDK(x.res).Status
}

// latency is the milliseconds Lambda took.
func (x *exchange) latency() string {
	if !x.invoked {
		return ""
	}
	return strconv.FormatInt(x.back.Sub(x.sent).Milliseconds(), 10)
}

// errorMessage is what API Gateway told the client, without the JSON around.
func (x *exchange) errorMessage() string {
	if x.face.FromFunction {
		return ""
	}
	return outcome.Message(x.face)
}
