package keys

import (
	"squall/profiles/rollout"
	"squall/profiles/schema"
)

// canary is the release of a version.
var canary = schema.Object{Keys: []schema.Key{
	{Name: "function", Side: schema.Control, Required: true, Doc: "The function.", Type: schema.Text{Pattern: Function}},
	{Name: "alias", Side: schema.Control, Required: true, Doc: "The alias whose weight moves; the version it points at is the baseline.", Type: schema.Text{Pattern: Alias}},
	{Name: "candidate", Side: schema.Control, Required: true, Doc: "The version that is to take its place.", Type: schema.Text{Loose: true}},
	{Name: "steps", Side: schema.Control, Doc: "A configuration of CodeDeploy, as in Canary10Percent5Minutes (the default), or a list of weights.", Type: schema.Either{
		Scalar: schema.Text{}, List: schema.ListOf{Of: schema.Object{Keys: []schema.Key{
			{Name: "weight", Side: schema.Control, Required: true, Doc: "The candidate's share of the requests.", Type: schema.Percent.Positive()},
			{Name: "for", Side: schema.AttackSide, Required: true, Doc: "How long, at least.", Type: schema.Duration.Positive()},
			{Name: "samples", Side: schema.AttackSide, Doc: "Requests of the candidate, at least; 100 by default.", Type: schema.Whole{Min: 1, Max: 1e12}}}}}}},
	{Name: "weights", Side: schema.Control, Doc: "Who moves the weight: squall (the default), or codedeploy or none, and squall watches.", Type: schema.Enum{Words: rollout.Movers}},
	{Name: "traffic", Side: schema.AttackSide, Doc: "Whose requests are judged: own (the default), those of attack; or everybody's, on AWS: real, as the function's log tells them; metrics, as CloudWatch counts them by version, without times and cold starts.", Type: schema.Enum{Words: rollout.Traffics}},
	{Name: "baseline", Side: schema.Control, Doc: "republish (the stand-in's default) publishes both versions anew, so that both start cold, on AWS the baseline alone; live (AWS's default) takes those that are there.", Type: schema.Enum{Words: rollout.Baselines}},
	{Name: "alarms", Side: schema.AttackSide, Doc: "ARNs of CloudWatch alarms that roll the release back when they go off, on AWS.", Type: schema.ListOf{Of: schema.Text{Pattern: alarm}}},
	{Name: "look", Side: schema.AttackSide, Doc: "Time from one look to the next; 10s by default.", Type: schema.Duration.Positive()},
	{Name: "settle", Side: schema.AttackSide, Doc: "How long cold starts are not counted after a step begins; 30s by default.", Type: schema.Duration},
	{Name: "errors", Side: schema.AttackSide, Doc: "How much higher the candidate's error rate may be; 1% by default.", Type: schema.Percent.Positive()},
	{Name: "throttles", Side: schema.AttackSide, Doc: "The highest share of requests refused; 1% by default.", Type: schema.Percent.Positive()},
	{Name: "cold", Side: schema.AttackSide, Doc: "How many times as often as the baseline it may start cold; 3x by default.", Type: schema.Factor},
	{Name: "latency", Side: schema.AttackSide, Doc: "The gate on latency; warm_p99 within 10% by default, none does without.", Type: schema.OrNone{Type: schema.Object{Keys: []schema.Key{
		{Name: "metric", Side: schema.AttackSide, Doc: "The quantile that is compared.", Type: schema.Enum{Words: []string{"warm_p50", "warm_p90", "warm_p95", "warm_p99", "p50", "p90", "p95", "p99"}}},
		{Name: "margin", Side: schema.AttackSide, Doc: "How much higher the candidate's may be.", Type: schema.Percent.Positive()}}}}},
	{Name: "inconclusive", Side: schema.AttackSide, Doc: "What to do when nothing decided; rollback by default.", Type: schema.Enum{Words: policies()}},
}}

func policies() []string {
	var out []string
	for _, p := range rollout.Policies {
		out = append(out, string(p))
	}
	return out
}
