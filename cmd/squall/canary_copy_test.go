package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/google/go-cmp/cmp"
)

// afresh publishes the baseline again.
var afresh = strings.NewReplacer("canary:\n  {", "canary:\n  {baseline: republish, ", "look: 200ms", "look: 100ms", "for: 1s}", "for: 200ms, samples: 20}", "for: 4s", "for: 2s",
	"v1:", "v3:", "v2:", "v4:", "live: v1", "live: v3", "candidate: v2", "candidate: v4",
	"budget: 5", "budget: 5\nstate: s3://runs/squall").Replace(releaseThere)

var allowCopy = []string{"--target", "aws", "--allow", "alias,code"}

// packed is a package whose only file says something.
func packed(t *testing.T, says string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create("bootstrap")
	if err == nil {
		_, err = w.Write([]byte("#!/bin/sh\necho " + says + "\n"))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// worked is an account in which shop has versions 3, which is live, and 4, and
// somebody works on the next one.
func worked(t *testing.T) *served {
	t.Helper()
	s := accountOf(t, fmt.Sprintf(beforeRelease, "0%"), "shop")
	setenv(t, s.Endpoint())
	s.work(t)
	return s
}

func (s *served) work(t *testing.T) {
	t.Helper()
	name, ctx := aws.String("shop"), t.Context()
	for _, step := range []struct {
		code, about string
		memory      int32
		publish     bool
	}{{"three", "", 256, true}, {"four", "", 512, true}, {"five", "not ready", 1024, false}} {
		_, err := s.lambda.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: name, ZipFile: packed(t, step.code)})
		if err == nil {
			_, err = s.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: name, Description: &step.about, MemorySize: &step.memory})
		}
		if err == nil && step.publish {
			_, err = s.lambda.PublishVersion(ctx, &lambda.PublishVersionInput{FunctionName: name})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.lead(t, "3")
}

// coded is the state with the code of every version.
func (s *served) coded(t *testing.T) []string {
	t.Helper()
	list, err := s.lambda.ListVersionsByFunction(t.Context(), &lambda.ListVersionsByFunctionInput{FunctionName: aws.String("shop")})
	if err != nil {
		t.Fatal(err)
	}
	lines := s.state(t)
	for _, v := range list.Versions {
		lines = append(lines, "code of "+*v.Version+": "+*v.CodeSha256)
	}
	return lines
}

// same says so when the account is not what it was.
func (s *served) same(t *testing.T, before []string) {
	t.Helper()
	if diff := cmp.Diff(before, s.coded(t)); diff != "" {
		t.Errorf("the account is not as it was (- before, + now):\n%s", diff)
	}
}

// lead makes the alias lead to one version.
func (s *served) lead(t *testing.T, version string) {
	t.Helper()
	if _, err := s.lambda.UpdateAlias(t.Context(), &lambda.UpdateAliasInput{FunctionName: aws.String("shop"), Name: aws.String("live"), FunctionVersion: &version}); err != nil {
		t.Fatal(err)
	}
}

// A baseline that is published again answers in the place of the one that is
// there, and is gone after the run; $LATEST is what it was.
func TestReleaseBesideACopy(t *testing.T) {
	s := worked(t)
	t.Chdir(t.TempDir())
	before := s.coded(t)
	profile := writeProfile(t, afresh)
	code, said := squallIn(t, "canary", profile, "--target", "aws", "--allow", "alias", "--out", "no")
	if code != 2 || !strings.Contains(said, "version 3 of shop: published once -> published again as a copy, through $LATEST") || !strings.Contains(said, "--allow alias,code") {
		t.Errorf("without leave: exit code %d\n%s", code, said)
	}
	_, said = squallIn(t, append([]string{"plan", profile}, allowCopy...)...)
	if !strings.Contains(said, "$LATEST of shop is v3 for some seconds") || !strings.Contains(said, "all users of shop:live meet cold starts") {
		t.Errorf("the plan says no risk:\n%s", said)
	}
	s.same(t, before)
	code, said = squallIn(t, append([]string{"canary", profile, "--out", "one"}, allowCopy...)...)
	if code != 0 && code != 15 {
		t.Errorf("exit code %d\n%s", code, said)
	}
	r, err := readResult("one")
	if err != nil || r.Canary.Sides[0].Counts.N == 0 || r.Canary.Sides[1].Counts.Cold == 0 || r.Canary.Unknown > 0 {
		t.Errorf("%+v, %v", r.Canary, err) // version 3 itself would answer under a number that is no side's
	}
	if a := s.live(t); *a.FunctionVersion != "4" && code == 0 {
		t.Errorf("live points at %s", *a.FunctionVersion)
	}
	s.lead(t, "3")
	s.same(t, before)
}

// What could not be put back exactly is not begun.
func TestNoCopy(t *testing.T) {
	s := worked(t)
	t.Chdir(t.TempDir())
	profile := writeProfile(t, afresh)
	refused := func(want string) {
		t.Helper()
		before := s.coded(t)
		code, said := squallIn(t, append([]string{"canary", profile, "--out", "no"}, allowCopy...)...)
		if code != 2 || !strings.Contains(said, want) {
			t.Errorf("exit code %d, want %q\n%s", code, want, said)
		}
		s.same(t, before)
	}
	role := "arn:aws:iam::111122223333:role/other"
	set := func(in lambda.UpdateFunctionConfigurationInput) {
		in.FunctionName = aws.String("shop")
		if _, err := s.lambda.UpdateFunctionConfiguration(t.Context(), &in); err != nil {
			t.Fatal(err)
		}
	}
	set(lambda.UpdateFunctionConfigurationInput{Role: &role})
	refused("version 3 cannot be published again: $LATEST differs in Role")
	set(lambda.UpdateFunctionConfigurationInput{Role: aws.String("arn:aws:iam::111122223333:role/squall")})
	if _, err := s.lambda.PutProvisionedConcurrencyConfig(t.Context(), &lambda.PutProvisionedConcurrencyConfigInput{FunctionName: aws.String("shop"), Qualifier: aws.String("3"), ProvisionedConcurrentExecutions: aws.Int32(1)}); err != nil {
		t.Fatal(err)
	}
	refused("3 has provisioned concurrency, and a copy would begin without")
	profile = writeProfile(t, strings.Replace(afresh, "baseline: republish", "baseline: republish, inconclusive: hold", 1))
	refused("the copy of v3 is deleted after the run, so the alias cannot be held on it")
}

// TestKilledCopy kills a release around its requests while it publishes its
// baseline again: $LATEST comes back with its code and its settings.
func TestKilledCopy(t *testing.T) {
	s := worked(t)
	before := s.coded(t)
	args := append([]string{"canary", writeProfile(t, afresh)}, allowCopy...)
	_, all := mortally(t, s, 0, false, 0, args...)
	again := func() {
		t.Helper()
		if *s.live(t).FunctionVersion == "4" {
			s.lead(t, "3")
		}
		s.same(t, before)
	}
	again()
	killPoints(t, all/4, all/4, all, func(n int, after, lost bool) {
		dir, _ := mortally(t, s, n, after, 0, args...)
		back(t, s, dir, lost)
		again()
	})
}

// overtaken is a release during which somebody deploys other code, before the
// n-th request to a path's end.
func overtaken(t *testing.T, s *served, method, end string, n int32) (code int, said string) {
	t.Helper()
	t.Chdir(t.TempDir())
	var seen atomic.Int32
	setenv(t, between(t, s, func(r *http.Request) {
		if r.Method != method || !strings.HasSuffix(r.URL.Path, end) || seen.Add(1) != n {
			return
		}
		if _, err := s.lambda.UpdateFunctionCode(t.Context(), &lambda.UpdateFunctionCodeInput{FunctionName: aws.String("shop"), ZipFile: packed(t, "theirs")}); err != nil {
			t.Error(err)
		}
	}))
	return squallIn(t, append([]string{"canary", writeProfile(t, afresh), "--out", "one"}, allowCopy...)...)
}

// Somebody deploys while $LATEST is the copy's: what they deployed stays, and is
// told; where it lies on the copy's settings, these stay too.
func TestCopyMeetsAnotherDeploy(t *testing.T) {
	for _, test := range []struct {
		name, method, end string
		n                 int32
		code              int
		said, about       string
		memory            int32
		versions          int // with 1, 2 and $LATEST
	}{
		{"before its settings", http.MethodPut, "/configuration", 1, 2, "somebody else changed $LATEST at the same time, so nothing was copied", "not ready", 1024, 5},
		{"before it is published", http.MethodPost, "/versions", 2, 13, "somebody has changed $LATEST of shop while it was version 3, so it is left: version 5 is what it was before", "copy of version 3", 256, 6},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := worked(t)
			code, said := overtaken(t, s, test.method, test.end, test.n)
			if code != test.code || !strings.Contains(said, test.said) {
				t.Errorf("exit code %d\n%s", code, said)
			}
			v, err := s.lambda.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("shop")})
			if err != nil || !strings.HasSuffix(*v.Description, test.about) || *v.MemorySize != test.memory {
				t.Errorf("$LATEST has %+v, %v", v, err)
			}
			list, err := s.lambda.ListVersionsByFunction(t.Context(), &lambda.ListVersionsByFunctionInput{FunctionName: aws.String("shop")})
			if err != nil || len(list.Versions) != test.versions {
				t.Errorf("%d versions, %v", len(list.Versions), err)
			}
			if a := s.live(t); *a.FunctionVersion != "3" {
				t.Errorf("live points at %s", *a.FunctionVersion)
			}
		})
	}
}

// between is the address of a proxy in front of the stand-in that lets a test
// see each request first.
func between(t *testing.T, s *served, see func(r *http.Request)) string {
	t.Helper()
	to, err := url.Parse(s.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	next := httputil.NewSingleHostReverseProxy(to)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		see(r)
		next.ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}
