package identity

import (
	"strings"
	"testing"

	"squall/standin/identity/policy"
)

const (
	lambdaTrust  = `{"Statement":{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}`
	accountTrust = `{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}`
	send         = `{"Statement":{"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:dlq"}}`
	queue        = "arn:aws:sqs:us-east-1:111122223333:dlq"
	owner        = "111122223333"
	second       = int64(1e9)
)

func made(t *testing.T, s *Store, name, trust string) *Role {
	t.Helper()
	r, err := s.CreateRole(0, owner, NewRole{Name: name, Trust: trust})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestJudged: what was created is judged, what was not depends on the mode.
func TestJudged(t *testing.T) {
	lambda := policy.Caller{Service: "lambda.amazonaws.com"}
	for _, enforce := range []bool{false, true} {
		s := New(Options{Enforce: enforce})
		unknown := "arn:aws:iam::111122223333:role/unknown"
		if s.Trusts(unknown, lambda) == enforce || s.Allows(unknown, "sqs:SendMessage", queue) == enforce || s.Enforces() != enforce {
			t.Errorf("enforce %v: a role that nobody created", enforce)
		}
		r := made(t, s, "r", lambdaTrust)
		if !s.Trusts(r.ARN, lambda) || s.Allows(r.ARN, "sqs:SendMessage", queue) {
			t.Errorf("enforce %v: a role without policies", enforce)
		}
		if err := s.PutInline(owner, "r", "send", send); err != nil || !s.Allows(r.ARN, "sqs:SendMessage", queue) || s.Allows(r.ARN, "sqs:SendMessage", queue+"2") {
			t.Errorf("enforce %v: with a policy: %v", enforce, err)
		}
		deny := `{"Statement":{"Effect":"Deny","Action":"sqs:*","Resource":"*"}}`
		m, err := s.CreatePolicy(0, owner, Managed{Name: "never", Document: deny})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Attach(owner, "r", m.ARN); err != nil || s.Allows(r.ARN, "sqs:SendMessage", queue) {
			t.Errorf("enforce %v: a denial counts more: %v", enforce, err)
		}
		if err := s.DeletePolicy(owner, m.ARN); err == nil || err.Code != "DeleteConflict" {
			t.Errorf("deleting an attached policy: %v", err)
		}
		if err := s.Detach(owner, "r", m.ARN); err != nil || !s.Allows(r.ARN, "sqs:SendMessage", queue) {
			t.Errorf("enforce %v: detached: %v", enforce, err)
		}
		if err := s.SetTrust(owner, "r", accountTrust); err != nil || s.Trusts(r.ARN, lambda) {
			t.Errorf("enforce %v: another trust: %v", enforce, err)
		}
	}
}

// TestSessions: a token says who somebody is, and only the store can make one.
func TestSessions(t *testing.T) {
	s := New(Options{Key: []byte("one")})
	r := made(t, s, "r", accountTrust)
	me := Caller(owner, Session{})
	given, err := s.Assume(10*second, me, r.ARN, "me", 900)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := ReadToken(given.Token)
	if !ok || got.Role != r.ARN || got.Account() != owner || got.ARN() != "arn:aws:sts::111122223333:assumed-role/r/me" || got.Expires != 910 {
		t.Errorf("the token says %+v", got)
	}
	if got.Expired(909*second) || !got.Expired(910*second) {
		t.Error("it ends at another time")
	}
	if !s.Genuine(given.Token) || New(Options{Key: []byte("other")}).Genuine(given.Token) || s.Genuine(given.Token+"x") || s.Genuine("squall.e30.") {
		t.Error("a forged token is taken for a genuine one")
	}
	if !strings.HasPrefix(given.AccessKey, "ASIA") || len(given.AccessKey) != 20 || len(given.Secret) != 40 || given.Secret != s.Secret(given.Token) {
		t.Errorf("given %+v", given)
	}
	for name, call := range map[string]func() *Error{
		"short":    func() *Error { _, err := s.Assume(0, me, r.ARN, "me", 899); return err },
		"long":     func() *Error { _, err := s.Assume(0, me, r.ARN, "me", 3601); return err },
		"name":     func() *Error { _, err := s.Assume(0, me, r.ARN, "m", 0); return err },
		"unknown":  func() *Error { _, err := s.Assume(0, me, r.ARN+"x", "me", 0); return err },
		"stranger": func() *Error { _, err := s.Assume(0, Caller("222233334444", Session{}), r.ARN, "me", 0); return err },
		"chained":  func() *Error { _, err := s.Assume(0, Caller(owner, got), r.ARN, "me", 0); return err },
	} {
		if call() == nil {
			t.Errorf("%s: a role was assumed", name)
		}
	}
}

func TestRefusals(t *testing.T) {
	s := New(Options{})
	made(t, s, "r", lambdaTrust)
	for want, call := range map[string]func() *Error{
		"EntityAlreadyExists":     func() *Error { _, err := s.CreateRole(0, owner, NewRole{Name: "r", Trust: lambdaTrust}); return err },
		"MalformedPolicyDocument": func() *Error { return s.PutInline(owner, "r", "p", `{"Statement":[]}`) },
		"NoSuchEntity":            func() *Error { return s.DeleteInline(owner, "r", "p") },
		"ValidationError": func() *Error {
			_, err := s.CreateRole(0, owner, NewRole{Name: "a b", Trust: lambdaTrust})
			return err
		},
		"AccessDenied": func() *Error { return s.DeletePolicy(owner, "arn:aws:iam::aws:policy/AdministratorAccess") },
	} {
		if err := call(); err == nil || err.Code != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, in := range []NewRole{
		{Trust: lambdaTrust}, {Name: strings.Repeat("r", 65), Trust: lambdaTrust}, {Name: "x", Path: "lab", Trust: lambdaTrust},
		{Name: "x", Trust: lambdaTrust, MaxSession: 60}, {Name: "x"},
	} {
		if _, err := s.CreateRole(0, owner, in); err == nil {
			t.Errorf("%+v was created", in)
		}
	}
	for i := range 21 {
		m, err := s.CreatePolicy(0, owner, Managed{Name: "p" + itoa(i), Document: send})
		if err == nil {
			err = s.Attach(owner, "r", m.ARN)
		}
		if (err == nil) != (i < 20) {
			t.Errorf("policy %d: %v", i, err)
		}
	}
	if got := s.Policies(owner, "/"); len(got) != 21 || s.Attachments(got[0].ARN) != 1 {
		t.Errorf("%d policies", len(got))
	}
	if got := s.Roles(owner, "/"); len(got) != 1 || len(s.Roles(owner, "/x/")) != 0 {
		t.Errorf("%d roles", len(got))
	}
}
