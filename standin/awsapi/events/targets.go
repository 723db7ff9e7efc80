package events

import (
	"slices"
	"strings"

	"squall/standin/buses"
)

// failed is the list of what an operation on several targets could not do.
type failed struct {
	FailedEntryCount int
	FailedEntries    []failedTarget
}

type failedTarget struct {
	TargetID     string `json:"TargetId"`
	ErrorCode    string
	ErrorMessage string
}

type putTargetsInput struct {
	Rule, EventBusName string
	Targets            []target
}

func putTargets(c *call, in *putTargetsInput) (any, error) {
	if len(in.Targets) == 0 {
		return nil, invalid("1 validation error detected: Value '[]' at 'targets' failed to satisfy constraint: Member must have length greater than or equal to 1")
	}
	var list []buses.Target
	for i := range in.Targets {
		t, err := in.Targets[i].read()
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return failed{FailedEntries: []failedTarget{}}, c.buses.PutTargets(c.bus(in.EventBusName), in.Rule, list)
}

type removeTargetsInput struct {
	Rule, EventBusName string
	IDs                []string `json:"Ids"`
	Force              bool
}

func removeTargets(c *call, in *removeTargetsInput) (any, error) {
	missing, err := c.buses.RemoveTargets(c.bus(in.EventBusName), in.Rule, in.IDs)
	if err != nil {
		return nil, err
	}
	out := failed{FailedEntryCount: len(missing), FailedEntries: []failedTarget{}}
	for _, id := range missing {
		out.FailedEntries = append(out.FailedEntries, failedTarget{id, "ResourceNotFoundException", "Target " + id + " does not exist on rule " + in.Rule + "."})
	}
	return out, nil
}

type listTargetsInput struct {
	Rule, EventBusName, NextToken string
	Limit                         *int
}

func listTargetsByRule(c *call, in *listTargetsInput) (any, error) {
	all, err := c.buses.Targets(c.bus(in.EventBusName), in.Rule)
	if err != nil {
		return nil, err
	}
	byID := func(t buses.Target) string { return t.ID }
	slices.SortFunc(all, func(a, b buses.Target) int { return strings.Compare(a.ID, b.ID) })
	list, next, err := page(all, in.Limit, in.NextToken, byID)
	if err != nil {
		return nil, err
	}
	out := struct {
		Targets   []target
		NextToken string `json:",omitempty"`
	}{[]target{}, next}
	for _, t := range list {
		out.Targets = append(out.Targets, shapeTarget(t))
	}
	return out, nil
}
