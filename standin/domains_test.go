package standin_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	rest "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
)

// A domain name leads to the stages that its mappings say, the longest path
// first; both versions of the API know it.
func TestDomainNames(t *testing.T) {
	s, functions := workshop(t)
	create(t, functions, "echo", "bootstrap", echo)
	own := credentials.NewStaticCredentialsProvider("squall", "squall", "")
	two := apigatewayv2.New(apigatewayv2.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Retryer: aws.NopRetryer{}, Credentials: own})
	one := apigateway.New(apigateway.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Retryer: aws.NopRetryer{}, Credentials: own})
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	quick, err := two.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("quick"), ProtocolType: types.ProtocolTypeHttp, Target: aws.String(echoARN)})
	must(err)
	name := aws.String("Shop.Example.com")
	made, err := two.CreateDomainName(ctx, &apigatewayv2.CreateDomainNameInput{DomainName: name, DomainNameConfigurations: []types.DomainNameConfiguration{
		{CertificateArn: aws.String("arn:aws:acm:us-east-1:111122223333:certificate/c"), EndpointType: types.EndpointTypeRegional}}})
	must(err)
	target := *made.DomainNameConfigurations[0].ApiGatewayDomainName
	if !strings.HasPrefix(target, "d-") || !strings.HasSuffix(target, ".execute-api.us-east-1.amazonaws.com") || *made.DomainName != "shop.example.com" {
		t.Errorf("made %s for %s", target, *made.DomainName)
	}
	check(t, s, "apigw-http", "shop.example.com", []asked{{"GET", "/v1/x", 404, nil}}) // nothing is mapped
	for _, key := range []string{"", "v1"} {
		_, err := two.CreateApiMapping(ctx, &apigatewayv2.CreateApiMappingInput{DomainName: name, ApiId: quick.ApiId, Stage: aws.String("$default"), ApiMappingKey: aws.String(key)})
		must(err)
	}
	check(t, s, "apigw-http", "shop.example.com", []asked{{"GET", "/v1/x", 200, []string{`"apiId":"` + *quick.ApiId}}, {"GET", "/v12", 200, nil}})
	mappings, err := two.GetApiMappings(ctx, &apigatewayv2.GetApiMappingsInput{DomainName: name})
	must(err)
	if len(mappings.Items) != 2 || *mappings.Items[0].ApiMappingKey != "v1" {
		t.Errorf("mappings %+v", mappings.Items)
	}
	_, err = two.DeleteApiMapping(ctx, &apigatewayv2.DeleteApiMappingInput{DomainName: name, ApiMappingId: mappings.Items[0].ApiMappingId})
	must(err)
	paths, err := one.GetBasePathMappings(ctx, &apigateway.GetBasePathMappingsInput{DomainName: name})
	must(err)
	if len(paths.Items) != 1 || *paths.Items[0].BasePath != "(none)" || *paths.Items[0].RestApiId != *quick.ApiId {
		t.Errorf("base paths %+v", paths.Items)
	}
	_, err = one.DeleteBasePathMapping(ctx, &apigateway.DeleteBasePathMappingInput{DomainName: name, BasePath: aws.String("(none)")})
	must(err)
	old := aws.String("old.example.com")
	_, err = one.CreateDomainName(ctx, &apigateway.CreateDomainNameInput{DomainName: old, RegionalCertificateArn: aws.String("arn:aws:acm:us-east-1:111122223333:certificate/c"),
		EndpointConfiguration: &rest.EndpointConfiguration{Types: []rest.EndpointType{rest.EndpointTypeRegional}}})
	must(err)
	_, err = one.CreateBasePathMapping(ctx, &apigateway.CreateBasePathMappingInput{DomainName: old, RestApiId: aws.String("none"), Stage: aws.String("prod")})
	if err == nil || !strings.Contains(err.Error(), "Invalid API identifier specified") {
		t.Errorf("a mapping to no API: %v", err)
	}
	got, err := one.GetDomainName(ctx, &apigateway.GetDomainNameInput{DomainName: name})
	must(err)
	all, err := two.GetDomainNames(ctx, &apigatewayv2.GetDomainNamesInput{})
	must(err)
	if *got.RegionalDomainName != target || len(all.Items) != 2 {
		t.Errorf("%s, and %d names", *got.RegionalDomainName, len(all.Items))
	}
	_, err = two.CreateDomainName(ctx, &apigatewayv2.CreateDomainNameInput{DomainName: old, DomainNameConfigurations: []types.DomainNameConfiguration{{CertificateArn: aws.String("c")}}})
	if err == nil || !strings.Contains(err.Error(), "ConflictException") {
		t.Errorf("a name twice: %v", err)
	}
	_, err = two.DeleteDomainName(ctx, &apigatewayv2.DeleteDomainNameInput{DomainName: name})
	must(err)
	_, err = two.GetDomainName(ctx, &apigatewayv2.GetDomainNameInput{DomainName: name})
	if err == nil || !strings.Contains(err.Error(), "NotFoundException") {
		t.Errorf("a name that is gone: %v", err)
	}
	check(t, s, "apigw-http", "shop.example.com", []asked{{"GET", "/v1/x", 404, nil}})
}
