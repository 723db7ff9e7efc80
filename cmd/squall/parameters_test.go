package main

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

const stored = "ssm:/squall/state"

// parameters are those that are kept for runs.
func parameters(t *testing.T, s *served) (c *ssm.Client, names []string) {
	t.Helper()
	c = ssm.New(ssm.Options{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	pages := ssm.NewGetParametersByPathPaginator(c, &ssm.GetParametersByPathInput{Path: aws.String("/squall"), Recursive: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Parameters {
			names = append(names, aws.ToString(p.Name))
		}
	}
	return c, names
}

// With its state in a parameter store a run that is killed anywhere is taken
// back from a machine that has nothing of it, and nothing is left in the store.
func TestKilledWithParameters(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	before, profile := s.state(t), writeProfile(t, strings.Replace(proven, "s3://runs/squall", stored, 1))
	_, all := mortal(t, s, 0, false, profile)
	unchanged(t, s, before)
	if _, names := parameters(t, s); len(names) > 0 {
		t.Errorf("a run that ended well leaves %q", names)
	}
	if all < 60 {
		t.Fatalf("the run made only %d requests that change something", all)
	}
	step := all/6 + 1
	if os.Getenv("SQUALL_KILL_MATRIX") == "all" {
		step = 1
	}
	points := 0
	for n := 3; n <= all; n += step {
		killedOnAWS(t, s, n, points%2 == 0, points%3 > 0, profile, stored)
		unchanged(t, s, before)
		if points++; t.Failed() {
			t.Fatalf("request %d of %d", n, all)
		}
	}
	if _, names := parameters(t, s); len(names) > 0 {
		t.Errorf("recovered runs leave %q", names)
	}
	t.Logf("%d requests, %d kill points", all, points)
}

// One run at a time has the lock; a doctor says who, and a policy lets a run
// have it.
func TestParametersLock(t *testing.T) {
	s := account(t)
	w := &warden{t: t}
	spoiled(t, s, w.spoil)
	t.Chdir(t.TempDir())
	profile := writeProfile(t, strings.Replace(reserving, "budget: 5", "budget: 5\nstate: "+stored, 1))
	w.allows(`{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`)
	doctor := []string{"doctor", profile, "--target", "aws"}
	_, said := squallIn(t, doctor...)
	w.allows(printed(t, said))
	code, said := squallIn(t, "run", profile, "--target", "aws", "--allow", "reserved", "--out", "one")
	if _, denied := w.said(); code != 0 && code != 15 || len(denied) > 0 {
		t.Errorf("exit code %d, denied %q\n%s", code, denied, said)
	}
	c, _ := parameters(t, s)
	_, err := c.PutParameter(t.Context(), &ssm.PutParameterInput{Name: aws.String("/squall/state/111122223333/us-east-1/lock.json"), Type: types.ParameterTypeString,
		Value: aws.String(`{"run":"other","host":"elsewhere","pid":7,"alive":"2100-01-01T00:00:00Z"}`)})
	if err != nil {
		t.Fatal(err)
	}
	before := s.state(t)
	for _, args := range [][]string{doctor, {"run", profile, "--target", "aws", "--allow", "reserved", "--out", "two"}, {"recover", "--state", stored}} {
		if code, said := squallIn(t, args...); code != 2 || !tells(said, "run other") {
			t.Errorf("%s: exit code %d\n%s", args[0], code, said)
		}
	}
	unchanged(t, s, before)
}
