package apply

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"squall/profiles"
	"squall/standin/buckets"
	"squall/standin/buses"
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/permit"
	"squall/standin/relay"
	"squall/standin/topics"
)

// source carries out a change of a bucket, topic or bus, or of the function
// that it tells.
func (a *Applier) source(c profiles.Change) (err error) {
	c.Qualifier = a.qualifier(c)
	if c.Kind == profiles.PutTrigger || c.Kind == profiles.DeleteTrigger {
		if err := a.permission(c); err != nil {
			return err
		}
	}
	ran := a.Relay(func(now int64, r *relay.Relay) {
		switch c.Path {
		case profiles.PathS3:
			err = a.bucket(now, r, c)
		case profiles.PathSNS:
			err = a.topic(r, c)
		case profiles.PathEvents:
			err = a.bus(now, r, c)
		default:
			err = fmt.Errorf("path %q has no source", c.Path)
		}
	})
	return errors.Join(ran, err)
}

// permission lets the source invoke the function, or no longer.
func (a *Applier) permission(c profiles.Change) error {
	ref := catalog.Ref{Account: a.Account, Region: a.Region, Name: c.Function, Qualifier: c.Qualifier}
	g := permit.Grant{Sid: c.TriggerName(), Action: "lambda:InvokeFunction"}
	switch c.Path {
	case profiles.PathS3:
		g.Principal, g.SourceARN, g.SourceAccount = "s3.amazonaws.com", buckets.ARN(c.Source), a.Account
	case profiles.PathSNS:
		g.Principal, g.SourceARN = "sns.amazonaws.com", a.topicID(c).ARN()
	case profiles.PathEvents:
		g.Principal, g.SourceARN = "events.amazonaws.com", buses.RuleARN(a.busID(c), c.TriggerName())
	}
	var refused *catalog.Error
	err := a.Control(func(cat *catalog.Catalog) {
		if c.Kind == profiles.DeleteTrigger {
			_ = attached.RemovePermission(cat, ref, g.Sid, "") // it may be gone with its function
			return
		}
		if _, refused = attached.AddPermission(cat, ref, g); refused != nil && refused.Status == 409 {
			refused = nil // it is there already
		}
	})
	if err == nil && refused != nil {
		return refused
	}
	return err
}

// function is the ARN of the function behind a trigger.
func (a *Applier) function(c profiles.Change) string {
	arn := "arn:aws:lambda:" + a.Region + ":" + a.Account + ":function:" + c.Function
	if c.Qualifier != "" {
		arn += ":" + c.Qualifier
	}
	return arn
}

func (a *Applier) bucket(now int64, r *relay.Relay, c profiles.Change) error {
	switch c.Kind {
	case profiles.CreateSource:
		r.Buckets.Create(now, c.Source, a.Account, a.Region)
		return nil
	case profiles.DeleteSource:
		r.Buckets.Delete(c.Source)
		return nil
	}
	config, refused := r.Buckets.Notifications(c.Source)
	if refused != nil {
		if c.Kind == profiles.DeleteTrigger {
			return nil
		}
		return refused
	}
	config.Targets = slices.DeleteFunc(config.Targets, func(n buckets.Notification) bool { return n.ID == c.TriggerName() })
	if c.Kind == profiles.PutTrigger {
		config.Targets = append(config.Targets, buckets.Notification{ID: c.TriggerName(), ARN: a.function(c), Events: []string{"s3:ObjectCreated:*"}, Prefix: c.Filter})
	}
	if refused := r.Buckets.Put(c.Source, config); refused != nil {
		return refused
	}
	return nil
}

func (a *Applier) topicID(c profiles.Change) topics.ID {
	return topics.ID{Account: a.Account, Region: a.Region, Name: c.Source}
}

func (a *Applier) topic(r *relay.Relay, c profiles.Change) error {
	id := a.topicID(c)
	switch c.Kind {
	case profiles.CreateSource:
		return r.Topics.Create(id, nil)
	case profiles.DeleteSource:
		r.Topics.Delete(id)
		return nil
	case profiles.PutTrigger:
		_, err := r.Topics.Subscribe(id, a.Account, "lambda", a.function(c), nil)
		return err
	}
	if !r.Topics.Exists(id) {
		return nil
	}
	list, err := r.Topics.Subscriptions(id)
	for _, s := range list {
		if s.Endpoint == a.function(c) {
			r.Topics.Unsubscribe(s.ARN)
		}
	}
	return err
}

func (a *Applier) busID(c profiles.Change) buses.ID {
	return buses.ID{Account: a.Account, Region: a.Region, Name: c.Source}
}

func (a *Applier) bus(now int64, r *relay.Relay, c profiles.Change) error {
	id, name := a.busID(c), c.TriggerName()
	switch c.Kind {
	case profiles.CreateSource:
		if r.Buses.Exists(id) {
			return nil
		}
		return r.Buses.Create(now, id)
	case profiles.DeleteSource:
		return r.Buses.Delete(id)
	case profiles.PutTrigger:
		pattern, err := json.Marshal(map[string][]string{"source": {profiles.EventSource}, "detail-type": {c.Filter}})
		if err == nil {
			_, err = r.Buses.PutRule(now, id, buses.Rule{Name: name, Pattern: string(pattern)})
		}
		if err == nil {
			err = r.Buses.PutTargets(id, name, []buses.Target{{ID: "function", ARN: a.function(c)}})
		}
		return err
	}
	if _, err := r.Buses.RemoveTargets(id, name, []string{"function"}); err != nil {
		return nil // there is no such rule, or bus
	}
	return r.Buses.DeleteRule(id, name)
}
