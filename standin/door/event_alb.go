package door

import (
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"

	"squall/standin/outcome"
)

// checkALB turns away what a load balancer does not pass to a function.
func checkALB(x *exchange) bool {
	if x.r.Method == http.MethodTrace {
		return x.stop(outcome.MethodRefused)
	}
	if strings.EqualFold(x.r.Header.Get("Upgrade"), "websocket") {
		return x.stop(outcome.UpgradeAsked)
	}
	if !readable(x.fields) || x.plainBody() && !utf8.Valid(x.body) {
		return x.stop(outcome.RequestUnreadable)
	}
	return true
}

// plainBody says whether the body goes into the event as it is: a load
// balancer encodes whatever has a content-encoding.
func (x *exchange) plainBody() bool {
	return len(x.body) == 0 || x.r.Header.Get("Content-Encoding") == "" && isText(x.r.Header.Get("Content-Type"))
}

// albEvent is the event of a load balancer; query parameters stay escaped.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
func albEvent(x *exchange, b []byte) []byte {
	b = append(b, `{"requestContext":{"elb":{`...)
	b = appendString(b, "targetGroupArn", x.targetGroup())
	b = append(b, "}}"...)
	b = appendString(b, "httpMethod", x.r.Method)
	b = appendString(b, "path", x.r.URL.EscapedPath())
	if x.route.MultiValue {
		b = appendAll(b, "multiValueQueryStringParameters", x.query(false), asIs)
		b = appendAll(b, "multiValueHeaders", x.fields, strings.ToLower)
	} else {
		b = appendLast(b, "queryStringParameters", x.query(false), asIs)
		b = appendLast(b, "headers", x.fields, strings.ToLower)
	}
	b = appendBody(b, x.body, !x.plainBody())
	return append(b, '}')
}

// appendBody writes body and isBase64Encoded.
func appendBody(b, body []byte, encode bool) []byte {
	b = appendKey(b, "body")
	if encode {
		b = append(b, '"')
		b = base64.StdEncoding.AppendEncode(b, body)
		b = append(b, '"')
	} else {
		b = appendQuoted(b, body)
	}
	return appendBool(b, "isBase64Encoded", encode)
}

// targetGroup is the ARN of the function's target group: one per function and
// qualifier, as AWS allows one function a group. What no rule matches goes to
// the default group, which is empty.
func (x *exchange) targetGroup() string {
	if x.route.Group != "" {
		return x.route.Group
	}
	name := x.route.Function
	if name == "" {
		name = "default"
	}
	if x.route.Qualifier != "" {
		name += "-" + strings.TrimPrefix(x.route.Qualifier, "$")
	}
	name = name[:min(len(name), 32)] // AWS's limit
	return "arn:aws:elasticloadbalancing:" + x.d.cfg.Region + ":" + x.d.cfg.Account + ":targetgroup/" + name + "/" +
		hexID("targetgroup", x.d.cfg.Account, x.d.cfg.Region, x.route.Function, x.route.Qualifier)
}

func signALB(_ *exchange, h http.Header) { h.Set("Server", "awselb/2.0") }
