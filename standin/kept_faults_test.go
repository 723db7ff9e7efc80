package standin

import (
	"context"
	"errors"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/fis"
	"github.com/aws/aws-sdk-go-v2/service/fis/types"

	"squall/profiles/read"
	"squall/standin/awsapi"
	"squall/standin/lease"
	"squall/standin/metrics"
)

// lives is one life of a stand-in that keeps its state.
type lives struct {
	*Standin
	t    *testing.T
	stop func()
}

func begins(t *testing.T, o Options) *lives {
	t.Helper()
	s := assemble(o)
	s.services()
	if err := errors.Join(s.recall(), s.keep()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); s.loop.Run(ctx) }()
	if !s.Resumed() {
		if err := s.Configure(ctx, s.config()); err != nil {
			t.Error(err)
		}
	}
	if err := s.Begun(); err != nil {
		t.Fatal(err)
	}
	return &lives{s, t, func() { cancel(); <-done }}
}

// killed is the next life, after a while.
func (l *lives) killed(while time.Duration) *lives {
	l.t.Helper()
	if err := l.memory.Commit(); err != nil {
		l.t.Fatal(err)
	}
	l.stop()
	if err := l.memory.Close(); err != nil {
		l.t.Fatal(err)
	}
	pass(while)
	return begins(l.t, l.options)
}

func (l *lives) laboratory() *laboratory {
	c := &called{names: map[string]bool{}}
	return &laboratory{t: l.t, ctx: l.t.Context(), fis: newFIS(inMemory{awsapi.New(l.services()...)}, c), lambda: lambdaClient(inMemory{awsapi.New(l.services()...)}, c)}
}

// invocations is what the metrics have of the function f.
func (l *lives) invocations() (n float64) {
	l.loop.Metrics(func(now int64, s *metrics.Store) {
		id := metrics.ID{Namespace: "AWS/Lambda", Name: "Invocations", Dimensions: []metrics.Dimension{{Name: "FunctionName", Value: "f"}}}
		points, _ := s.Read(metrics.Scope{Account: us, Region: "us-east-1"}, id, "", 0, now/1e9+60, 60)
		for _, p := range points {
			n += p.Sum
		}
	})
	return n
}

// page asks for one of the stand-in's own pages.
func (l *lives) page(method, path, body string) string {
	w := httptest.NewRecorder()
	lease.Handler(l.loop, nil).ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w.Body.String()
}

// What breaks on purpose goes on over the death of the process, with its counts,
// and ends when it would have; an experiment that is stopped or over after it
// leaves no injection behind, and a request for a quota is decided.
func TestInjectionsOutliveTheProcess(t *testing.T) {
	plan, err := read.Profile("vectors.yaml", []byte(modelled), nil)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		l := begins(t, Options{Compress: 1, World: &plan.Arms[0].World, Keep: t.TempDir(), Diag: os.Stderr})
		lab := newLaboratory(t, t.Context(), inMemory{awsapi.New(l.services()...)}, &called{names: map[string]bool{}})
		delay, err := lab.template("aws:lambda:invocation-add-delay", map[string]string{"startupDelayMilliseconds": "700"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		fails, err := lab.template("aws:lambda:invocation-error", map[string]string{"preventExecution": "true", "duration": "PT10M"}, func(in *fis.CreateExperimentTemplateInput) {
			in.Actions["strike"].Parameters["duration"] = "PT10M"
		})
		if err != nil {
			t.Fatal(err)
		}
		first := lab.start(delay)
		l.page("PUT", "/_squall/faults", `{"lease":"mine","fault":{"Kind":"invoke.error.handled","Function":"f","Share":1,"Match":{"Header":"x-struck"}},"lasts_ns":300000000000}`)
		lab.invoke("f")

		pass(2 * time.Second)

		l.options.Settle = 20 * time.Second // a change takes its time from now on
		l = l.killed(30 * time.Second)
		lab = l.laboratory()
		if n := l.invocations(); n != 1 {
			t.Errorf("after the kill the metrics have %v invocations", n)
		}
		if e := lab.status(first); e.State.Status != types.ExperimentStatusRunning {
			t.Errorf("after the kill the experiment is %+v", e.State)
		}
		if took, _ := lab.invoke("f"); took < 700*time.Millisecond {
			t.Errorf("after the kill it strikes no more: %v", took)
		}
		if got := l.page("GET", "/_squall/faults?lease=mine", ""); !strings.Contains(got, `"live":true`) {
			t.Errorf("the fault is forgotten: %s", got)
		}
		second := lab.start(fails)
		asker{t, l.Standin}.want("a quota", quota(l, "RequestServiceQuotaIncrease", `,"DesiredValue":2000`), 200, `"Status":"PENDING"`)

		l = l.killed(time.Second)
		lab = l.laboratory()
		if _, out := lab.invoke("f"); out.FunctionError == nil {
			t.Error("the second experiment strikes no more")
		}
		must[*fis.StopExperimentOutput](t)(lab.fis.StopExperiment(t.Context(), &fis.StopExperimentInput{Id: &second}))
		if _, out := lab.invoke("f"); out.FunctionError != nil {
			t.Errorf("it was stopped, and still strikes: %s", aws.ToString(out.FunctionError))
		}

		pass(20 * time.Second)
		asker{t, l.Standin}.want("decided", quota(l, "GetServiceQuota", ""), 200, `"Value":2000`)

		l = l.killed(2 * time.Minute) // the first ends meanwhile
		lab = l.laboratory()
		pass(time.Millisecond)
		if e := lab.status(first); e.State.Status != types.ExperimentStatusCompleted {
			t.Errorf("its time is over, and it is %+v", e.State)
		}
		if got := l.page("GET", "/_squall/faults", ""); strings.Count(got, `"live":true`) != 1 || strings.Count(got, `"struck":4`) != 1 {
			t.Errorf("only the fault of 5 minutes is to be live, and the delay to have struck four times: %s", got)
		}
		lab.invoke("f")
		if took, _ := lab.invoke("f"); took > 600*time.Millisecond {
			t.Errorf("after its end %v", took)
		}
		pass(3 * time.Minute)
		if got := l.page("GET", "/_squall/faults", ""); strings.Contains(got, `"live":true`) {
			t.Errorf("a lease has not ended by itself: %s", got)
		}
		l.stop()
		if err := l.memory.Close(); err != nil {
			t.Error(err)
		}
	})
}

func quota(l *lives, operation, more string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", "/", strings.NewReader(`{"ServiceCode":"lambda","QuotaCode":"L-B99A9384"`+more+`}`))
	r.Header.Set("X-Amz-Target", "ServiceQuotasV20190624."+operation)
	w := httptest.NewRecorder()
	awsapi.New(l.services()...).ServeHTTP(w, r)
	return w
}
