package standin_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	rest "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"squall/standin"
)

// echo answers with its event.
const echo = `#!/usr/bin/env python3
import json, os, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/invocation/"
while True:
    r = urllib.request.urlopen(base + "next")
    event, id = r.read().decode(), r.headers["Lambda-Runtime-Aws-Request-Id"]
    urllib.request.urlopen(base + id + "/response", json.dumps({"statusCode": 200, "body": event}).encode()).read()
`

const echoARN = "arn:aws:lambda:us-east-1:111122223333:function:echo"

// ask sends a request to a door under the name of an API.
func ask(t *testing.T, s *standin.Standin, door, host, method, path string) (status int, body string) {
	t.Helper()
	base, _, _ := strings.Cut(strings.TrimPrefix(s.Doors()[door], "http://"), "/")
	req, err := http.NewRequestWithContext(t.Context(), method, "http://"+base+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

type asked struct {
	method, path string
	status       int
	holds        []string // parts of the answer
}

func check(t *testing.T, s *standin.Standin, door, host string, cases []asked) {
	t.Helper()
	for _, c := range cases {
		status, body := ask(t, s, door, host, c.method, c.path)
		if status != c.status {
			t.Errorf("%s %s: %d %s, want %d", c.method, c.path, status, body, c.status)
		}
		for _, part := range c.holds {
			if !strings.Contains(body, part) {
				t.Errorf("%s %s has no %s:\n%s", c.method, c.path, part, body)
			}
		}
	}
}

// TestHTTPAPI: an HTTP API that a user made leads where its routes say.
func TestHTTPAPI(t *testing.T) {
	s, functions := workshop(t)
	create(t, functions, "echo", "bootstrap", echo)
	c := apigatewayv2.New(apigatewayv2.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	api, err := c.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("shop"), ProtocolType: types.ProtocolTypeHttp})
	must(err)
	if want := "http://" + *api.ApiId + ".execute-api.us-east-1.localhost:"; !strings.HasPrefix(*api.ApiEndpoint, want) {
		t.Errorf("the API is at %s", *api.ApiEndpoint)
	}
	in, err := c.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{ApiId: api.ApiId, IntegrationType: types.IntegrationTypeAwsProxy,
		IntegrationUri: aws.String(echoARN), PayloadFormatVersion: aws.String("2.0")})
	must(err)
	for _, key := range []string{"GET /orders/{id}", "ANY /orders/{proxy+}", "$default"} {
		_, err := c.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{ApiId: api.ApiId, RouteKey: &key, Target: aws.String("integrations/" + *in.IntegrationId)})
		must(err)
	}
	host := *api.ApiId + ".execute-api.us-east-1.localhost"
	check(t, s, "apigw-http", host, []asked{{"GET", "/orders/7", 404, []string{`"message":"Not Found"`}}}) // no stage yet
	_, err = c.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: api.ApiId, StageName: aws.String("$default"), AutoDeploy: aws.Bool(true)})
	must(err)
	_, err = c.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: api.ApiId, StageName: aws.String("beta"), AutoDeploy: aws.Bool(true),
		StageVariables: map[string]string{"color": "blue"}})
	must(err)
	check(t, s, "apigw-http", host, []asked{
		{"GET", "/orders/7?a=1", 200, []string{`"routeKey":"GET /orders/{id}"`, `"pathParameters":{"id":"7"}`, `"stage":"$default"`, `"apiId":"` + *api.ApiId}},
		{"POST", "/orders/7/items", 200, []string{`"routeKey":"ANY /orders/{proxy+}"`, `"pathParameters":{"proxy":"7/items"}`}},
		{"GET", "/else", 200, []string{`"routeKey":"$default"`, `"rawPath":"/else"`}},
		{"GET", "/beta/orders/7", 200, []string{`"stage":"beta"`, `"stageVariables":{"color":"blue"}`, `"rawPath":"/beta/orders/7"`}},
	})
	routes, err := c.GetRoutes(ctx, &apigatewayv2.GetRoutesInput{ApiId: api.ApiId})
	if err != nil || len(routes.Items) != 3 {
		t.Fatalf("routes %+v, %v", routes, err)
	}
	_, err = c.DeleteRoute(ctx, &apigatewayv2.DeleteRouteInput{ApiId: api.ApiId, RouteId: routes.Items[2].RouteId})
	must(err)
	check(t, s, "apigw-http", host, []asked{{"GET", "/else", 404, nil}})
	quick, err := c.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("quick"), ProtocolType: types.ProtocolTypeHttp, Target: aws.String(echoARN)})
	must(err)
	check(t, s, "apigw-http", *quick.ApiId+".execute-api.us-east-1.localhost", []asked{{"PUT", "/any", 200, []string{`"routeKey":"$default"`}}})
	_, err = c.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{ApiId: api.ApiId, IntegrationType: types.IntegrationTypeHttpProxy, IntegrationUri: aws.String("http://x")})
	if err == nil || !strings.Contains(err.Error(), "HTTP_PROXY (use AWS_PROXY) is not built in squall") {
		t.Errorf("an integration that is not built: %v", err)
	}
	_, err = c.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: api.ApiId})
	must(err)
	check(t, s, "apigw-http", host, []asked{{"GET", "/orders/7", 404, nil}})
}

// TestRESTAPI: a REST API that a user made serves what was deployed.
func TestRESTAPI(t *testing.T) {
	s, functions := workshop(t)
	create(t, functions, "echo", "bootstrap", echo)
	c := apigateway.New(apigateway.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	api, err := c.CreateRestApi(ctx, &apigateway.CreateRestApiInput{Name: aws.String("shop")})
	must(err)
	resource := func(parent *string, part string) *string {
		r, err := c.CreateResource(ctx, &apigateway.CreateResourceInput{RestApiId: api.Id, ParentId: parent, PathPart: &part})
		must(err)
		return r.Id
	}
	method := func(resource *string, name string) {
		_, err := c.PutMethod(ctx, &apigateway.PutMethodInput{RestApiId: api.Id, ResourceId: resource, HttpMethod: &name, AuthorizationType: aws.String("NONE")})
		must(err)
		_, err = c.PutIntegration(ctx, &apigateway.PutIntegrationInput{RestApiId: api.Id, ResourceId: resource, HttpMethod: &name,
			Type: rest.IntegrationTypeAwsProxy, IntegrationHttpMethod: aws.String("POST"),
			Uri: aws.String("arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" + echoARN + "/invocations")})
		must(err)
	}
	orders := resource(api.RootResourceId, "orders")
	method(resource(orders, "{id}"), "GET")
	host := *api.Id + ".execute-api.us-east-1.localhost"
	missing := []string{`"message":"Missing Authentication Token"`}
	check(t, s, "apigw-rest", host, []asked{{"GET", "/prod/orders/7", 403, missing}}) // nothing is deployed
	_, err = c.CreateDeployment(ctx, &apigateway.CreateDeploymentInput{RestApiId: api.Id, StageName: aws.String("prod"), Variables: map[string]string{"v": "1"}})
	must(err)
	method(resource(orders, "{proxy+}"), "ANY") // and this is not
	check(t, s, "apigw-rest", host, []asked{
		{"GET", "/prod/orders/7", 200, []string{`"resource":"/orders/{id}"`, `"path":"/orders/7"`, `"pathParameters":{"id":"7"}`, `"stageVariables":{"v":"1"}`,
			`"stage":"prod"`, `"path":"/prod/orders/7"`}},
		{"POST", "/prod/orders/7", 403, missing},
		{"GET", "/prod/orders/7/items", 403, missing},
		{"GET", "/test/orders/7", 403, missing},
	})
	_, err = c.CreateDeployment(ctx, &apigateway.CreateDeploymentInput{RestApiId: api.Id, StageName: aws.String("prod")})
	must(err)
	check(t, s, "apigw-rest", host, []asked{
		{"GET", "/prod/orders/7/items", 200, []string{`"resource":"/orders/{proxy+}"`, `"pathParameters":{"proxy":"7/items"}`}},
		{"GET", "/prod/orders/7", 200, []string{`"resource":"/orders/{id}"`}},
	})
	resources, err := c.GetResources(ctx, &apigateway.GetResourcesInput{RestApiId: api.Id})
	if err != nil || len(resources.Items) != 4 {
		t.Errorf("resources %+v, %v", resources, err)
	}
	_, err = c.PutMethod(ctx, &apigateway.PutMethodInput{RestApiId: api.Id, ResourceId: orders, HttpMethod: aws.String("GET"), AuthorizationType: aws.String("AWS_IAM")})
	if err == nil || !strings.Contains(err.Error(), "not built in squall") {
		t.Errorf("a method with authorization: %v", err)
	}
}
