package standin

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"squall/standin/awsapi"
)

// TestQuotaTakesTime: more concurrency is there once it is granted; until then
// there is one request, which is pending, and no second one.
func TestQuotaTakesTime(t *testing.T) {
	inBubble(t, Options{Settle: 3e9}, func(ctx context.Context, s *Standin) {
		a := asker{t, s}
		ask := func(operation, more string) *httptest.ResponseRecorder {
			r := httptest.NewRequest("POST", "/", strings.NewReader(`{"ServiceCode":"lambda","QuotaCode":"L-B99A9384"`+more+`}`))
			r.Header.Set("X-Amz-Target", "ServiceQuotasV20190624."+operation)
			w := httptest.NewRecorder()
			awsapi.New(s.services()...).ServeHTTP(w, r)
			return w
		}
		made := ask("RequestServiceQuotaIncrease", `,"DesiredValue":2000`)
		a.want("asked", made, 200, `"Status":"PENDING"`)
		a.want("again", ask("RequestServiceQuotaIncrease", `,"DesiredValue":3000`), 400, "ResourceAlreadyExistsException")
		a.want("meanwhile", ask("GetServiceQuota", ""), 200, `"Value":1000`)
		elapse(3 * time.Second)
		id := regexp.MustCompile(`"Id":"([^"]+)"`).FindStringSubmatch(made.Body.String())[1]
		got := ask("GetRequestedServiceQuotaChange", `,"RequestId":"`+id+`"`)
		a.want("then", got, 200, `"Status":"APPROVED"`)
		if !regexp.MustCompile(`"Created":9466848\d\d(\.\d+)?,"LastUpdated":9466848\d\d`).MatchString(got.Body.String()) {
			t.Errorf("times: %s", got.Body)
		}
		a.want("the quota", ask("GetServiceQuota", ""), 200, `"Value":2000`)
		a.want("account settings", a.aws("lambda", us, "", "GET /2016-08-19/account-settings", ""), 200, `"ConcurrentExecutions":2000`)
		a.want("no such request", ask("GetRequestedServiceQuotaChange", `,"RequestId":"x"`), 400, "NoSuchResourceException")
		if err := s.loop.Reset(ctx); err != nil {
			t.Fatal(err)
		}
		a.want("after a reset", ask("ListRequestedServiceQuotaChangeHistoryByQuota", ""), 200, `"RequestedQuotas":[]`)
		a.want("after a reset", ask("GetServiceQuota", ""), 200, `"Value":1000`)
	})
}
