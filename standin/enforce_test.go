package standin

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"squall/standin/awsapi"
)

// asker sends requests to a stand-in without sockets.
type asker struct {
	t *testing.T
	s *Standin
}

const lambdaTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

// aws asks an API as an account, with the token of a session or none.
func (a asker) aws(service, account, token, line, body string) *httptest.ResponseRecorder {
	method, path, _ := strings.Cut(line, " ")
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+account+"/20261122/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
	if token != "" {
		r.Header.Set("X-Amz-Security-Token", token)
	}
	if service == "iam" || service == "sts" || service == "sqs" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	awsapi.New(a.s.services()...).ServeHTTP(w, r)
	return w
}

const us, them = "111122223333", "222233334444"

// must asks Lambda as the function's account.
func (a asker) must(line, body string) string {
	a.t.Helper()
	w := a.aws("lambda", us, "", line, body)
	if w.Code >= 300 {
		a.t.Fatalf("%s: %d %s", line, w.Code, w.Body)
	}
	return w.Body.String()
}

func (a asker) form(service string, values ...string) *httptest.ResponseRecorder {
	f := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		f.Set(values[i], values[i+1])
	}
	return a.aws(service, us, "", "POST /", f.Encode())
}

// door sends a request through a door.
func (a asker) door(name, host, path, authorization string) *httptest.ResponseRecorder {
	h, err := a.s.doors.Handler(name)
	if err != nil {
		a.t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "http://"+host+path, nil)
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func (a asker) create() {
	a.t.Helper()
	a.must("POST /2015-03-31/functions", `{"FunctionName":"f","Runtime":"provided.al2023","Handler":"b","Role":"arn:aws:iam::111122223333:role/r","Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},"Environment":{"Variables":{"SQUALL_MODEL":"v1"}}}`)
}

// want compares what is answered.
func (a asker) want(what string, w *httptest.ResponseRecorder, status int, part string) {
	a.t.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), part) {
		a.t.Errorf("%s: %d %s, want %d with %s", what, w.Code, w.Body, status, part)
	}
}

// TestDoorsNeedPermission: each door shows in its own way that Lambda did not
// let it in, and gets in when it is permitted.
func TestDoorsNeedPermission(t *testing.T) {
	for _, tt := range []struct {
		door, principal string
		status          int
		body, log       string
	}{
		{"alb", "elasticloadbalancing.amazonaws.com", 502, "502 Bad Gateway", `"LambdaAccessDenied"`},
		{"apigw-rest", "apigateway.amazonaws.com", 500, `{"message": "Internal server error"}`, "Invalid permissions on Lambda function"},
		{"apigw-http", "apigateway.amazonaws.com", 500, `{"message":"Internal Server Error"}`, "have permissions to call the integration"},
		{"url", "*", 403, "Forbidden", ""},
	} {
		inBubble(t, Options{Enforce: true}, func(_ context.Context, s *Standin) {
			a := asker{t, s}
			a.want("no role", a.aws("lambda", us, "", "POST /2015-03-31/functions", `{"FunctionName":"f","Runtime":"provided.al2023","Handler":"b","Role":"arn:aws:iam::111122223333:role/r","Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="}}`),
				400, "The role defined for the function cannot be assumed by Lambda.")
			a.want("role", a.form("iam", "Action", "CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", lambdaTrust), 200, "AROA")
			a.create()
			path, err := s.doors.Registry().Register(tt.door, "f", "", false)
			if err != nil {
				t.Fatal(err)
			}
			a.want(tt.door+" without permission", a.door(tt.door, "127.0.0.1", path, ""), tt.status, tt.body)
			if log := s.doors.Log(tt.door); log != nil {
				if lines, _, _ := log.After(0, 9); len(lines) != 1 || !strings.Contains(lines[0], tt.log) {
					t.Errorf("%s: the log has %q", tt.door, lines)
				}
			}
			a.must("POST /2015-03-31/functions/f/policy", `{"StatementId":"a","Action":"lambda:InvokeFunction","Principal":"`+tt.principal+`","SourceAccount":"`+us+`"}`)
			if tt.door == "url" {
				a.want("half a permission", a.door(tt.door, "127.0.0.1", path, ""), 403, "Forbidden")
				a.must("POST /2015-03-31/functions/f/policy", `{"StatementId":"b","Action":"lambda:InvokeFunctionUrl","Principal":"*","FunctionUrlAuthType":"NONE"}`)
			}
			a.want(tt.door, a.door(tt.door, "127.0.0.1", path, ""), 200, "ok")
		})
	}
}

// TestFunctionURLs: the URL of the API is the door's, with its auth type.
func TestFunctionURLs(t *testing.T) {
	inBubble(t, Options{}, func(_ context.Context, s *Standin) {
		a := asker{t, s}
		a.create()
		made := a.must("POST /2021-10-31/functions/f/url", `{"AuthType":"NONE","InvokeMode":"RESPONSE_STREAM"}`)
		u, err := url.Parse(regexp.MustCompile(`"FunctionUrl":"([^"]*)"`).FindStringSubmatch(made)[1])
		if err != nil {
			t.Fatal(err)
		}
		streamed := a.door("url", u.Host, "/", "")
		if a.want("open", streamed, 200, "ok"); streamed.Header().Get("Content-Length") != "" || !streamed.Flushed {
			t.Errorf("not streamed: %v", streamed.Header())
		}
		a.must("PUT /2021-10-31/functions/f/url", `{"AuthType":"AWS_IAM","InvokeMode":"BUFFERED"}`)
		a.want("unsigned", a.door("url", u.Host, "/", ""), 403, "Forbidden")
		signed := "AWS4-HMAC-SHA256 Credential=AKID/20261122/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0"
		a.want("signed", a.door("url", u.Host, "/", signed), 200, "ok")
		a.must("DELETE /2021-10-31/functions/f/url", "")
		a.want("deleted", a.door("url", u.Host, "/", signed), 403, `{"Message":null}`)
	})
}

// TestWhoMayInvoke: another account needs the function's policy, a role that
// was assumed its own; a role is judged whether policies are enforced or not.
func TestWhoMayInvoke(t *testing.T) {
	for _, enforce := range []bool{false, true} {
		inBubble(t, Options{Enforce: enforce}, func(_ context.Context, s *Standin) {
			a := asker{t, s}
			what := fmt.Sprintf("enforce %v: ", enforce)
			a.form("iam", "Action", "CreateRole", "RoleName", "r", "AssumeRolePolicyDocument", lambdaTrust)
			a.create()
			const invoke = "POST /2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:f/invocations"
			a.want(what+"own", a.aws("lambda", us, "", invoke, "{}"), 200, "ok")
			a.want(what+"the default account", a.aws("lambda", "AKID", "", invoke, "{}"), 200, "ok")
			foreign := a.aws("lambda", them, "", invoke, "{}")
			if enforce {
				a.want(what+"foreign", foreign, http.StatusForbidden, "User: arn:aws:iam::222233334444:user/squall is not authorized to perform: lambda:InvokeFunction on resource: "+
					"arn:aws:lambda:us-east-1:111122223333:function:f because no resource-based policy allows the lambda:InvokeFunction action")
			}
			a.must("POST /2015-03-31/functions/f/policy", `{"StatementId":"a","Action":"lambda:InvokeFunction","Principal":"222233334444"}`)
			a.want(what+"permitted", a.aws("lambda", them, "", invoke, "{}"), 200, "ok")

			a.form("iam", "Action", "CreateRole", "RoleName", "me", "AssumeRolePolicyDocument", `{"Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}`)
			given := a.form("sts", "Action", "AssumeRole", "RoleArn", "arn:aws:iam::111122223333:role/me", "RoleSessionName", "tester").Body.String()
			token := regexp.MustCompile("<SessionToken>(.*)</SessionToken>").FindStringSubmatch(given)[1]
			a.want(what+"a role without policies", a.aws("lambda", "ASIAX", token, invoke, "{}"), 403, "assumed-role/me/tester is not authorized")
			a.want(what+"who it is", a.aws("sts", "ASIAX", token, "POST /", "Action=GetCallerIdentity"), 200, ":assumed-role/me/tester</Arn>")
			a.form("iam", "Action", "AttachRolePolicy", "RoleName", "me", "PolicyArn", "arn:aws:iam::aws:policy/service-role/AWSLambdaRole")
			a.want(what+"a role that may", a.aws("lambda", "ASIAX", token, invoke, "{}"), 200, "ok")
		})
	}
}

// TestMappingNeedsTheRole: Lambda takes messages in the name of the execution role.
func TestMappingNeedsTheRole(t *testing.T) {
	inBubble(t, Options{Enforce: true}, func(_ context.Context, s *Standin) {
		a := asker{t, s}
		a.form("iam", "Action", "CreateRole", "Version", "2010-05-08", "RoleName", "r", "AssumeRolePolicyDocument", lambdaTrust)
		a.create()
		a.form("sqs", "Action", "CreateQueue", "Version", "2012-11-05", "QueueName", "q")
		mapping := func() *httptest.ResponseRecorder {
			return a.aws("lambda", us, "", "POST /2015-03-31/event-source-mappings", `{"FunctionName":"f","EventSourceArn":"arn:aws:sqs:us-east-1:111122223333:q"}`)
		}
		if w := mapping(); w.Code != 400 || !strings.Contains(w.Body.String(), "The provided execution role does not have permissions to call ReceiveMessage on SQS") {
			t.Errorf("without permission: %d %s", w.Code, w.Body)
		}
		a.form("iam", "Action", "PutRolePolicy", "Version", "2010-05-08", "RoleName", "r", "PolicyName", "p", "PolicyDocument",
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}`)
		if w := mapping(); w.Code != 202 {
			t.Errorf("with permission: %d %s", w.Code, w.Body)
		}
		count := func(want string) {
			t.Helper()
			a.form("sqs", "Action", "SendMessage", "Version", "2012-11-05", "QueueUrl", "http://standin/111122223333/q", "MessageBody", "m")
			elapse(time.Second)
			w := a.form("sqs", "Action", "GetQueueAttributes", "Version", "2012-11-05", "QueueUrl", "http://standin/111122223333/q", "AttributeName.1", "ApproximateNumberOfMessages")
			a.want("messages left", w, 200, "<Value>"+want+"</Value>")
		}
		count("0")
		a.form("iam", "Action", "DeleteRolePolicy", "Version", "2010-05-08", "RoleName", "r", "PolicyName", "p")
		count("1") // the right is asked for at each poll
	})
}
