package standin

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"squall/standin/awsapi"
	"squall/standin/catalog"
)

// crowd sends so many calls at once, each by its own goroutine, and counts what
// they were answered.
func crowd(a asker, n int, call func(i int) (service, line, body string)) map[int]int {
	handler := awsapi.New(a.s.services()...)
	answers := make([]int, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			service, line, body := call(i)
			method, path, _ := strings.Cut(line, " ")
			r, err := http.NewRequest(method, "http://standin"+path, strings.NewReader(body))
			if err != nil {
				return
			}
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+us+"/20261122/us-east-1/"+service+"/aws4_request, SignedHeaders=host, Signature=0")
			if service == "sqs" || service == "iam" {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			w, err := inMemory{handler}.Do(r)
			if err == nil {
				answers[i] = w.StatusCode
				_ = w.Body.Close()
			}
		})
	}
	wg.Wait()
	counts := map[int]int{}
	for _, status := range answers {
		counts[status]++
	}
	return counts
}

const newFunction = `{"FunctionName":"%s","Runtime":"provided.al2023","Handler":"b","Role":"arn:aws:iam::111122223333:role/r","Publish":true,"Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},"Environment":{"Variables":{"SQUALL_MODEL":"v1"}}}`

// TestThousandsAtOnce: of many that make one thing, one does; what is refused
// leaves nothing, what is made is whole, and nobody is left waiting.
func TestThousandsAtOnce(t *testing.T) {
	inBubble(t, Options{}, func(ctx context.Context, s *Standin) {
		a := asker{t, s}
		before := runtime.NumGoroutine()
		got := crowd(a, 2000, func(i int) (string, string, string) {
			return "lambda", "POST /2015-03-31/functions", fmt.Sprintf(newFunction, fmt.Sprintf("f%d", i%100))
		})
		if got[201] != 100 || got[409] != 1900 {
			t.Errorf("creating each of 100 functions 20 times: %v", got)
		}
		got = crowd(a, 2000, func(i int) (string, string, string) {
			name := fmt.Sprintf("/2015-03-31/functions/f%d", i%100)
			switch i / 100 % 5 {
			case 0:
				return "lambda", "POST " + name + "/aliases", `{"Name":"live","FunctionVersion":"1"}`
			case 1:
				return "lambda", "PUT /2017-10-31/functions/f" + fmt.Sprint(i%100) + "/concurrency", `{"ReservedConcurrentExecutions":100}`
			case 2:
				return "lambda", "PUT " + name + "/configuration", `{"MemorySize":1}`
			case 3:
				return "lambda", "DELETE " + name, ""
			}
			return "sqs", "POST /", fmt.Sprintf("Action=CreateQueue&Version=2012-11-05&QueueName=q%d", i%10)
		})
		if got[500] != 0 || got[0] != 0 || got[204] == 0 {
			t.Errorf("everything at once: %v", got)
		}
		if err := s.loop.Control(ctx, func(c *catalog.Catalog) {
			reserved := 0
			for _, f := range c.Functions(us, "us-east-1", false) {
				n, _, err := c.Reserved(catalog.Ref{Name: f.FunctionName})
				versions, refused := c.Versions(catalog.Ref{Name: f.FunctionName})
				if err != nil || refused != nil || f.Memory != 128 || len(versions) != 2 {
					t.Errorf("half made: %+v with %d versions, %v, %v", f, len(versions), err, refused)
				}
				reserved += n
			}
			if account := c.AccountSettings(us, "us-east-1"); account.Unreserved != account.Limit-reserved || account.Unreserved < 100 {
				t.Errorf("%d of %d are unreserved, and %d are reserved", account.Unreserved, account.Limit, reserved)
			}
		}); err != nil {
			t.Fatal(err)
		}
		elapse(time.Second)
		if after := runtime.NumGoroutine(); after > before {
			t.Errorf("%d goroutines are left", after-before)
		}
	})
}

// TestBrokenBodies: what is cut off, is no UTF-8, is far too long or says that
// it is something else is refused as the client's fault, and changes nothing.
func TestBrokenBodies(t *testing.T) {
	inBubble(t, Options{}, func(_ context.Context, s *Standin) {
		a := asker{t, s}
		handler := awsapi.New(s.services()...)
		for _, tt := range []struct{ service, target, line, kind, body string }{
			{"lambda", "", "POST /2015-03-31/functions", "application/json", `{"FunctionName":"f","Role":"arn:aws:iam::111122223333:role/r","Code":{"ZipFile":"UEsF`},
			{"lambda", "", "POST /2015-03-31/functions", "application/json", "{\"FunctionName\":\"f\xff\",\"Role\":\"arn:aws:iam::111122223333:role/r\"}"},
			{"lambda", "", "POST /2015-03-31/functions", "text/plain", "FunctionName=f"},
			{"lambda", "", "POST /2015-03-31/functions", "application/json", strings.Repeat(" ", 71<<20)},
			{"lambda", "", "POST /2015-03-31/functions/f/invocations", "application/json", strings.Repeat(" ", 7<<20)},
			{"sqs", "AmazonSQS.CreateQueue", "POST /", "application/x-amz-json-1.0", `{"QueueName":"q"`},
			{"sqs", "AmazonSQS.CreateQueue", "POST /", "application/x-amz-json-1.0", "{\"QueueName\":\"q\xff\"}"},
			{"sqs", "", "POST /", "application/x-www-form-urlencoded", "Action=CreateQueue&QueueName=%zz"},
			{"sqs", "", "POST /", "text/plain", "QueueName=q"},
			{"sns", "", "POST /", "application/x-www-form-urlencoded", "Action=CreateTopic&Name=%"},
			{"events", "AWSEvents.PutRule", "POST /", "application/x-amz-json-1.1", `{"Name":"r","EventPattern":"{\"source\":[`},
			{"kms", "TrentService.CreateKey", "POST /", "application/x-amz-json-1.1", `{"Description":`},
			{"monitoring", "", "POST /service/GraniteServiceVersion20100801/operation/PutMetricData", "application/cbor", "\xbf\x69Names"},
			{"monitoring", "GraniteServiceVersion20100801.PutMetricData", "POST /", "application/x-amz-json-1.0", `[]`},
			{"logs", "Logs_20140328.CreateLogGroup", "POST /", "application/x-amz-json-1.1", "{\"logGroupName\":\"g\xff\"}"},
			{"iam", "", "POST /", "application/x-www-form-urlencoded", "Action=CreateRole&RoleName=%ff"},
			{"elasticloadbalancing", "", "POST /", "application/x-www-form-urlencoded", "Action=CreateTargetGroup&TargetType=lambda&Name=%ff"},
			{"apigateway", "", "POST /restapis", "application/json", `{"name":`},
			{"apigateway", "", "POST /v2/apis", "application/json", "\xff"},
			{"servicequotas", "ServiceQuotasV20190624.RequestServiceQuotaIncrease", "POST /", "application/x-amz-json-1.1", `{"ServiceCode":`},
			{"s3", "", "PUT /bucket?notification", "application/xml", "<NotificationConfiguration><Queue"},
		} {
			method, path, _ := strings.Cut(tt.line, " ")
			r, err := http.NewRequest(method, "http://standin"+path, strings.NewReader(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+us+"/20261122/us-east-1/"+tt.service+"/aws4_request, SignedHeaders=host, Signature=0")
			r.Header.Set("Content-Type", tt.kind)
			if tt.target != "" {
				r.Header.Set("X-Amz-Target", tt.target)
			}
			w, err := inMemory{handler}.Do(r)
			if err != nil || w.StatusCode/100 != 4 {
				t.Errorf("%s %s %.60q: %v %v", tt.service, tt.line+tt.target, tt.body, w.StatusCode, err)
			}
		}
		for service, ask := range map[string]string{"lambda": "GET /2015-03-31/functions", "sqs": "GET /?Action=ListQueues&Version=2012-11-05",
			"iam": "GET /?Action=ListRoles&Version=2010-05-08", "apigateway": "GET /restapis", "s3": "GET /"} {
			if w := a.aws(service, us, "", ask, ""); w.Code != 200 || strings.Contains(w.Body.String(), "<member>") || strings.Contains(w.Body.String(), `"FunctionName"`) ||
				strings.Contains(w.Body.String(), "QueueUrl>") || strings.Contains(w.Body.String(), `"id"`) || strings.Contains(w.Body.String(), "<Bucket>") {
				t.Errorf("%s has something now: %d %s", service, w.Code, w.Body)
			}
		}
	})
}
