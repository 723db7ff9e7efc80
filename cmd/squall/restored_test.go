package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"squall/standin"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"
)

// standingBy is a profile of a run on AWS with a role that puts it back, and
// somewhere to keep its state.
func standingBy(profile string) string {
	with := "budget: 5"
	if !strings.Contains(profile, "restorer:") {
		with += "\nrestorer: arn:aws:iam::111122223333:role/restorer"
	}
	if !strings.Contains(profile, "state:") {
		with += "\nstate: s3://runs/squall"
	}
	return strings.Replace(profile, "budget: 5", with, 1)
}

// telling is a run on AWS whose events go through what others made, and through
// what it makes itself.
const telling = `
name: telling
account: {id: "111122223333", region: us-east-1}
budget: 5
functions:
  - {name: shop, versions: {v1: {model: {duration: {constant: 1ms}}}, v2: {model: {duration: {constant: 1ms}}}}, aliases: {live: v1}}
attack:
  - {name: theirs, path: s3, bucket: inbox, prefix: in/, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {name: ours, path: s3, bucket: squall-made, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {name: news, path: sns, topic: news, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
  - {name: topic, path: sns, topic: squall-made, function: shop, phases: [{for: 100ms, rate: 20/s}]}
  - {name: bus, path: events, bus: default, function: shop:live, phases: [{for: 100ms, rate: 20/s}]}
`

// tell makes what others have.
func (s *served) tell(t *testing.T) {
	t.Helper()
	own := aws.Config{BaseEndpoint: aws.String(s.Endpoint()), Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")}
	_, bad1 := sns.NewFromConfig(own).CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("news")})
	_, bad2 := s.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("audit"), Attributes: map[string]string{
		"Policy": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"}]}`}})
	buckets := s3.NewFromConfig(own, func(o *s3.Options) { o.UsePathStyle = true })
	_, bad3 := buckets.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("inbox")})
	_, bad4 := buckets.PutBucketNotificationConfiguration(t.Context(), &s3.PutBucketNotificationConfigurationInput{Bucket: aws.String("inbox"),
		NotificationConfiguration: &s3types.NotificationConfiguration{QueueConfigurations: []s3types.QueueConfiguration{{Id: aws.String("audit"),
			QueueArn: aws.String("arn:aws:sqs:us-east-1:111122223333:audit"), Events: []s3types.Event{"s3:ObjectRemoved:*"}}}}})
	if err := errors.Join(bad1, bad2, bad3, bad4); err != nil {
		t.Fatal(err)
	}
}

// mapQueue makes an event source mapping.
func (s *served) mapQueue(t *testing.T) {
	t.Helper()
	_, err := s.sqs.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("orders")})
	if err == nil {
		_, err = s.lambda.CreateEventSourceMapping(t.Context(), &lambda.CreateEventSourceMappingInput{FunctionName: aws.String("shop"), EventSourceArn: aws.String("arn:aws:sqs:us-east-1:111122223333:orders")})
	}
	for state := ""; err == nil && state != "Enabled"; { // it is made in a moment
		var now *lambda.ListEventSourceMappingsOutput
		if now, err = s.lambda.ListEventSourceMappings(t.Context(), &lambda.ListEventSourceMappingsInput{}); err == nil {
			state = *now.EventSourceMappings[0].State
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// restoredRuns change all that a run on AWS can change.
var restoredRuns = []struct {
	name    string
	there   string
	more    func(s *served, t *testing.T)
	profile string
	command string
	// amid is a request by which as much is changed as ever will be; nil where
	// another run, or TestNobodyRecovers, shows the same.
	amid func(r *http.Request, body string) bool
}{
	{"settings and queues", deployed, nil, restored, "run", nil},
	{"faults and a bus", deployed, nil, proven, "run", asked(http.MethodPost, "/experiments")},
	{"sources and triggers", deployed, (*served).tell, telling, "run", func(_ *http.Request, body string) bool { return strings.Contains(body, "Action=Publish") }},
	{"versions and $LATEST", single, (*served).open, spoilingFor("500ms", "at: 20ms, for: 300ms, function: shop, alias: live, kind: cold.storm",
		"at: 20ms, for: 300ms, function: cart, kind: config.env, value: TABLE=nowhere"), "run", asked(http.MethodPut, "/functions/cart/configuration")},
	{"arms of settings", single, (*served).open, strings.Replace(tuned, "repeat: 2", "arms: [{name: small}, {name: big, set: {functions.shop.memory: 1024}}]", 1), "run", nil},
	{"a mapping", deployed, (*served).mapQueue, withFaults("{at: 100ms, for: 100ms, kind: esm.disable, function: shop, value: orders}"), "run", func(r *http.Request, _ string) bool {
		return r.Method == http.MethodPut && strings.Contains(r.URL.Path, "/event-source-mappings/")
	}},
	{"a copy", fmt.Sprintf(beforeRelease, "0%"), (*served).work, afresh, "canary", asked(http.MethodPut, "/aliases/live")},
}

// asked is a request of some method to the end of a path.
func asked(method, end string) func(r *http.Request, _ string) bool {
	return func(r *http.Request, _ string) bool { return r.Method == method && strings.HasSuffix(r.URL.Path, end) }
}

// leftovers are what only a change itself can tell, should its run be killed
// before it has told the schedule; and what no one call takes away.
var leftovers = []struct{ kind, says string }{
	{"a version that nobody uses", `to be deleted"`},
	{"a copy that nobody uses", ": copy of version "},
	{"what $LATEST was, as a version", `: $LATEST before the copy"`},
	{"a template of an experiment", "experiment template "},
	{"a subscription without leave", ":news"},
	{"a bucket with objects", "squall-made"},
}

// left says what is there that was not before, by what it is; the test fails for
// what is no such thing, and for what was there and is not.
func left(t *testing.T, before, now []string) (kinds []string) {
	t.Helper()
	for _, line := range before {
		if !slices.Contains(now, line) && !strings.Contains(line, ":news") { // whose subscription is told below
			t.Errorf("it was there: %s", line)
		}
	}
	for _, line := range now {
		of, _, _ := strings.Cut(line, ": ")
		fresh := strings.HasPrefix(line, "code of ") && !slices.ContainsFunc(before, func(b string) bool { return strings.HasPrefix(b, of+": ") })
		if slices.Contains(before, line) || fresh { // the code of a version that is told beside
			continue
		}
		kind := ""
		for _, known := range leftovers {
			if kind == "" && strings.Contains(line, known.says) {
				kind = known.kind
			}
		}
		if kind == "" {
			t.Errorf("it was not there: %s", line)
		}
		kinds = append(kinds, kind)
	}
	return kinds
}

// again has schedules come once more, as they were: late ones.
func again(t *testing.T, s *served, late []*scheduler.GetScheduleOutput) {
	t.Helper()
	for _, x := range late {
		_, err := s.schedules().CreateSchedule(t.Context(), &scheduler.CreateScheduleInput{Name: x.Name, Target: x.Target, FlexibleTimeWindow: x.FlexibleTimeWindow,
			ActionAfterCompletion: types.ActionAfterCompletionDelete, ScheduleExpression: aws.String("at(" + time.Now().UTC().Add(time.Minute).Format("2006-01-02T15:04:05") + ")")})
		if err != nil {
			t.Fatal(err)
		}
	}
	expired(t, s)
}

// agenda is every schedule of an account.
func agenda(t *testing.T, s *served) (out []*scheduler.GetScheduleOutput) {
	t.Helper()
	for _, name := range scheduled(t, s) {
		x, err := s.schedules().GetSchedule(t.Context(), &scheduler.GetScheduleInput{Name: &name})
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

// TestRestored kills runs when all is changed and lets nobody recover: what is
// scheduled puts all of it back, but for a bucket with objects, and squall recover
// finds nothing else to do. The role of the schedules has the policy that a doctor
// prints, and no more. With SQUALL_KILL_MATRIX=all they are killed at every request.
func TestRestored(t *testing.T) {
	everywhere := os.Getenv("SQUALL_KILL_MATRIX") == "all"
	for _, run := range restoredRuns {
		if run.amid == nil && !everywhere {
			continue
		}
		t.Run(run.name, func(t *testing.T) {
			s := accountWith(t, run.there, "shop", standin.Options{Compress: 240, Enforce: true})
			setenv(t, s.Endpoint())
			t.Chdir(t.TempDir())
			if run.more != nil {
				run.more(s, t)
			}
			before, profile := s.coded(t), writeProfile(t, standingBy(run.profile))
			_, said := squallIn(t, "doctor", profile, "--target", "aws")
			policy, _ := policies(t, said)
			s.role(t, "restorer", "scheduler.amazonaws.com", policy)
			s.role(t, "fis", "fis.amazonaws.com", "")
			args := []string{run.command, profile, "--target", "aws", "--allow", everyLeave}
			if everywhere {
				restoredEverywhere(t, s, before, args)
				return
			}
			dir := killedBy(t, s, func(r *http.Request, body string) bool { // on a busy machine a short fault may not come
				return run.amid(r, body) || r.Method == http.MethodDelete && strings.HasPrefix(r.URL.Path, "/schedules/")
			}, args...)
			expired(t, s)
			for _, kind := range left(t, before, s.lasting(t)) {
				if kind != "a bucket with objects" {
					t.Errorf("%s is left", kind)
				}
			}
			back(t, s, dir, false)
			as(t, s, before)
		})
	}
}

// What somebody deploys between the scheduling of a restore and the change is
// what the restore puts back; what they deploy after the change stays.
func TestDeployAmidRestores(t *testing.T) {
	for name, c := range map[string]struct {
		kill func(r *http.Request, body string) bool
		want string
	}{
		"before the change": {asked(http.MethodPut, "/functions/cart/configuration"), "theirs"},
		"after the change":  {told, "later"},
	} {
		t.Run(name, func(t *testing.T) {
			s := accountWith(t, single, "shop", standin.Options{Compress: 240})
			setenv(t, s.Endpoint())
			t.Chdir(t.TempDir())
			s.open(t)
			deploy := func(table string) {
				_, err := s.lambda.UpdateFunctionConfiguration(t.Context(), &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("cart"),
					Environment: &lambdatypes.Environment{Variables: map[string]string{"TABLE": table}}})
				if err != nil {
					t.Error(err)
				}
			}
			once := sync.OnceFunc(func() { deploy("theirs") })
			killedBy(t, s, func(r *http.Request, body string) bool {
				if strings.HasSuffix(r.URL.Path, "/invocations") {
					once()
				}
				return c.kill(r, body)
			}, "run", writeProfile(t, standingBy(spoilingFor("1s", "at: 500ms, for: 300ms, function: cart, kind: config.env, value: TABLE=nowhere"))), "--target", "aws", "--allow", everyLeave)
			if c.want == "later" {
				deploy("later")
			}
			expired(t, s)
			now, err := s.lambda.GetFunctionConfiguration(t.Context(), &lambda.GetFunctionConfigurationInput{FunctionName: aws.String("cart")})
			if err != nil || now.Environment.Variables["TABLE"] != c.want || len(now.Environment.Variables) != 1 {
				t.Errorf("%v, variables %v", err, now.Environment.Variables)
			}
		})
	}
}

// told is the request by which the restore of $LATEST learns the revision that
// a fault has given it.
func told(r *http.Request, body string) bool {
	return r.Method == http.MethodPut && strings.HasPrefix(r.URL.Path, "/schedules/") && strings.Contains(body, "updateFunctionConfiguration") && strings.Contains(body, "RevisionId")
}

// restoredEverywhere kills a run at each of its requests, before and after it,
// with the disk kept or lost. At every fifth point recovery comes first, and then
// the schedules all the same, late.
func restoredEverywhere(t *testing.T, s *served, before, args []string) {
	t.Helper()
	_, all := mortally(t, s, 0, false, 0, args...)
	promoted(t, s, args[0], true)
	s.same(t, before)
	found, points, late := map[string]int{}, 0, 0
	for n := 1; n <= all; n++ {
		for _, after := range []bool{false, true} {
			points++
			dir, _ := mortally(t, s, n, after, 0, args...)
			coming := agenda(t, s)
			if n%5 == 0 {
				late++
				back(t, s, dir, n%2 == 0)
				again(t, s, coming)
			} else {
				expired(t, s)
				promoted(t, s, args[0], !slices.ContainsFunc(coming, func(x *scheduler.GetScheduleOutput) bool { return strings.HasSuffix(*x.Target.Arn, ":updateAlias") }))
				for _, kind := range left(t, before, s.lasting(t)) {
					found[kind]++
				}
				back(t, s, dir, n%2 == 0)
			}
			promoted(t, s, args[0], true)
			if as(t, s, before); t.Failed() {
				t.Fatalf("request %d of %d, after %v", n, all, after)
			}
		}
	}
	t.Logf("%d requests, %d kill points, %d of them with recovery first and the schedules late; left of the others: %v", all, points, late, found)
}

// lasting is the state once provisioned environments have followed their alias,
// which has a weight of AWS's own until then, and without experiments of FIS: they
// end by themselves, a minute after they have begun, however fast waits are.
func (s *served) lasting(t *testing.T) []string {
	t.Helper()
	for moving := true; moving; {
		out, err := s.lambda.ListProvisionedConcurrencyConfigs(t.Context(), &lambda.ListProvisionedConcurrencyConfigsInput{FunctionName: aws.String("shop")})
		if err != nil {
			t.Fatal(err)
		}
		moving = slices.ContainsFunc(out.ProvisionedConcurrencyConfigs, func(p lambdatypes.ProvisionedConcurrencyConfigListItem) bool {
			return p.Status == lambdatypes.ProvisionedConcurrencyStatusEnumInProgress
		})
	}
	return slices.DeleteFunc(s.coded(t), func(line string) bool { return strings.HasPrefix(line, "fault ") })
}

// as says so when the account is not what it was.
func as(t *testing.T, s *served, before []string) {
	t.Helper()
	if diff := cmp.Diff(before, s.lasting(t)); diff != "" {
		t.Errorf("the account is not as it was (- before, + now):\n%s", diff)
	}
}

// role makes a role that a service may take, with a policy.
func (s *served) role(t *testing.T, name, service, policy string) {
	t.Helper()
	identity(t, s, url.Values{"Action": {"CreateRole"}, "RoleName": {name}, "AssumeRolePolicyDocument": {
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"` + service + `"},"Action":"sts:AssumeRole"}]}`}})
	if policy != "" {
		identity(t, s, url.Values{"Action": {"PutRolePolicy"}, "RoleName": {name}, "PolicyName": {"least"}, "PolicyDocument": {policy}})
	}
}

// promoted moves the alias back where a release may have promoted its candidate.
func promoted(t *testing.T, s *served, command string, may bool) {
	t.Helper()
	if command == "canary" && may && *s.live(t).FunctionVersion == "4" {
		s.lead(t, "3")
	}
}
