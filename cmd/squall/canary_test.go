package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// beforeRelease is what stands in the account; %s is how often v2 fails.
const beforeRelease = `
name: deployed
functions:
  - name: shop
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}, errors: %s}}}
    aliases: {live: v1}
attack: [{path: sdk, function: shop, phases: [{for: 1s, rate: 1/s}]}]
`

const releaseThere = `
name: released
account: {id: "111122223333", region: us-east-1}
budget: 5
functions:
  - name: shop
    versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}
    aliases: {live: v1}
attack:
  - {path: sdk, function: shop:live, phases: [{for: 4s, rate: 300/s}]}
canary:
  {function: shop, alias: live, candidate: v2, look: 200ms, settle: 0s, latency: none, errors: 60%,
   steps: [{weight: 30%, for: 1s}, {weight: 50%, for: 1s}]}
`

// releasing is an account in which a version is released.
func releasing(t *testing.T, failing string) *served {
	t.Helper()
	s := serveWaiting(t, fmt.Sprintf(beforeRelease, failing), 60)
	_, err := s.lambda.TagResource(t.Context(), &lambda.TagResourceInput{
		Resource: aws.String("arn:aws:lambda:us-east-1:111122223333:function:shop"), Tags: map[string]string{"squall": "allowed"}})
	if err != nil {
		t.Fatal(err)
	}
	setenv(t, s.Endpoint())
	t.Chdir(t.TempDir())
	return s
}

func (s *served) live(t *testing.T) *lambda.GetAliasOutput {
	t.Helper()
	a, err := s.lambda.GetAlias(t.Context(), &lambda.GetAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live")})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestReleaseOnAWS(t *testing.T) {
	profile := strings.Replace(releaseThere, "budget: 5\n", "budget: 5\nrestorer: arn:aws:iam::111122223333:role/restorer\n", 1)
	for _, test := range []struct {
		name, failing, to, said string
		code                    int
	}{
		{"as good", "0%", "2", "v2 of shop:live is promoted", 0},
		{"worse", "90%", "1", "v2 of shop:live is rolled back", 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := releasing(t, test.failing)
			code, said := squallIn(t, "canary", writeProfile(t, profile), "--target", "aws", "--allow", "alias", "--out", "one")
			if code == 15 && test.code == 0 { // this machine was too slow, and that promotes nothing
				test.to, test.said = "1", "the measurement cannot be trusted, so nothing is promoted"
			}
			if code != test.code && code != 15 || !strings.Contains(said, test.said) {
				t.Errorf("exit code %d\n%s", code, said)
			}
			if a := s.live(t); *a.FunctionVersion != test.to || a.RoutingConfig != nil && len(a.RoutingConfig.AdditionalVersionWeights) > 0 {
				t.Errorf("live points at %s with %v", *a.FunctionVersion, a.RoutingConfig)
			}
			if left := scheduled(t, s); len(left) > 0 {
				t.Errorf("left scheduled: %q", left)
			}
			if code, said := squallIn(t, "recover"); code != 0 {
				t.Errorf("recover: exit code %d\n%s", code, said)
			}
			if a := s.live(t); *a.FunctionVersion != test.to {
				t.Errorf("after recover live points at %s", *a.FunctionVersion)
			}
		})
	}
}

// A deploy by somebody else in the middle stays, and is told.
func TestReleaseMeetsAnotherDeploy(t *testing.T) {
	s := releasing(t, "0%")
	profile := writeProfile(t, releaseThere)
	done := make(chan string)
	go func() {
		_, said := squallIn(t, "canary", profile, "--target", "aws", "--allow", "alias", "--out", "one")
		done <- said
	}()
	var said string
	for theirs := false; said == ""; {
		select {
		case said = <-done:
		case <-time.After(20 * time.Millisecond):
			if a := s.live(t); !theirs && a.RoutingConfig != nil && a.RoutingConfig.AdditionalVersionWeights["2"] > 0 {
				_, err := s.lambda.UpdateAlias(t.Context(), &lambda.UpdateAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live"),
					RoutingConfig: &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{"2": 0.05}}})
				if err != nil {
					t.Error(err)
				}
				theirs = true
			}
		}
	}
	if !strings.Contains(said, "somebody else set it") {
		t.Errorf("said\n%s", said)
	}
	if a := s.live(t); a.RoutingConfig.AdditionalVersionWeights["2"] != 0.05 {
		t.Errorf("live has %v", a.RoutingConfig)
	}
}
