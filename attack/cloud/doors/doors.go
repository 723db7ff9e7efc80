// Package doors finds out whether an address is a door of an AWS account: the
// URL of a function, an API of API Gateway or an Application Load Balancer, by
// its own name or by one that leads there.
//
// It sends the address nothing.
package doors

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/smithy-go"
)

// Resolver looks names up; net.Resolver implements it.
type Resolver interface {
	LookupCNAME(ctx context.Context, host string) (string, error)
	LookupHost(ctx context.Context, host string) ([]string, error)
}

// Doors are those of one account and region.
type Doors struct {
	lambda    *lambda.Client
	rest      *apigateway.Client
	http      *apigatewayv2.Client
	balancers *elb.Client
	names     Resolver
	region    string
}

// New makes the clients; names may be nil for the network's.
func New(cfg aws.Config, names Resolver) *Doors {
	if names == nil {
		names = net.DefaultResolver
	}
	return &Doors{lambda.NewFromConfig(cfg), apigateway.NewFromConfig(cfg), apigatewayv2.NewFromConfig(cfg), elb.NewFromConfig(cfg), names, cfg.Region}
}

// Find says what of the account an address is; "" when it is nothing there.
// functions are asked for their URLs.
func (d *Doors) Find(ctx context.Context, address string, functions []string) (string, error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("address %q: %w", address, err)
	}
	host := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	what, err := d.named(ctx, host, functions)
	if what != "" || err != nil {
		return what, err
	}
	if net.ParseIP(host) != nil {
		return "", nil // an address says nothing of who answers there
	}
	// A name of the user's own leads to one of AWS's.
	other := host
	if name, err := d.names.LookupCNAME(ctx, host); err == nil {
		other = strings.ToLower(strings.TrimSuffix(name, "."))
	}
	if what, err := d.domain(ctx, host, other, u.EscapedPath()); what != "" || err != nil {
		return what, err
	}
	if other != host {
		if what, err := d.named(ctx, other, functions); what != "" || err != nil {
			return what, err
		}
	}
	return d.aliased(ctx, host)
}

// named says what a name of AWS's own is.
func (d *Doors) named(ctx context.Context, host string, functions []string) (string, error) {
	// The whole name counts: anybody can have a host that begins like one of AWS's.
	switch label, rest, _ := strings.Cut(host, "."); rest {
	case "lambda-url." + d.region + ".on.aws":
		return d.functionURL(ctx, label, functions)
	case "execute-api." + d.region + ".amazonaws.com", "execute-api." + d.region + ".amazonaws.com.cn":
		return d.api(ctx, label)
	}
	return d.balancer(ctx, func(name string) bool { return name == host })
}

func (d *Doors) functionURL(ctx context.Context, id string, functions []string) (string, error) {
	for _, f := range functions {
		pages := lambda.NewListFunctionUrlConfigsPaginator(d.lambda, &lambda.ListFunctionUrlConfigsInput{FunctionName: &f})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return "", err
			}
			for _, c := range page.FunctionUrlConfigs {
				u, err := url.Parse(aws.ToString(c.FunctionUrl))
				if err != nil {
					continue
				}
				if label, _, _ := strings.Cut(u.Hostname(), "."); label == id {
					return "URL of function " + f, nil
				}
			}
		}
	}
	return "", nil
}

func (d *Doors) api(ctx context.Context, id string) (string, error) {
	out, err := d.http.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: &id})
	if err == nil {
		return "HTTP API " + aws.ToString(out.Name), nil
	}
	if !missing(err) {
		return "", err
	}
	rest, err := d.rest.GetRestApi(ctx, &apigateway.GetRestApiInput{RestApiId: &id})
	if err == nil {
		return "REST API " + aws.ToString(rest.Name), nil
	}
	if !missing(err) {
		return "", err
	}
	return "", nil
}

func (d *Doors) balancer(ctx context.Context, is func(name string) bool) (string, error) {
	pages := elb.NewDescribeLoadBalancersPaginator(d.balancers, &elb.DescribeLoadBalancersInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", err
		}
		for _, b := range page.LoadBalancers {
			if is(strings.ToLower(aws.ToString(b.DNSName))) {
				return "load balancer " + aws.ToString(b.LoadBalancerName), nil
			}
		}
	}
	return "", nil
}

// aliased compares addresses: a name that is an alias record has those of what
// it stands for, and no name that says so.
func (d *Doors) aliased(ctx context.Context, host string) (string, error) {
	own, err := d.names.LookupHost(ctx, host)
	if err != nil || len(own) == 0 {
		return "", nil // then it leads nowhere
	}
	return d.balancer(ctx, func(name string) bool { return d.shares(ctx, own, name) })
}

// shares says whether a name has one of some addresses.
func (d *Doors) shares(ctx context.Context, own []string, name string) bool {
	theirs, err := d.names.LookupHost(ctx, name)
	return err == nil && !loopback(own) && slices.ContainsFunc(own, func(ip string) bool { return slices.Contains(theirs, ip) })
}

// loopback says whether addresses are this machine's, which tell nobody apart.
func loopback(addresses []string) bool {
	return slices.ContainsFunc(addresses, func(a string) bool { ip := net.ParseIP(a); return ip != nil && ip.IsLoopback() })
}

func missing(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == "NotFoundException"
}
