package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"
)

// releaseSoon is a release in three moves of the alias, under a second.
var releaseSoon = strings.NewReplacer("look: 200ms", "look: 100ms", "for: 1s}", "for: 200ms, samples: 20}", "for: 4s", "for: 2s",
	"budget: 5", "budget: 5\nstate: s3://runs/squall").Replace(releaseThere)

// mended is the alias after a release that did not end by itself: nobody has a
// share of it but the version that it points at.
func mended(t *testing.T, s *served, before []string, to ...string) {
	t.Helper()
	a := s.live(t)
	if !slices.Contains(to, *a.FunctionVersion) || a.RoutingConfig != nil && len(a.RoutingConfig.AdditionalVersionWeights) > 0 {
		t.Errorf("live points at %s with %+v, want %v", *a.FunctionVersion, a.RoutingConfig, to)
	}
	if *a.FunctionVersion == "2" {
		_, err := s.lambda.UpdateAlias(t.Context(), &lambda.UpdateAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live"), FunctionVersion: aws.String("1")})
		if err != nil {
			t.Fatal(err)
		}
	}
	unchanged(t, s, before)
}

// TestKilledRelease kills releases around every line of their journal and every
// UpdateAlias, with the disk of the run kept and lost: after squall recover the
// alias is where it began, or promoted if the release had got so far. The one
// that ends in a roll-back has provisioned concurrency, which follows its alias.
func TestKilledRelease(t *testing.T) {
	for _, ends := range []struct {
		failing string
		code    int
	}{{"0%", 0}, {"90%", 10}} {
		t.Run(ends.failing, func(t *testing.T) {
			s := accountOf(t, fmt.Sprintf(beforeRelease, ends.failing), "shop")
			setenv(t, s.Endpoint())
			if ends.code == 10 {
				s.provision(t)
			}
			before := s.state(t)
			args := []string{"canary", writeProfile(t, releaseSoon), "--target", "aws", "--allow", "alias"}
			_, all := mortally(t, s, 0, false, ends.code, args...)
			mended(t, s, before, "1", "2")
			killPoints(t, all/3, all/3, all, func(n int, after, lost bool) {
				dir, _ := mortally(t, s, n, after, ends.code, args...)
				to := []string{"1"}
				if *s.live(t).FunctionVersion == "2" && ends.code == 0 {
					to = []string{"1", "2"}
				}
				back(t, s, dir, lost)
				mended(t, s, before, to...)
			})
		})
	}
}

// provision gives the alias two environments, and waits for them.
func (s *served) provision(t *testing.T) {
	t.Helper()
	name, alias := aws.String("shop"), aws.String("live")
	if _, err := s.lambda.PutProvisionedConcurrencyConfig(t.Context(), &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: alias, ProvisionedConcurrentExecutions: aws.Int32(2)}); err != nil {
		t.Fatal(err)
	}
	for status := types.ProvisionedConcurrencyStatusEnumInProgress; status != types.ProvisionedConcurrencyStatusEnumReady; {
		out, err := s.lambda.GetProvisionedConcurrencyConfig(t.Context(), &lambda.GetProvisionedConcurrencyConfigInput{FunctionName: name, Qualifier: alias})
		if err != nil {
			t.Fatal(err)
		}
		status = out.Status
	}
}

// back recovers a run on AWS, twice.
func back(t *testing.T, s *served, dir string, lost bool) {
	t.Helper()
	args := []string{"recover", "--state", "s3://runs/squall", "--dead"}
	if _, err := os.Stat(filepath.Join(dir, "journal.jsonl")); !lost && err == nil && len(pending(t, dir)) > 0 {
		redirect(t, dir, s.Endpoint())
		args = []string{"recover", dir}
	}
	for range 2 {
		if code, said := squallIn(t, args...); code != 0 || !strings.Contains(said, "nothing is left changed") {
			t.Errorf("%v: exit code %d\n%s", args, code, said)
		}
	}
}

// struck is a release in a process of its own; do is called at its n-th
// UpdateAlias, before the account has it, and says whether the request is lost.
func struck(t *testing.T, s *served, n int32, do func(child *os.Process, answer http.ResponseWriter) (lost bool)) (code int, dir, said string) {
	t.Helper()
	to, err := url.Parse(s.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "result")
	child := exec.Command("squall", "canary", writeProfile(t, releaseSoon), "--target", "aws", "--allow", "alias", "--out", dir)
	var moves atomic.Int32
	started := make(chan struct{})
	next := httputil.NewSingleHostReverseProxy(to)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-started
		at := moves.Load()
		if r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/aliases/") {
			at = moves.Add(1)
		}
		if at < n || !do(child.Process, w) {
			next.ServeHTTP(w, r)
		}
	}))
	defer proxy.Close()
	child.Env = os.Environ()
	for name, value := range awsEnv(proxy.URL) {
		child.Env = append(child.Env, name+"="+value)
	}
	var out bytes.Buffer
	child.Stdout, child.Stderr, child.Dir = &out, &out, t.TempDir()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	_ = child.Wait() // its code is looked at
	if moves.Load() < n {
		t.Fatalf("the release moved its alias %d times only\n%s", moves.Load(), &out)
	}
	return child.ProcessState.ExitCode(), dir, out.String()
}

// Ctrl-C at any move takes the alias back by itself.
func TestInterruptedRelease(t *testing.T) {
	s := accountOf(t, fmt.Sprintf(beforeRelease, "0%"), "shop")
	setenv(t, s.Endpoint())
	before := s.state(t)
	for n := int32(1); n <= 3; n++ {
		var once atomic.Bool
		code, _, said := struck(t, s, n, func(child *os.Process, _ http.ResponseWriter) bool {
			if once.CompareAndSwap(false, true) {
				if err := child.Signal(os.Interrupt); err != nil {
					t.Error(err)
				}
			}
			return false
		})
		if code != 130 && code != 15 || strings.Contains(said, "shop:live is promoted") {
			t.Errorf("at move %d: exit code %d\n%s", n, code, said)
		}
		mended(t, s, before, "1")
	}
}

// A release that cannot reach its account any more says so and leaves
// everything to squall recover. With SQUALL_KILL_MATRIX=all the network itself
// is gone, which is waited for.
func TestReleaseLosesItsAccount(t *testing.T) {
	s := accountOf(t, fmt.Sprintf(beforeRelease, "0%"), "shop")
	before := s.state(t)
	setenv(t, s.Endpoint())
	code, dir, said := struck(t, s, 2, func(_ *os.Process, w http.ResponseWriter) bool {
		if os.Getenv("SQUALL_KILL_MATRIX") == "all" {
			panic(http.ErrAbortHandler)
		}
		return refuseLambda(w, 403, "ExpiredTokenException")
	})
	if code != 13 {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if a := s.live(t); a.RoutingConfig == nil || a.RoutingConfig.AdditionalVersionWeights["2"] == 0 {
		t.Errorf("live has %+v before recover", a.RoutingConfig)
	}
	back(t, s, dir, false)
	mended(t, s, before, "1")
}

// A deploy by somebody else between a kill and its recovery is theirs: it is
// told, and stays.
func TestKilledReleaseMeetsAnotherDeploy(t *testing.T) {
	s := accountOf(t, fmt.Sprintf(beforeRelease, "0%"), "shop")
	setenv(t, s.Endpoint())
	_, dir, _ := struck(t, s, 2, func(child *os.Process, _ http.ResponseWriter) bool {
		_ = child.Kill()
		panic(http.ErrAbortHandler)
	})
	theirs := &types.AliasRoutingConfiguration{AdditionalVersionWeights: map[string]float64{"2": 0.05}}
	if _, err := s.lambda.UpdateAlias(t.Context(), &lambda.UpdateAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live"), RoutingConfig: theirs}); err != nil {
		t.Fatal(err)
	}
	redirect(t, dir, s.Endpoint())
	code, said := squallIn(t, "recover", dir)
	if code != 13 || !strings.Contains(said, "changed since") || !strings.Contains(said, "to 1, 5% to 2, before the run to 1") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	if a := s.live(t); a.RoutingConfig.AdditionalVersionWeights["2"] != 0.05 {
		t.Errorf("live has %+v", a.RoutingConfig)
	}
}
