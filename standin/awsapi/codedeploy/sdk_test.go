package codedeploy

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy"
	"github.com/aws/aws-sdk-go-v2/service/codedeploy/types"
	"github.com/aws/smithy-go"
)

// The real SDK says how a hook ended, once.
func TestPutLifecycleEventHookExecutionStatus(t *testing.T) {
	var reports Reports
	s := httptest.NewServer(New(Options{Account: "111122223333", Region: "us-east-1", Reports: &reports}))
	defer s.Close()
	c := codedeploy.New(codedeploy.Options{BaseEndpoint: &s.URL, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("squall", "squall", "")})
	for _, test := range []struct{ deployment, execution, status, refused string }{
		{"d-ABCDE1234", "one", "Succeeded", ""},
		{"d-ABCDE1234", "one", "Failed", "LifecycleEventAlreadyCompletedException"},
		{"d-ABCDE1234", "two", "Failed", ""},
		{"", "two", "Failed", "DeploymentIdRequiredException"},
		{"d-1", "two", "Failed", "InvalidDeploymentIdException"},
		{"d-ABCDE1234", "", "Failed", "InvalidLifecycleEventHookExecutionIdException"},
		{"d-ABCDE1234", "three", "Skipped", "InvalidLifecycleEventHookExecutionStatusException"},
	} {
		in := &codedeploy.PutLifecycleEventHookExecutionStatusInput{Status: types.LifecycleEventStatus(test.status)}
		if test.deployment != "" {
			in.DeploymentId = aws.String(test.deployment)
		}
		if test.execution != "" {
			in.LifecycleEventHookExecutionId = aws.String(test.execution)
		}
		out, err := c.PutLifecycleEventHookExecutionStatus(t.Context(), in)
		refused, code := errors.AsType[smithy.APIError](err)
		switch {
		case test.refused == "" && (err != nil || *out.LifecycleEventHookExecutionId != test.execution):
			t.Errorf("%+v: %v", test, err)
		case test.refused != "" && (!code || refused.ErrorCode() != test.refused):
			t.Errorf("%+v: %v", test, err)
		}
	}
	if all := reports.All(); len(all) != 2 || all[1].Status != "Failed" || all[0].Account != "111122223333" {
		t.Errorf("reports %+v", all)
	}
	list := httptest.NewRecorder()
	reports.ServeHTTP(list, httptest.NewRequest(http.MethodGet, "/", nil))
	if want := `[{"account":"111122223333","region":"us-east-1","deployment":"d-ABCDE1234","execution":"one","status":"Succeeded"},`; len(list.Body.String()) < len(want) || list.Body.String()[:len(want)] != want {
		t.Errorf("listed %s", list.Body)
	}
	if reports.Reset(); len(reports.All()) > 0 {
		t.Error("reset keeps reports")
	}
	if _, err := c.ListDeployments(t.Context(), &codedeploy.ListDeploymentsInput{}); err == nil {
		t.Error("an operation that is not built succeeds")
	}
}
