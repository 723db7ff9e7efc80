package buses

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"squall/standin/pattern"
)

// Rule is a rule as its owner writes and reads it.
type Rule struct {
	Name        string
	Pattern     string // JSON, or ""
	Schedule    string // rate(...) or cron(...), or ""
	State       string // ENABLED or DISABLED
	Description string
	Role        string
}

// The states of a rule.
const (
	Enabled  = "ENABLED"
	Disabled = "DISABLED"
)

// RuleARN is the Amazon resource name of a rule; it leaves the default bus out.
func RuleARN(id ID, name string) string {
	if id.Name != Default {
		name = id.Name + "/" + name
	}
	return "arn:aws:events:" + id.Region + ":" + id.Account + ":rule/" + name
}

// PutRule makes a rule or replaces all of one but its targets.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
func (s *Buses) PutRule(now int64, id ID, r Rule) (arn string, err error) {
	b, err := s.find(id)
	if err != nil {
		return "", err
	}
	r.State = cmp.Or(r.State, Enabled)
	fresh := rule{bus: id, view: r, arn: RuleARN(id, r.Name)}
	if err := fresh.check(id); err != nil {
		return "", err
	}
	if old := b.rules[r.Name]; old != nil {
		fresh.targets = old.targets
	}
	b.rules[r.Name] = &fresh
	s.plan(now, &fresh)
	return fresh.arn, nil
}

// check reads a rule's pattern and schedule.
func (r *rule) check(id ID) (err error) {
	v := &r.view
	switch {
	case !nameOK(v.Name, 64, "._-"):
		return invalid(violation(v.Name, "name", `Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`))
	case v.Pattern == "" && v.Schedule == "":
		return invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.")
	case v.State == "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS":
		return notBuilt("CloudTrail's events are")
	case v.State != Enabled && v.State != Disabled:
		return invalid(violation(v.State, "state", "Member must satisfy enum value set: [ENABLED, DISABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS]"))
	case v.Schedule != "" && id.Name != Default:
		return invalid("ScheduleExpression is supported only on the default event bus.")
	}
	if v.Schedule != "" {
		if r.schedule, err = parseSchedule(v.Schedule); err != nil {
			return err
		}
	}
	if v.Pattern != "" {
		r.filter, err = compile(v.Pattern)
	}
	return err
}

func compile(text string) (pattern.Pattern, error) {
	if len(text) > 4096 {
		return pattern.Pattern{}, invalid(violation(text[:64]+"...", "eventPattern", "Member must have length less than or equal to 4096"))
	}
	p, err := pattern.Compile(text)
	switch {
	case errors.Is(err, pattern.ErrNotBuilt):
		return p, notBuilt("In EventPattern, " + strings.TrimSuffix(err.Error(), " "+pattern.ErrNotBuilt.Error()))
	case err != nil:
		return p, &Error{Status: 400, Code: "InvalidEventPatternException", Message: "Event pattern is not valid. Reason: " + err.Error()}
	}
	return p, nil
}

// TestPattern says whether a pattern takes an event.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_TestEventPattern.html
func TestPattern(text, event string) (bool, error) {
	p, err := compile(text)
	return err == nil && p.MatchJSON([]byte(event)), err
}

// rule finds a rule.
func (s *Buses) rule(id ID, name string) (*rule, error) {
	b, err := s.find(id)
	if err != nil {
		return nil, err
	}
	if r := b.rules[name]; r != nil {
		return r, nil
	}
	return nil, notFound("Rule " + name + " does not exist on EventBus " + id.Name + ".")
}

// Described is a rule with its ARN.
type Described struct {
	Rule
	ARN, Bus string
}

// DescribeRule shows a rule.
func (s *Buses) DescribeRule(id ID, name string) (Described, error) {
	r, err := s.rule(id, name)
	if err != nil {
		return Described{}, err
	}
	return Described{r.view, r.arn, id.Name}, nil
}

// Rules lists a bus's rules with a prefix, by name; target, unless it is "",
// is the ARN that one of a rule's targets must have.
func (s *Buses) Rules(id ID, prefix, target string) ([]Described, error) {
	b, err := s.find(id)
	if err != nil {
		return nil, err
	}
	var out []Described
	for _, r := range b.sorted() {
		has := target == "" || slices.ContainsFunc(r.targets, func(t Target) bool { return t.ARN == target })
		if has && strings.HasPrefix(r.view.Name, prefix) {
			out = append(out, Described{r.view, r.arn, id.Name})
		}
	}
	return out, nil
}

// SetState enables or disables a rule.
func (s *Buses) SetState(now int64, id ID, name, state string) error {
	r, err := s.rule(id, name)
	if err != nil {
		return err
	}
	r.view.State = state
	s.plan(now, r)
	return nil
}

// DeleteRule removes a rule without targets; one that is not there is no error.
func (s *Buses) DeleteRule(id ID, name string) error {
	b, err := s.find(id)
	if err != nil {
		return err
	}
	if r := b.rules[name]; r != nil && len(r.targets) > 0 {
		return invalid("Rule can't be deleted since it has targets.")
	}
	delete(b.rules, name)
	s.line()
	return nil
}
