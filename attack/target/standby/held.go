package standby

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/scheduler"
	"github.com/aws/aws-sdk-go-v2/service/scheduler/types"

	"squall/profiles"
)

// held is a restore that is scheduled, and the call that it makes.
type held struct {
	change   profiles.Change
	input    map[string]any
	revision string          // that must still be there; "" for any
	learnt   string          // what the change has told, or ""
	ours     map[string]bool // members that the run has set, and not yet put back
	sha      string          // of the code that lies in the bucket
	seen     state           // what was there when the call was last told of it
	arn      string          // of the function
	said     string          // the target and input that the schedule has
}

// take reads the call of a restore.
func (s *Standby) take(c profiles.Change) (*held, error) {
	h := &held{change: c, ours: map[string]bool{}, arn: "arn:aws:lambda:" + s.opt.Config.Region + ":" + s.opt.Account + ":function:" + c.Function}
	if err := json.Unmarshal([]byte(c.Restore.Input), &h.input); err != nil {
		return nil, fmt.Errorf("the restore of %s: %w", c.Restore.What, err)
	}
	return h, nil
}

// is says whether the call is one of some operations.
func (h *held) is(targets ...string) bool {
	return slices.ContainsFunc(targets, func(t string) bool { return h.change.Restore.Target == universal+t })
}

// live says whether a member of the input is read.
func (h *held) live(member string) bool { return slices.Contains(h.change.Restore.Live, member) }

func (h *held) text(member string) string {
	text, _ := h.input[member].(string)
	return text
}

// nothing is a call that changes nothing: a tag that is not there is removed. A
// restore whose call needs what only the change tells makes it until then.
// Without its version deleteFunction would delete the function.
func (h *held) nothing() (target, input string) {
	return universal + "lambda:untagResource", fields{"Resource": h.arn, "TagKeys": []string{"squall:nothing"}}.text()
}

// call is the target and input as they are to be now.
func (h *held) call() (target, input string) {
	r := h.change.Restore
	if r.Learnt != "" && h.learnt == "" {
		return h.nothing()
	}
	in := maps.Clone(h.input)
	if r.Learnt != "" {
		in[r.Learnt] = h.learnt
	}
	if h.revision != "" {
		in["RevisionId"] = h.revision
	}
	return r.Target, fields(in).text()
}

func (h *held) same() bool {
	target, input := h.call()
	return h.said == target+" "+input
}

// scheduled notes that the schedule makes the call as it is now.
func (h *held) scheduled() {
	target, input := h.call()
	h.said = target + " " + input
}

// schedule is all of it, as AWS takes it.
func (h *held) schedule() *scheduler.UpdateScheduleInput {
	r := h.change.Restore
	target, input := h.call()
	return &scheduler.UpdateScheduleInput{Name: aws.String(h.change.Lease), Description: described(r), ScheduleExpression: aws.String("at(" + r.At + ")"),
		ScheduleExpressionTimezone: aws.String("UTC"), FlexibleTimeWindow: &types.FlexibleTimeWindow{Mode: types.FlexibleTimeWindowModeOff},
		ActionAfterCompletion: types.ActionAfterCompletionDelete,
		Target: &types.Target{Arn: &target, RoleArn: &r.Role, Input: &input,
			RetryPolicy: &types.RetryPolicy{MaximumRetryAttempts: aws.Int32(tries), MaximumEventAgeInSeconds: aws.Int32(maxAge)}}}
}
