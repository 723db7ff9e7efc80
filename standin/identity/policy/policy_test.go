package policy

import (
	"strings"
	"testing"
)

const trust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":["lambda.amazonaws.com","edgelambda.amazonaws.com"]},"Action":"sts:AssumeRole"}]}`

func TestEvaluate(t *testing.T) {
	const rows = `
		allow | {"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"*"}}
		allow | {"Statement":[{"Effect":"Allow","Action":["sqs:*"],"Resource":["arn:aws:sqs:us-east-1:111122223333:dlq"]}]}
		allow | {"Statement":{"Effect":"Allow","Action":"SQS:sendmessage","Resource":"arn:aws:sqs:*:*:d?q"}}
		allow | {"Statement":{"Effect":"Allow","NotAction":"sqs:Delete*","NotResource":"arn:aws:sqs:us-east-1:111122223333:other"}}
		silent | {"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:dl"}}
		silent | {"Statement":{"Effect":"Allow","NotAction":"sqs:*","Resource":"*"}}
		deny | {"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"sqs:Send*","Resource":"*"}]}
		allow | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:sourcearn":["a","arn:aws:lambda:*"]}}}}
		silent | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"x"}}}}
		allow | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalTag/team":"x"}}}}
		allow | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":"x"}}}}
		silent | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ArnNotLike":{"aws:SourceArn":["x","arn:aws:lambda:*"]}}}}
		allow | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/team":"true"},"Bool":{"aws:SecureTransport":false}}}}
		silent | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericLessThan":{"n":5},"Bool":{"aws:SecureTransport":"false"}}}}
		allow | {"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"NumericGreaterThanEquals":{"n":5}}}}`
	ask := Request{Action: "sqs:SendMessage", Resource: "arn:aws:sqs:us-east-1:111122223333:dlq",
		Context: map[string]string{"aws:SourceArn": "arn:aws:lambda:us-east-1:111122223333:function:f", "aws:SecureTransport": "false", "n": "5"}}
	words := map[string]Decision{"allow": Allowed, "silent": Silent, "deny": Denied}
	looked := 0
	for line := range strings.Lines(rows) {
		word, text, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok {
			continue
		}
		looked++
		d, err := Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := d.Identity(ask); got != words[word] {
			t.Errorf("%s: %v, want %s", text, got, word)
		}
	}
	if looked == 0 {
		t.Fatal("looked at no policy")
	}
}

func TestPrincipals(t *testing.T) {
	joe := Caller{ARN: "arn:aws:iam::111122223333:user/joe"}
	session := Caller{ARN: "arn:aws:sts::111122223333:assumed-role/r/s", Role: "arn:aws:iam::111122223333:role/r"}
	lambda := Caller{Service: "lambda.amazonaws.com"}
	for _, tt := range []struct {
		principal string
		caller    Caller
		want      Decision
	}{
		{`"*"`, joe, Allowed}, {`{"AWS":"*"}`, lambda, Allowed},
		{`{"AWS":"111122223333"}`, joe, Allowed}, {`{"AWS":"arn:aws:iam::111122223333:root"}`, session, Allowed},
		{`{"AWS":["arn:aws:iam::222233334444:root","arn:aws:iam::111122223333:role/r"]}`, session, Allowed},
		{`{"AWS":"arn:aws:iam::111122223333:role/r"}`, joe, Silent}, {`{"AWS":"arn:aws:iam::111122223333:user/joe"}`, joe, Allowed},
		{`{"Service":"lambda.amazonaws.com"}`, lambda, Allowed}, {`{"Service":"lambda.amazonaws.com"}`, joe, Silent},
		{`{"Federated":"x"}`, joe, Silent}, {`{"AWS":"222233334444"}`, Caller{}, Silent},
	} {
		d, err := Parse(`{"Statement":{"Effect":"Allow","Action":"*","Principal":` + tt.principal + `}}`)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Resource(Request{Caller: tt.caller, Action: "sts:AssumeRole"}); got != tt.want {
			t.Errorf("%s, %+v: %v, want %v", tt.principal, tt.caller, got, tt.want)
		}
	}
}

func TestRefusedDocuments(t *testing.T) {
	for text, want := range map[string]string{
		``:                               "EOF",
		`{"Statement":[]}`:               "no statement",
		`{"Version":"1","Statement":[]}`: "version",
		`{"Statement":{"Effect":"allow","Action":"*"}}`:                                                      "effect",
		`{"Statement":{"Effect":"Allow"}}`:                                                                   "action",
		`{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}`:                                      "action",
		`{"Statement":{"Effect":"Allow","Action":"*","Resource":3}}`:                                         "resource",
		`{"Statement":{"Effect":"Allow","Action":"*","Resources":"*"}}`:                                      "unknown field",
		`{"Statement":{"Effect":"Allow","Action":"*","Principal":"joe"}}`:                                    "principal",
		`{"Statement":{"Effect":"Allow","Action":"*","Principal":{"Who":"x"}}}`:                              "principal",
		`{"Statement":{"Effect":"Allow","Action":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"x"}}}}`: "not built",
		`{"Statement":{"Effect":"Allow","Action":"*","Condition":{"Bool":{"a":{}}}}}`:                        "want texts",
		trust + "x": "follows",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestLike(t *testing.T) {
	for _, tt := range []struct {
		pattern, text string
		want          bool
	}{
		{"", "", true}, {"*", "", true}, {"a*", "a", true}, {"a*c", "abbc", true}, {"a*c", "abbcd", false}, {"?", "", false},
		{"a?c", "abc", true}, {"*a*b*", "xxaxxbxx", true}, {"*ab", "aab", true}, {"a", "A", false}, {"**", "x", true}, {"a*b*c", "ab", false},
	} {
		if got := Like(tt.pattern, tt.text); got != tt.want {
			t.Errorf("%q like %q: %v", tt.text, tt.pattern, got)
		}
	}
}

// FuzzParse: whatever is read can be evaluated, and nothing panics.
func FuzzParse(f *testing.F) {
	f.Add(trust)
	f.Add(`{"Statement":{"Effect":"Deny","NotAction":["a"],"NotPrincipal":{"AWS":"*"},"Condition":{"NullIfExists":{"a":[true,1]}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Parse(text)
		if err != nil {
			return
		}
		ask := Request{Caller: Caller{Service: "lambda.amazonaws.com"}, Action: "sts:AssumeRole", Context: map[string]string{"a": "1"}}
		if d.Identity(ask) == Silent && d.Resource(ask) == Allowed {
			t.Error("allowed to somebody and to nobody in general")
		}
	})
}
