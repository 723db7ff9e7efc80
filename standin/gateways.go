package standin

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"squall/standin/awsapi"
	"squall/standin/awsapi/apigateway"
	"squall/standin/awsapi/apigatewayv2"
	"squall/standin/gateway"
	"squall/standin/relay"
)

// gatewayAPIs are the two versions of API Gateway's control plane, which share
// the name in signatures and are told apart by their paths.
func (s *Standin) gatewayAPIs() awsapi.Service {
	own := gateway.Place{Account: s.options.World.Account.ID, Region: s.options.World.Account.Region}
	one := apigateway.New(own, s.gateways, time.Now)
	two := apigatewayv2.New(own, s.gateways, time.Now)
	mux := http.NewServeMux()
	mux.Handle("/v2/", two)
	mux.Handle("/", one)
	return awsapi.Gateway(mux).With(slices.Concat(one.Coverage(), two.Coverage()))
}

// admits says whether a function's policy lets a target group invoke it.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
func (s *Standin) admits(function, group, account string) (ok bool) {
	s.loop.Relay(func(_ int64, r *relay.Relay) {
		ok = r.Tellable(function, relay.Caller{Service: "elasticloadbalancing.amazonaws.com", SourceARN: group, Account: account}) == ""
	})
	return ok
}

// portOf is the port of an address, with its colon.
func portOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Port() == "" {
		return ""
	}
	return ":" + u.Port()
}
