package permit

import (
	"strings"
	"testing"

	"squall/standin/identity/policy"
)

const function = "arn:aws:lambda:us-east-1:111122223333:function:f"

// TestDecide: who may invoke, by what was added.
func TestDecide(t *testing.T) {
	s3 := policy.Caller{Service: "s3.amazonaws.com"}
	from := func(arn, account string) map[string]string {
		return map[string]string{"aws:SourceArn": arn, "aws:SourceAccount": account}
	}
	for name, tt := range map[string]struct {
		grant Grant
		ask   policy.Request
		want  policy.Decision
	}{
		"service":            {Grant{Principal: "s3.amazonaws.com"}, policy.Request{Caller: s3}, policy.Allowed},
		"another service":    {Grant{Principal: "sns.amazonaws.com"}, policy.Request{Caller: s3}, policy.Silent},
		"source":             {Grant{Principal: "s3.amazonaws.com", SourceARN: "arn:aws:s3:::in-*"}, policy.Request{Caller: s3, Context: from("arn:aws:s3:::in-1", "")}, policy.Allowed},
		"another source":     {Grant{Principal: "s3.amazonaws.com", SourceARN: "arn:aws:s3:::in"}, policy.Request{Caller: s3, Context: from("arn:aws:s3:::in-1", "")}, policy.Silent},
		"source account":     {Grant{Principal: "s3.amazonaws.com", SourceAccount: "111122223333"}, policy.Request{Caller: s3, Context: from("", "111122223333")}, policy.Allowed},
		"another's bucket":   {Grant{Principal: "s3.amazonaws.com", SourceAccount: "111122223333"}, policy.Request{Caller: s3, Context: from("", "222233334444")}, policy.Silent},
		"no source given":    {Grant{Principal: "s3.amazonaws.com", SourceAccount: "111122223333"}, policy.Request{Caller: s3}, policy.Silent},
		"everybody":          {Grant{Principal: "*"}, policy.Request{Caller: s3}, policy.Allowed},
		"account":            {Grant{Principal: "222233334444"}, policy.Request{Caller: policy.Caller{ARN: "arn:aws:iam::222233334444:user/joe"}}, policy.Allowed},
		"another account":    {Grant{Principal: "222233334444"}, policy.Request{Caller: policy.Caller{ARN: "arn:aws:iam::333344445555:root"}}, policy.Silent},
		"another's action":   {Grant{Principal: "*", Action: "lambda:InvokeFunctionUrl"}, policy.Request{Caller: s3}, policy.Silent},
		"every action":       {Grant{Principal: "*", Action: "lambda:*"}, policy.Request{Caller: s3}, policy.Allowed},
		"url without auth":   {Grant{Principal: "*", Action: "lambda:*", URLAuth: "NONE"}, policy.Request{Caller: s3, Context: map[string]string{"lambda:FunctionUrlAuthType": "NONE"}}, policy.Allowed},
		"url with other one": {Grant{Principal: "*", Action: "lambda:*", URLAuth: "NONE"}, policy.Request{Caller: s3, Context: map[string]string{"lambda:FunctionUrlAuthType": "AWS_IAM"}}, policy.Silent},
	} {
		g, ask := tt.grant, tt.ask
		g.Sid, ask.Resource, ask.Action = "one", function, "lambda:InvokeFunction"
		if g.Action == "" {
			g.Action = ask.Action
		}
		if err := g.Check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		p := &Policy{}
		if _, err := p.Add(function, g); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := p.Decide(ask); got != tt.want {
			t.Errorf("%s: %v, want %v", name, got, tt.want)
		}
		ask.Resource += ":live"
		if got := p.Decide(ask); got != policy.Silent {
			t.Errorf("%s: the alias is %v by the function's policy", name, got)
		}
	}
	if got := (*Policy)(nil).Decide(policy.Request{}); got != policy.Silent {
		t.Errorf("no policy says %v", got)
	}
}

// TestLength: a policy ends at 20 KB, and is whole until then.
func TestLength(t *testing.T) {
	p := &Policy{}
	for i := range 1000 {
		_, err := p.Add(function, Grant{Sid: strings.Repeat("s", 60) + string(rune('a'+i%26)) + strings.Repeat("t", i/26), Principal: "*", Action: "*"})
		if err == nil {
			continue
		}
		if err.Code != "PolicyLengthExceededException" || len(p.Text()) > limit || len(p.Text()) < limit-1000 {
			t.Errorf("at %d bytes: %v", len(p.Text()), err)
		}
		return
	}
	t.Error("it never ends")
}

func TestCheck(t *testing.T) {
	good := Grant{Sid: "s", Action: "lambda:InvokeFunction", Principal: "s3.amazonaws.com"}
	for want, change := range map[string]func(*Grant){
		"at 'statementId'":                       func(g *Grant) { g.Sid = "" },
		"less than or equal to 100":              func(g *Grant) { g.Sid = strings.Repeat("s", 101) },
		"at 'action'":                            func(g *Grant) { g.Action = "s3:GetObject" },
		"at 'sourceArn'":                         func(g *Grant) { g.SourceARN = "bucket" },
		"at 'principalOrgID'":                    func(g *Grant) { g.Organisation = "o-1" },
		"at 'sourceAccount'":                     func(g *Grant) { g.SourceAccount = "1" },
		"FunctionUrlAuthType is only supported":  func(g *Grant) { g.URLAuth = "NONE" },
		"The provided principal was invalid":     func(g *Grant) { g.Principal = "arn:aws:s3:::b" },
		"enum value set: [NONE, AWS_IAM]":        func(g *Grant) { g.URLAuth = "none" },
		"at 'principal' failed to satisfy const": func(g *Grant) { g.Principal = "" },
	} {
		g := good
		change(&g)
		err := g.Check()
		if err == nil {
			err = g.CheckUse()
		}
		if err == nil || !strings.Contains(err.Message, want) {
			t.Errorf("%+v: %v, want %s", g, err, want)
		}
	}
}
