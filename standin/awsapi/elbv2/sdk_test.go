package elbv2_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	client "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"
	"github.com/aws/smithy-go"

	"squall/standin/awsapi/elbv2"
	"squall/standin/balance"
)

const function = "arn:aws:lambda:eu-west-1:111122223333:function:"

// site is a balancer with two groups, one function in each.
type site struct {
	t        *testing.T
	c        *client.Client
	store    *balance.Store
	balancer types.LoadBalancer
	group    map[string]string // ARN by name
	listener string
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, store: balance.New(func() string { return "localhost:9401" }), group: map[string]string{}}
	server := httptest.NewServer(elbv2.New(elbv2.Options{Account: "111122223333", Region: "us-east-1",
		Admits: func(function, _, _ string) bool { return !strings.HasSuffix(function, ":closed") },
		Now:    func() time.Time { return time.Unix(1_700_000_000, 0) }}, s.store))
	t.Cleanup(server.Close)
	s.c = client.New(client.Options{BaseEndpoint: &server.URL, Region: "eu-west-1", Retryer: aws.NopRetryer{},
		Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})
	ctx := t.Context()
	made, err := s.c.CreateLoadBalancer(ctx, &client.CreateLoadBalancerInput{Name: aws.String("Shop"), Subnets: []string{"subnet-1", "subnet-2"}})
	if err != nil {
		t.Fatal(err)
	}
	s.balancer = made.LoadBalancers[0]
	for _, name := range []string{"blue", "green"} {
		g, err := s.c.CreateTargetGroup(ctx, &client.CreateTargetGroupInput{Name: &name, TargetType: types.TargetTypeEnumLambda})
		if err != nil {
			t.Fatal(err)
		}
		s.group[name] = *g.TargetGroups[0].TargetGroupArn
		_, err = s.c.RegisterTargets(ctx, &client.RegisterTargetsInput{TargetGroupArn: aws.String(s.group[name]),
			Targets: []types.TargetDescription{{Id: aws.String(function + name + ":live")}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	l, err := s.c.CreateListener(ctx, &client.CreateListenerInput{LoadBalancerArn: s.balancer.LoadBalancerArn, Port: aws.Int32(80),
		Protocol: types.ProtocolEnumHttp, DefaultActions: s.weighted(80, 20)})
	if err != nil {
		t.Fatal(err)
	}
	s.listener = *l.Listeners[0].ListenerArn
	return s
}

func (s *site) weighted(blue, green int32) []types.Action {
	return []types.Action{{Type: types.ActionTypeEnumForward, ForwardConfig: &types.ForwardActionConfig{TargetGroups: []types.TargetGroupTuple{
		{TargetGroupArn: aws.String(s.group["blue"]), Weight: &blue}, {TargetGroupArn: aws.String(s.group["green"]), Weight: &green}}}}}
}

// choose asks the store as a door does.
func (s *site) choose(method, target string, draw float64, header ...string) balance.Choice {
	r := httptest.NewRequest(method, target, nil)
	r.Host = *s.balancer.DNSName
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return s.store.Choose(r, draw)
}

func (s *site) rule(priority int32, action types.Action, conditions ...types.RuleCondition) string {
	s.t.Helper()
	out, err := s.c.CreateRule(s.t.Context(), &client.CreateRuleInput{ListenerArn: &s.listener, Priority: &priority,
		Conditions: conditions, Actions: []types.Action{action}})
	if err != nil {
		s.t.Fatal(err)
	}
	return *out.Rules[0].RuleArn
}

func code(err error) string {
	var refused smithy.APIError
	if errors.As(err, &refused) {
		return refused.ErrorCode()
	}
	return ""
}

// TestWeights: requests are split between two functions as they are weighted,
// which is how a new version is released behind a load balancer.
func TestWeights(t *testing.T) {
	s := newSite(t)
	if got := aws.ToString(s.balancer.DNSName); !strings.HasPrefix(got, "shop-") || !strings.HasSuffix(got, ".eu-west-1.elb.localhost:9401") {
		t.Errorf("the balancer is called %s", got)
	}
	for draw, want := range map[float64]string{0: "blue", 0.79: "blue", 0.8: "green", 0.999: "green"} {
		if c := s.choose("GET", "/", draw); c.Target != function+want+":live" || c.Group != s.group[want] {
			t.Errorf("draw %g: %+v", draw, c)
		}
	}
	_, err := s.c.ModifyListener(t.Context(), &client.ModifyListenerInput{ListenerArn: &s.listener, DefaultActions: s.weighted(0, 1)})
	if c := s.choose("GET", "/", 0); err != nil || c.Target != function+"green:live" {
		t.Errorf("after the release: %+v, %v", c, err)
	}
	if c := s.store.Choose(httptest.NewRequest("GET", "http://shop-0.eu-west-1.elb.localhost/", nil), 0); c.Found {
		t.Errorf("a stranger's host: %+v", c)
	}
}

func TestRules(t *testing.T) {
	s := newSite(t)
	fixed := func(body string) types.Action {
		return types.Action{Type: types.ActionTypeEnumFixedResponse, FixedResponseConfig: &types.FixedResponseActionConfig{
			StatusCode: aws.String("404"), ContentType: aws.String("text/plain"), MessageBody: &body}}
	}
	first := s.rule(10, fixed("path"), types.RuleCondition{Field: aws.String("path-pattern"), Values: []string{"/api/*/v?"}})
	s.rule(20, fixed("method"), types.RuleCondition{Field: aws.String("http-request-method"),
		HttpRequestMethodConfig: &types.HttpRequestMethodConditionConfig{Values: []string{"PUT"}}})
	s.rule(30, fixed("header"), types.RuleCondition{Field: aws.String("http-header"),
		HttpHeaderConfig: &types.HttpHeaderConditionConfig{HttpHeaderName: aws.String("User-Agent"), Values: []string{"*Curl*"}}})
	s.rule(40, fixed("query"), types.RuleCondition{Field: aws.String("query-string"),
		QueryStringConfig: &types.QueryStringConditionConfig{Values: []types.QueryStringKeyValuePair{{Key: aws.String("version"), Value: aws.String("2*")}}}})
	s.rule(50, types.Action{Type: types.ActionTypeEnumRedirect, RedirectConfig: &types.RedirectActionConfig{StatusCode: types.RedirectActionStatusCodeEnumHttp301,
		Path: aws.String("/new/#{path}"), Port: aws.String("8443"), Protocol: aws.String("HTTPS")}},
		types.RuleCondition{Field: aws.String("path-pattern"), Values: []string{"/old*"}}, types.RuleCondition{Field: aws.String("host-header"), Values: []string{"shop-*"}})
	for _, tt := range []struct{ method, target, header, want string }{
		{"GET", "/api/x/v1", "", "path"}, {"GET", "/api/x/v12", "", ""}, {"GET", "/api//v1", "", "path"}, {"PUT", "/", "", "method"},
		{"GET", "/", "curl/8", "header"}, {"GET", "/?a=1&Version=21", "", "query"}, {"GET", "/?version=1", "", ""},
	} {
		c := s.choose(tt.method, tt.target, 0, "User-Agent", tt.header)
		if got := ""; c.Fixed != nil && c.Fixed.Body != tt.want || c.Fixed == nil && tt.want != got {
			t.Errorf("%+v: %+v", tt, c)
		}
	}
	if c := s.choose("GET", "/old/x?q=1", 0); c.Status != 301 || c.Location != "https://"+strings.TrimSuffix(*s.balancer.DNSName, ":9401")+":8443/new/old/x?q=1" {
		t.Errorf("redirected: %+v", c)
	}
	list, err := s.c.DescribeRules(t.Context(), &client.DescribeRulesInput{ListenerArn: &s.listener})
	if err != nil || len(list.Rules) != 6 || *list.Rules[5].Priority != "default" || !*list.Rules[5].IsDefault || *list.Rules[0].Priority != "10" {
		t.Fatalf("rules %+v, %v", list, err)
	}
	if _, err := s.c.DeleteRule(t.Context(), &client.DeleteRuleInput{RuleArn: &first}); err != nil {
		t.Error(err)
	}
	if c := s.choose("GET", "/api/x/v1", 0); c.Fixed != nil {
		t.Errorf("a rule that was deleted: %+v", c)
	}
}

func TestTargets(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	blue := aws.String(s.group["blue"])
	health, err := s.c.DescribeTargetHealth(ctx, &client.DescribeTargetHealthInput{TargetGroupArn: blue})
	if err != nil || len(health.TargetHealthDescriptions) != 1 || *health.TargetHealthDescriptions[0].Target.Id != function+"blue:live" {
		t.Errorf("health %+v, %v", health, err)
	}
	_, err = s.c.ModifyTargetGroupAttributes(ctx, &client.ModifyTargetGroupAttributesInput{TargetGroupArn: blue,
		Attributes: []types.TargetGroupAttribute{{Key: aws.String("lambda.multi_value_headers.enabled"), Value: aws.String("true")}}})
	if c := s.choose("GET", "/", 0); err != nil || !c.MultiValue {
		t.Errorf("multi-value headers: %+v, %v", c, err)
	}
	_, err = s.c.DeregisterTargets(ctx, &client.DeregisterTargetsInput{TargetGroupArn: blue, Targets: []types.TargetDescription{{Id: aws.String(function + "blue:live")}}})
	if c := s.choose("GET", "/", 0); err != nil || !c.Found || c.Target != "" {
		t.Errorf("an empty group: %+v, %v", c, err)
	}
	groups, err := s.c.DescribeTargetGroups(ctx, &client.DescribeTargetGroupsInput{LoadBalancerArn: s.balancer.LoadBalancerArn})
	if err != nil || len(groups.TargetGroups) != 2 {
		t.Errorf("groups %+v, %v", groups, err)
	}
	if _, err := s.c.DeleteTargetGroup(ctx, &client.DeleteTargetGroupInput{TargetGroupArn: blue}); code(err) != "ResourceInUse" {
		t.Errorf("a group in use was deleted: %v", err)
	}
	if _, err := s.c.DeleteLoadBalancer(ctx, &client.DeleteLoadBalancerInput{LoadBalancerArn: s.balancer.LoadBalancerArn}); err != nil {
		t.Error(err)
	}
	if _, err := s.c.DeleteTargetGroup(ctx, &client.DeleteTargetGroupInput{TargetGroupArn: blue}); err != nil {
		t.Error(err)
	}
	if c := s.choose("GET", "/", 0); c.Found {
		t.Errorf("a balancer that was deleted: %+v", c)
	}
}

func TestRefusals(t *testing.T) {
	s := newSite(t)
	ctx := t.Context()
	nowhere := aws.String("arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/no/0")
	for name, tt := range map[string]struct {
		do   func() error
		want string
	}{
		"a network balancer": {func() error {
			_, err := s.c.CreateLoadBalancer(ctx, &client.CreateLoadBalancerInput{Name: aws.String("n"), Type: types.LoadBalancerTypeEnumNetwork})
			return err
		}, "NotImplementedException"},
		"a name with a space": {func() error {
			_, err := s.c.CreateLoadBalancer(ctx, &client.CreateLoadBalancerInput{Name: aws.String("a b"), Subnets: []string{"s"}})
			return err
		}, "ValidationError"},
		"a group of instances": {func() error {
			_, err := s.c.CreateTargetGroup(ctx, &client.CreateTargetGroupInput{Name: aws.String("g"), TargetType: types.TargetTypeEnumInstance})
			return err
		}, "NotImplementedException"},
		"a function of another account": {func() error {
			_, err := s.c.RegisterTargets(ctx, &client.RegisterTargetsInput{TargetGroupArn: aws.String(s.group["blue"]),
				Targets: []types.TargetDescription{{Id: aws.String("arn:aws:lambda:eu-west-1:444455556666:function:f")}}})
			return err
		}, "InvalidTarget"},
		"a function that does not admit the group": {func() error {
			_, err := s.c.RegisterTargets(ctx, &client.RegisterTargetsInput{TargetGroupArn: aws.String(s.group["blue"]),
				Targets: []types.TargetDescription{{Id: aws.String(function + "closed")}}})
			return err
		}, "AccessDenied"},
		"a name with other settings": {func() error {
			_, err := s.c.CreateLoadBalancer(ctx, &client.CreateLoadBalancerInput{Name: aws.String("Shop"), Subnets: []string{"s"}, Scheme: types.LoadBalancerSchemeEnumInternal})
			return err
		}, "DuplicateLoadBalancerName"},
		"a second function": {func() error {
			_, err := s.c.RegisterTargets(ctx, &client.RegisterTargetsInput{TargetGroupArn: aws.String(s.group["blue"]),
				Targets: []types.TargetDescription{{Id: aws.String(function + "other")}}})
			return err
		}, "TooManyTargets"},
		"a port twice": {func() error {
			_, err := s.c.CreateListener(ctx, &client.CreateListenerInput{LoadBalancerArn: s.balancer.LoadBalancerArn, Port: aws.Int32(80),
				Protocol: types.ProtocolEnumHttp, DefaultActions: s.weighted(1, 1)})
			return err
		}, "DuplicateListener"},
		"a group that is not there": {func() error {
			_, err := s.c.ModifyListener(ctx, &client.ModifyListenerInput{ListenerArn: &s.listener,
				DefaultActions: []types.Action{{Type: types.ActionTypeEnumForward, TargetGroupArn: nowhere}}})
			return err
		}, "TargetGroupNotFound"},
		"a condition on addresses": {func() error {
			_, err := s.c.CreateRule(ctx, &client.CreateRuleInput{ListenerArn: &s.listener, Priority: aws.Int32(1), Actions: s.weighted(1, 1),
				Conditions: []types.RuleCondition{{Field: aws.String("source-ip"), SourceIpConfig: &types.SourceIpConditionConfig{Values: []string{"10.0.0.0/8"}}}}})
			return err
		}, "NotImplementedException"},
		"not built": {func() error {
			_, err := s.c.SetSubnets(ctx, &client.SetSubnetsInput{LoadBalancerArn: s.balancer.LoadBalancerArn, Subnets: []string{"s"}})
			return err
		}, "NotImplementedException"},
	} {
		if got := code(tt.do()); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

var _ http.Handler = elbv2.New(elbv2.Options{}, nil)
