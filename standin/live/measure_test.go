package live

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/invoke"
	"squall/standin/metrics"
)

// measured is what a metric of the test's account is, minute by minute from
// the start of the bubble on (a whole minute), as text: - where there is none.
func (w *world) measured(name, stat string, dims ...string) string {
	w.t.Helper()
	st, ok, _ := metrics.ParseStatistic(stat)
	if !ok {
		w.t.Fatalf("no statistic %s", stat)
	}
	id := metrics.ID{Namespace: "AWS/Lambda", Name: name}
	for i := 0; i+1 < len(dims); i += 2 {
		id.Dimensions = append(id.Dimensions, metrics.Dimension{Name: dims[i], Value: dims[i+1]})
	}
	var out []string
	w.loop.Metrics(func(now int64, s *metrics.Store) {
		start := w.loop.epoch.Unix()
		points, _ := s.Read(metrics.Scope{Account: "111122223333", Region: "us-east-1"}, id, "", start, now/1e9+1, 60)
		for at := start; at <= now/1e9; at += 60 {
			text := "-"
			if i := slices.IndexFunc(points, func(p metrics.Point) bool { return p.At == at }); i >= 0 {
				if v, ok := points[i].Value(st); ok {
					text = fmt.Sprint(v)
				}
			}
			out = append(out, text)
		}
	})
	return strings.Join(out, " ")
}

// atOnce sends n requests together and waits for their ends.
func (w *world) atOnce(n int, r invoke.Request) {
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() { w.invoke(r) })
	}
	wg.Wait()
}

type figure struct {
	name, stat string
	dims       []string
	want       string
}

func (w *world) compare(figures []figure) {
	w.t.Helper()
	for _, f := range figures {
		if got := w.measured(f.name, f.stat, f.dims...); got != f.want {
			w.t.Errorf("%s of %s %v: %s, want %s", f.stat, f.name, f.dims, got, f.want)
		}
	}
}

func TestMetricsOfSynchronousRequests(t *testing.T) {
	model := core.Model{Init: constant(t, 200*time.Millisecond), Duration: constant(t, 90*time.Second)}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		w.control(func(c *catalog.Catalog) *catalog.Error {
			timeout := 120
			if _, err := c.UpdateConfiguration(catalog.Ref{Name: "f"}, setting.Changes{Timeout: &timeout}, ""); err != nil {
				return err
			}
			if _, err := c.PublishVersion(catalog.Ref{Name: "f"}, catalog.Publication{}); err != nil {
				return err
			}
			one := "1"
			_, err := c.CreateAlias(catalog.Ref{Name: "f"}, "live", setting.AliasChanges{Version: &one})
			return err
		})
		w.control(func(c *catalog.Catalog) *catalog.Error { return c.PutReserved(catalog.Ref{Name: "f"}, 3) })
		w.atOnce(5, invoke.Request{Qualifier: "live"}) // 0:00 to 1:30, two are refused
		w.pass(30 * time.Second)
		w.atOnce(1, invoke.Request{}) // 2:00 to 3:30
		name := []string{"FunctionName", "f"}
		live := append(name[:2:2], "Resource", "f:live")
		executed := append(live[:4:4], "ExecutedVersion", "1")
		w.compare([]figure{
			{"Invocations", "Sum", name, "3 - 1 -"},
			{"Invocations", "Sum", nil, "3 - 1 -"},
			{"Invocations", "Sum", live, "3 - - -"},
			{"Invocations", "Sum", executed, "3 - - -"},
			{"Invocations", "Sum", append(name[:2:2], "Resource", "f"), "- - 1 -"},
			{"Throttles", "Sum", live, "2 - - -"},
			{"Throttles", "Average", live, "0.4 - - -"},
			{"Errors", "Sum", name, "0 - 0 -"},
			{"Errors", "SampleCount", name, "3 - 1 -"},
			{"Duration", "p99", live, "90000 - - -"},
			{"Duration", "Average", executed, "90000 - - -"},
			{"ConcurrentExecutions", "Maximum", name, "3 3 1 1"},
			{"ConcurrentExecutions", "Maximum", nil, "3 3 1 1"},
			{"ConcurrentExecutions", "Maximum", live, "3 3 - -"},
			{"UnreservedConcurrentExecutions", "Maximum", nil, "- - - -"},
			{"ClaimedAccountConcurrency", "Maximum", nil, "3 - 3 -"},
		})
	})
}

func TestMetricsOfAsynchronousEvents(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second), Errors: 1}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("arn:aws:sqs:us-east-1:111122223333:nowhere")
		w.invoke(invoke.Request{Async: true, Payload: []byte("{}")}) // attempts at 0:00, 1:01 and 3:02
		w.pass(4 * time.Minute)
		name := []string{"FunctionName", "f"}
		w.compare([]figure{
			{"AsyncEventsReceived", "Sum", name, "1 - - - -"},
			{"Invocations", "Sum", name, "1 1 - 1 -"},
			{"Errors", "Sum", name, "1 1 - 1 -"},
			{"AsyncEventAge", "Maximum", name, "0 61000 - 182000 -"},
			{"AsyncEventsDropped", "Sum", name, "- - - 1 -"},
			{"DeadLetterErrors", "Sum", name, "- - - 1 -"},
			{"DestinationDeliveryFailures", "Sum", name, "- - - - -"},
			{"UnreservedConcurrentExecutions", "Maximum", nil, "1 1 - 1 -"},
		})
	})
}

func TestMetricsOfProvisionedConcurrency(t *testing.T) {
	model := core.Model{Duration: constant(t, time.Second)}
	inWorld(t, core.Config{}, model, func(w *world) {
		w.create("")
		w.control(func(c *catalog.Catalog) *catalog.Error {
			if _, err := c.PublishVersion(catalog.Ref{Name: "f"}, catalog.Publication{}); err != nil {
				return err
			}
			_, err := c.PutProvisioned(catalog.Ref{Name: "f", Qualifier: "1"}, 4)
			return err
		})
		w.pass(time.Minute)
		w.atOnce(3, invoke.Request{Qualifier: "1"})
		w.atOnce(6, invoke.Request{Qualifier: "1"})
		one := []string{"FunctionName", "f", "Resource", "f:1"}
		w.compare([]figure{
			{"ProvisionedConcurrencyInvocations", "Sum", one, "- 7"},
			{"ProvisionedConcurrencySpilloverInvocations", "Sum", one, "- 2"},
			{"ProvisionedConcurrentExecutions", "Maximum", one, "- 4"},
			{"ProvisionedConcurrencyUtilization", "Maximum", one, "- 1"},
			{"ConcurrentExecutions", "Maximum", one, "- 6"},
			{"UnreservedConcurrentExecutions", "Maximum", nil, "- 6"},
			{"ClaimedAccountConcurrency", "Maximum", nil, "- 6"}, // 4 provisioned and 2 beside
		})
	})
}
