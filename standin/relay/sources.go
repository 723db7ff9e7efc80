package relay

import (
	"slices"
	"strings"

	"squall/standin/buses"
)

// Source is a bucket, topic or bus of an account, and whom it tells.
type Source struct {
	ARN   string   `json:"arn"`
	Tells []string `json:"tells"`
}

// Sources lists the buckets, topics and buses of an account in a region: who
// is told, and of what.
func (r *Relay) Sources(account, region string) []Source {
	out := []Source{}
	for _, b := range r.Buckets.List(account) {
		s := Source{ARN: "arn:aws:s3:::" + b.Name, Tells: []string{}}
		config, _ := r.Buckets.Notifications(b.Name)
		for _, n := range config.Targets {
			s.Tells = append(s.Tells, n.ARN+" of "+strings.Join(n.Events, " ")+" "+n.Prefix+"*"+n.Suffix)
		}
		if config.EventBridge {
			s.Tells = append(s.Tells, "EventBridge of everything")
		}
		slices.Sort(s.Tells)
		out = append(out, s)
	}
	for _, arn := range r.Topics.List(account, region) {
		s := Source{ARN: arn, Tells: []string{}}
		for _, sub := range r.Topics.AllSubscriptions(account, region) {
			if sub.TopicARN == arn {
				s.Tells = append(s.Tells, sub.Endpoint)
			}
		}
		slices.Sort(s.Tells)
		out = append(out, s)
	}
	for _, b := range r.Buses.List(account, region, "") {
		out = append(out, r.bus(buses.ID{Account: account, Region: region, Name: b.Name}))
	}
	return out
}

// bus is a bus with the targets of its rules.
func (r *Relay) bus(id buses.ID) Source {
	s := Source{ARN: id.ARN(), Tells: []string{}}
	rules, _ := r.Buses.Rules(id, "", "")
	for _, rule := range rules {
		targets, _ := r.Buses.Targets(id, rule.Name)
		for _, t := range targets {
			s.Tells = append(s.Tells, t.ARN+" of "+rule.Pattern+rule.Schedule)
		}
	}
	return s
}
