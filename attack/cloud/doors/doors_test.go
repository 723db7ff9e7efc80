package doors

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// account has a function with a URL, an HTTP API, a REST API and a load
// balancer.
func account(t *testing.T) aws.Config {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/2021-10-31/functions/shop/urls":
			fmt.Fprint(w, `{"FunctionUrlConfigs":[{"FunctionUrl":"https://abc123.lambda-url.us-east-1.on.aws/"}]}`)
		case "/v2/apis/h1":
			fmt.Fprint(w, `{"apiId":"h1","name":"orders"}`)
		case "/v2/domainnames/shop.custom.example", "/v2/domainnames/*.wild.example", "/v2/domainnames/moved.example", "/v2/domainnames/old.example":
			fmt.Fprint(w, `{"domainNameConfigurations":[{"apiGatewayDomainName":"d-abc.execute-api.us-east-1.amazonaws.com"}]}`)
		case "/v2/domainnames/shop.custom.example/apimappings":
			if r.URL.Query().Get("nextToken") == "" {
				fmt.Fprint(w, `{"items":[{"apiId":"h1","apiMappingKey":"orders","stage":"s"}],"nextToken":"2"}`)
				return
			}
			fmt.Fprint(w, `{"items":[{"apiId":"r1","apiMappingKey":"orders/old","stage":"s"}]}`)
		case "/v2/domainnames/*.wild.example/apimappings", "/v2/domainnames/moved.example/apimappings":
			fmt.Fprint(w, `{"items":[{"apiId":"h1","stage":"s"}]}`)
		case "/v2/domainnames/old.example/apimappings":
			fmt.Fprint(w, `{"items":[{"apiId":"deleted","stage":"s"}]}`)
		case "/domainnames/edge.example":
			fmt.Fprint(w, `{"distributionDomainName":"d111.cloudfront.net"}`)
		case "/domainnames/edge.example/basepathmappings":
			fmt.Fprint(w, `{"item":[{"basePath":"(none)","restApiId":"r1","stage":"s"}]}`)
		case "/restapis/r1":
			fmt.Fprint(w, `{"id":"r1","name":"older"}`)
		case "/":
			fmt.Fprint(w, `<DescribeLoadBalancersResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><DescribeLoadBalancersResult><LoadBalancers><member>`+
				`<DNSName>Shop-1234.us-east-1.elb.amazonaws.com</DNSName><LoadBalancerName>shop</LoadBalancerName></member></LoadBalancers></DescribeLoadBalancersResult></DescribeLoadBalancersResponse>`)
		default:
			w.Header().Set("X-Amzn-ErrorType", "NotFoundException")
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"message":"none"}`)
		}
	}))
	t.Cleanup(s.Close)
	return aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("k", "s", "")}
}

// names are a name server.
type names struct{ leads, at map[string]string }

func (n names) LookupCNAME(_ context.Context, host string) (string, error) {
	if to := n.leads[host]; to != "" {
		return to + ".", nil
	}
	return host + ".", nil
}

func (n names) LookupHost(_ context.Context, host string) ([]string, error) {
	if ip := n.at[host]; ip != "" {
		return []string{ip}, nil
	}
	return nil, errors.New("no such host")
}

// An address is recognised by the whole of its name, or where its name leads;
// nothing of anybody else's is.
func TestFind(t *testing.T) {
	d := New(account(t), names{
		leads: map[string]string{
			"shop.example": "shop-1234.us-east-1.elb.amazonaws.com", "api.example": "h1.execute-api.us-east-1.amazonaws.com",
			"else.example": "other-99.us-east-1.elb.amazonaws.com", "shop.custom.example": "d-abc.execute-api.us-east-1.amazonaws.com", "a.wild.example": "d-abc.execute-api.us-east-1.amazonaws.com",
			"moved.example": "d-other.execute-api.us-east-1.amazonaws.com", "old.example": "d-abc.execute-api.us-east-1.amazonaws.com", "stolen.example": "d-abc.execute-api.us-east-1.amazonaws.com",
		},
		at: map[string]string{
			"shop-1234.us-east-1.elb.amazonaws.com": "203.0.113.7", "apex.example": "203.0.113.7", "other.example": "203.0.113.8", "here.example": "127.0.0.1",
			"d111.cloudfront.net": "203.0.113.9", "edge.example": "203.0.113.9",
		},
	})
	for address, want := range map[string]string{
		"https://abc123.lambda-url.us-east-1.on.aws/":            "URL of function shop",
		"https://ABC123.lambda-url.us-east-1.on.aws./x?y=1":      "URL of function shop",
		"https://h1.execute-api.us-east-1.amazonaws.com/prod":    "HTTP API orders",
		"https://r1.execute-api.us-east-1.amazonaws.com/prod":    "REST API older",
		"http://shop-1234.us-east-1.elb.amazonaws.com:8080/cart": "load balancer shop",
		"https://shop.example/":                                  "load balancer shop",
		"https://apex.example/":                                  "load balancer shop",
		"https://api.example/":                                   "HTTP API orders",

		"https://shop.custom.example/orders":       "HTTP API orders by the domain name shop.custom.example",
		"https://shop.custom.example/orders/7?x=1": "HTTP API orders by the domain name shop.custom.example",
		"https://shop.custom.example/orders/old/7": "REST API older by the domain name shop.custom.example",
		"https://a.wild.example/":                  "HTTP API orders by the domain name *.wild.example",
		"https://edge.example/any":                 "REST API older by the domain name edge.example",

		"https://shop.custom.example/ordersx": "", // no mapping has that path
		"https://shop.custom.example/":        "",
		"https://moved.example/":              "", // the account has the name, and it leads elsewhere
		"https://old.example/":                "", // the API is gone
		"https://stolen.example/":             "", // it leads there, and the account has no such name

		"https://zzz.lambda-url.us-east-1.on.aws/":            "",
		"https://abc123.lambda-url.eu-west-1.on.aws/":         "",
		"https://abc123.lambda-url.us-east-1.on.aws.evil.io/": "",
		"https://h1.execute-api.eu-west-1.amazonaws.com/":     "",
		"https://h1.execute-api.evil.io/":                     "",
		"https://zz.execute-api.us-east-1.amazonaws.com/":     "",
		"https://other-99.us-east-1.elb.amazonaws.com/":       "",
		"https://else.example/":                               "",
		"https://other.example/":                              "",
		"https://nowhere.example/":                            "",
		"http://here.example/":                                "",
		"http://203.0.113.7/":                                 "",
		"http://127.0.0.1:9400/":                              "",
		"http://[::1]/":                                       "",
	} {
		if got, err := d.Find(t.Context(), address, []string{"shop"}); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", address, got, err, want)
		}
	}
	if _, err := d.Find(t.Context(), "http://%zz/", nil); err == nil {
		t.Error("what is no address is taken for one")
	}
}

// Who may not look cannot know.
func TestRefused(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"message":"no"}`)
	}))
	defer s.Close()
	d := New(aws.Config{Region: "us-east-1", BaseEndpoint: &s.URL, Credentials: credentials.NewStaticCredentialsProvider("k", "s", "")}, names{})
	for _, address := range []string{"https://a.lambda-url.us-east-1.on.aws/", "https://a.execute-api.us-east-1.amazonaws.com/", "https://shop.example/"} {
		if got, err := d.Find(t.Context(), address, []string{"shop"}); err == nil || got != "" {
			t.Errorf("%s: %q", address, got)
		}
	}
}
