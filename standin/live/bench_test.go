package live

import (
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
	"squall/standin/invoke"
)

// BenchmarkRecord is what an invoke pays for its metrics and log lines.
func BenchmarkRecord(b *testing.B) {
	l := New(Options{Account: "111122223333", Region: "us-east-1"})
	runtime, handler, role := "provided.al2023", "bootstrap", "arn:aws:iam::111122223333:role/r"
	if _, err := l.catalog.CreateFunction(catalog.Ref{Name: "f"}, setting.Changes{Runtime: &runtime, Handler: &handler, Role: &role}, catalog.Creation{}); err != nil {
		b.Fatal(err)
	}
	target, err := l.catalog.Resolve("", "", "f", "")
	if err != nil {
		b.Fatal(err)
	}
	c := &call{number: 1, target: target, request: invoke.Request{Function: "f"}}
	c.meter = l.meterOf(c)
	e := core.Effect{Kind: core.Reply, Fn: target.Fn, Env: 1, Duration: 1000}
	b.ReportAllocs()
	for i := range b.N {
		e.Env, e.Duration = uint64(i%100), int64(i%5000)*1000
		l.measureBegun(c, &e)
		l.measureReply(c, &e)
	}
}
