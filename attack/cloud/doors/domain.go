package doors

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
)

// custom is a custom domain name of API Gateway: AWS's own names for it, and
// what its paths lead to, "" for all that no other has.
type custom struct {
	name    string
	targets []string
	apis    map[string]string
}

// domain says which API of the account a custom domain name leads to. The name
// alone tells nothing, since it may lead elsewhere by now: its records must lead
// where API Gateway has it, and its path to an API that is there.
func (d *Doors) domain(ctx context.Context, host, leads, path string) (string, error) {
	_, parent, _ := strings.Cut(host, ".")
	for _, name := range []string{host, "*." + parent} {
		c, err := d.custom(ctx, name)
		if err != nil || c != nil {
			if err != nil || !d.leadsTo(ctx, host, leads, c.targets) {
				return "", err
			}
			id := c.api(path)
			if id == "" {
				return "", nil
			}
			what, err := d.api(ctx, id)
			if what != "" {
				what += " by the domain name " + name
			}
			return what, err
		}
	}
	return "", nil
}

// leadsTo says whether the records of a name are those of AWS's.
func (d *Doors) leadsTo(ctx context.Context, host, leads string, targets []string) bool {
	if slices.Contains(targets, leads) {
		return true
	}
	own, err := d.names.LookupHost(ctx, host)
	return err == nil && slices.ContainsFunc(targets, func(t string) bool { return d.shares(ctx, own, t) })
}

// api is the one that a path leads to: by the longest key that it begins with.
func (c *custom) api(path string) (id string) {
	longest := -1
	for key, api := range c.apis {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(path, "/"), key)
		if ok && (key == "" || rest == "" || rest[0] == '/') && len(key) > longest {
			longest, id = len(key), api
		}
	}
	return id
}

// custom looks a domain name up, in both versions of the API: the first knows
// those that are at the edge. It is nil when the account has none of that name.
func (d *Doors) custom(ctx context.Context, name string) (*custom, error) {
	c := &custom{name: name, apis: map[string]string{}}
	two, err := d.http.GetDomainName(ctx, &apigatewayv2.GetDomainNameInput{DomainName: &name})
	if err == nil {
		for _, k := range two.DomainNameConfigurations {
			c.targets = append(c.targets, strings.ToLower(aws.ToString(k.ApiGatewayDomainName)))
		}
		in := &apigatewayv2.GetApiMappingsInput{DomainName: &name}
		for {
			page, err := d.http.GetApiMappings(ctx, in)
			if err != nil {
				return nil, err
			}
			for _, m := range page.Items {
				c.apis[aws.ToString(m.ApiMappingKey)] = aws.ToString(m.ApiId)
			}
			if in.NextToken = page.NextToken; in.NextToken == nil {
				return c, nil
			}
		}
	}
	if !missing(err) {
		return nil, err
	}
	return d.older(ctx, c)
}

// older asks the first version.
func (d *Doors) older(ctx context.Context, c *custom) (*custom, error) {
	one, err := d.rest.GetDomainName(ctx, &apigateway.GetDomainNameInput{DomainName: &c.name})
	if missing(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, target := range []*string{one.RegionalDomainName, one.DistributionDomainName} {
		if target != nil {
			c.targets = append(c.targets, strings.ToLower(*target))
		}
	}
	pages := apigateway.NewGetBasePathMappingsPaginator(d.rest, &apigateway.GetBasePathMappingsInput{DomainName: &c.name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, m := range page.Items {
			key := aws.ToString(m.BasePath)
			if key == "(none)" {
				key = ""
			}
			c.apis[key] = aws.ToString(m.RestApiId)
		}
	}
	return c, nil
}
