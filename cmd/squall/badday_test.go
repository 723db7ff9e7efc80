package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// spoiled is an account in which something goes wrong: spoil is asked about
// each request, and answers it itself when it says so.
func spoiled(t *testing.T, s *served, spoil func(w http.ResponseWriter, r *http.Request) bool) {
	t.Helper()
	to, err := url.Parse(s.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	next := httputil.NewSingleHostReverseProxy(to)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !spoil(w, r) {
			next.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(proxy.Close)
	setenv(t, proxy.URL)
}

func refuseLambda(w http.ResponseWriter, status int, code string) bool {
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"message":"refused for the test"}`))
	return true
}

const reserving = `
name: reserving
account: {id: "111122223333", region: us-east-1}
budget: 5
functions: [{name: shop, model: {duration: {constant: 1ms}}, aliases: {live: v1}, reserved: 50}]
attack: [{path: sdk, function: shop:live, phases: [{for: 300ms, rate: 40/s}]}]
`

// What squall loses while the load runs, its credentials or its permissions,
// leaves the run dirty, with the hits so far; once it has them again, squall
// recover takes back what is left.
func TestLostInTheMiddle(t *testing.T) {
	for refused, advice := range map[string]string{"ExpiredTokenException": "the credentials have expired: get new ones", "AccessDeniedException": "the credentials may not do that; squall doctor"} {
		t.Run(refused, func(t *testing.T) {
			s := account(t)
			var lost atomic.Bool
			spoiled(t, s, func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasSuffix(r.URL.Path, "/invocations") {
					lost.Store(true)
					return false
				}
				return lost.Load() && strings.Contains(r.URL.Path, "/functions/") && refuseLambda(w, 403, refused)
			})
			t.Chdir(t.TempDir())
			before := s.state(t)
			code, said := squallIn(t, "run", writeProfile(t, reserving), "--target", "aws", "--allow", "reserved", "--out", "one")
			if code != 13 || !strings.Contains(said, refused) || !strings.Contains(said, "next   squall recover one ") {
				t.Errorf("exit code %d\n%s", code, said)
			}
			if r, err := readResult("one"); err != nil || sent(r) != 12 {
				t.Errorf("hits so far are not kept: %v", err)
			}
			if code, said := squallIn(t, "recover", "one"); code != 13 || !strings.Contains(said, advice) {
				t.Errorf("recovered without it: exit code %d\n%s", code, said)
			}
			lost.Store(false)
			if code, said := squallIn(t, "recover", "one"); code != 0 {
				t.Errorf("recovered with it: exit code %d\n%s", code, said)
			}
			unchanged(t, s, before)
		})
	}
}

// Requests that are refused because the credentials have expired end the run:
// none after them could go better.
func TestCredentialsExpireUnderLoad(t *testing.T) {
	s := account(t)
	var n atomic.Int32
	spoiled(t, s, func(w http.ResponseWriter, r *http.Request) bool {
		return strings.HasSuffix(r.URL.Path, "/invocations") && n.Add(1) > 5 && refuseLambda(w, 403, "ExpiredTokenException")
	})
	t.Chdir(t.TempDir())
	before := s.state(t)
	code, said := squallIn(t, "run", writeProfile(t, reserving), "--target", "aws", "--allow", "reserved", "--set", "attack.sdk.phases.0.for=60s", "--out", "one")
	if r, err := readResult("one"); code != 12 || err != nil || sent(r) < 1 || sent(r) > 1000 || !strings.Contains(strings.Join(strings.Fields(said), " "), "stopped early: the credentials have expired (ExpiredTokenException): get new ones") {
		t.Errorf("exit code %d, %v\n%s", code, err, said)
	}
	unchanged(t, s, before)
}

// A permission that is missing in the middle ends the run before its load; what
// was changed until then is taken back.
func TestPermissionIsMissing(t *testing.T) {
	s := account(t)
	spoiled(t, s, func(w http.ResponseWriter, r *http.Request) bool {
		return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/provisioned-concurrency") && refuseLambda(w, 403, "AccessDeniedException")
	})
	t.Chdir(t.TempDir())
	before := s.state(t)
	code, said := squallIn(t, "run", writeProfile(t, strings.Replace(reserving, "reserved: 50", "reserved: 50, provisioned: {live: 3}", 1)),
		"--target", "aws", "--allow", "reserved,provisioned", "--out", "one")
	if code != 2 || !strings.Contains(said, "the run was refused: ") || !strings.Contains(said, "AccessDenied") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	unchanged(t, s, before)
	if left := pending(t, "one"); len(left) > 0 {
		t.Errorf("left in the journal: %v", left)
	}
}

// A control plane that is busy is asked again, and the result says so.
func TestControlPlaneIsBusy(t *testing.T) {
	s := account(t)
	var n atomic.Int32
	spoiled(t, s, func(w http.ResponseWriter, r *http.Request) bool {
		return r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/concurrency") && n.Add(1) <= 2 && refuseLambda(w, 429, "TooManyRequestsException")
	})
	t.Chdir(t.TempDir())
	before := s.state(t)
	code, said := squallIn(t, "run", writeProfile(t, reserving), "--target", "aws", "--allow", "reserved", "--out", "one")
	r, err := readResult("one")
	if err != nil || code == 1 || code == 13 {
		t.Fatalf("exit code %d, %v\n%s", code, err, said)
	}
	if !strings.Contains(strings.Join(r.Warnings, "\n"), "AWS refused Lambda PutFunctionConcurrency 2 times for its rate") {
		t.Errorf("warnings %q", r.Warnings)
	}
	unchanged(t, s, before)
}

// What others do to a function while it is under load: a deleted one leaves
// nothing to take back, and what somebody has set is left as it is.
func TestOthersAtWork(t *testing.T) {
	others := func(t *testing.T, do func(s *served)) (code int, said string) {
		s := account(t)
		var n atomic.Int32
		spoiled(t, s, func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "/invocations") && n.Add(1) == 4 {
				do(s)
			}
			return false
		})
		t.Chdir(t.TempDir())
		return squallIn(t, "run", writeProfile(t, reserving), "--target", "aws", "--allow", "reserved", "--out", "one")
	}
	t.Run("delete", func(t *testing.T) {
		code, said := others(t, func(s *served) {
			if _, err := s.lambda.DeleteFunction(t.Context(), &lambda.DeleteFunctionInput{FunctionName: aws.String("shop")}); err != nil {
				t.Error(err)
			}
		})
		if code == 13 || code == 1 {
			t.Errorf("exit code %d\n%s", code, said)
		}
		if r, err := readResult("one"); err != nil || sent(r) != 12 {
			t.Errorf("hits so far are not kept: %v", err)
		}
	})
	t.Run("deploy", func(t *testing.T) {
		code, said := others(t, func(s *served) {
			// With it the requests would stay where they are until the new version is ready.
			_, err := s.lambda.DeleteProvisionedConcurrencyConfig(t.Context(), &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: aws.String("shop"), Qualifier: aws.String("live")})
			if err != nil {
				t.Error(err)
			}
			if _, err := s.lambda.UpdateAlias(t.Context(), &lambda.UpdateAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live"), FunctionVersion: aws.String("2")}); err != nil {
				t.Error(err)
			}
		})
		r, err := readResult("one")
		if err != nil || code != 0 && code != 15 {
			t.Fatalf("exit code %d, %v\n%s", code, err, said)
		}
		if !strings.Contains(strings.Join(r.Warnings, "\n"), "version 2, which the profile does not name, answered too") {
			t.Errorf("warnings %q", r.Warnings)
		}
	})
	t.Run("set", func(t *testing.T) {
		code, said := others(t, func(s *served) {
			_, err := s.lambda.PutFunctionConcurrency(t.Context(), &lambda.PutFunctionConcurrencyInput{FunctionName: aws.String("shop"), ReservedConcurrentExecutions: aws.Int32(77)})
			if err != nil {
				t.Error(err)
			}
		})
		if code != 13 || !strings.Contains(said, "somebody has set it to 77 since") {
			t.Errorf("exit code %d\n%s", code, said)
		}
		if code, said := squallIn(t, "run", writeProfile(t, reserving), "--target", "aws", "--allow", "reserved", "--out", "two"); code != 2 || !strings.Contains(said, "is marked as changed by run") && !strings.Contains(said, "reserved concurrency of shop") {
			t.Errorf("a dirty target takes a new run: exit code %d\n%s", code, said)
		}
	})
}

// A doctor says what stands in the way, and which policy a run needs.
func TestDoctor(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	code, said := squallIn(t, "doctor", writeProfile(t, proven), "--target", "aws")
	for _, want := range []string{"s3://runs/squall can be read, nobody has its lock", "300 in the account, 280 not reserved", "deployed: alias shop:live to 1",
		`"lambda:PutProvisionedConcurrencyConfig"`, `"arn:aws:s3:::runs/squall/*"`, `"events:PutEvents"`} {
		if code != 0 || !strings.Contains(said, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, said)
		}
	}
	spoiled(t, s, func(w http.ResponseWriter, r *http.Request) bool {
		return strings.HasPrefix(r.Header.Get("X-Amz-Target"), "Logs_") && refuseLambda(w, 400, "AccessDeniedException")
	})
	code, said = squallIn(t, "doctor", writeProfile(t, proven), "--target", "aws", "--set", "functions.shop.reserved=250")
	for _, want := range []string{"BAD permission: logs:FilterLogEvents on /aws/lambda/shop", "BAD concurrency: 300 in the account", "something stands in the way"} {
		if code != 2 || !strings.Contains(said, want) {
			t.Errorf("exit code %d, want %q in\n%s", code, want, said)
		}
	}
}

// Refusals that clients did not see as such are told, with both figures.
func TestThrottlesAreCompared(t *testing.T) {
	s := account(t)
	setenv(t, s.Endpoint())
	var own standin.State
	s.get(t, "state", &own)
	door := ""
	for _, d := range own.Doors {
		if d.Path == "alb" && d.Qualifier == "live" {
			door = d.URL
		}
	}
	_, err := s.lambda.DeleteProvisionedConcurrencyConfig(t.Context(), &lambda.DeleteProvisionedConcurrencyConfigInput{FunctionName: aws.String("shop"), Qualifier: aws.String("live")})
	if err != nil || door == "" {
		t.Fatalf("door %q, %v", door, err)
	}
	t.Chdir(t.TempDir())
	profile := strings.Replace(reserving, "attack: [", "attack: [{path: alb, function: shop:live, url: '"+door+"', owner: external, phases: [{for: 300ms, rate: 40/s}]}, ", 1)
	_, said := squallIn(t, "run", writeProfile(t, profile), "--target", "aws", "--allow", "reserved", "--set", "functions.shop.reserved=0", "--out", "one")
	if !strings.Contains(strings.Join(strings.Fields(said), " "), "clients of shop saw 12 refusals and CloudWatch counts 24 Throttles") {
		t.Errorf("said\n%s", said)
	}
}

// A door that answers HTML where JSON was asked for, with a status that says
// that all is well, is told of.
func TestDoorAnswersHTML(t *testing.T) {
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<p>Down for maintenance</p>"))
	}))
	t.Cleanup(door.Close)
	t.Chdir(t.TempDir())
	profile := writeProfile(t, `
name: page
attack: [{name: orders, url: "`+door.URL+`", method: POST, body: '{"id":1}', phases: [{for: 200ms, rate: 20/s}]}]
`)
	code, said := squallIn(t, "run", profile, "--out", "one")
	r, err := readResult("one")
	if err != nil || code != 0 && code != 15 {
		t.Fatalf("exit code %d, %v\n%s", code, err, said)
	}
	if !strings.Contains(strings.Join(r.Warnings, "\n"), "a door answered HTML: 4 answers to orders") {
		t.Errorf("warnings %q", r.Warnings)
	}
}
