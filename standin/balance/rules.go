package balance

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// CreateListener opens a port of a balancer.
func (s *Store) CreateListener(balancer string, port int, action Action) (*Listener, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.balancers, func(b *Balancer) bool { return b.ARN == balancer })
	if i < 0 {
		return nil, &Error{"LoadBalancerNotFound", "Load balancers '[" + balancer + "]' not found"}
	}
	if port < 1 || port > 65535 {
		return nil, &Error{"ValidationError", fmt.Sprintf("Port '%d' must be from 1 to 65535", port)}
	}
	for _, l := range s.listeners {
		if l.Balancer == balancer && l.Port == port {
			return nil, &Error{"DuplicateListener", "A listener already exists on this port for this load balancer '" + balancer + "'"}
		}
	}
	if err := s.check(action); err != nil {
		return nil, err
	}
	b := s.balancers[i]
	_, rest, _ := strings.Cut(b.ARN, ":loadbalancer/")
	arn := b.Place.arn("listener/" + rest + "/" + id("listener", b.ARN, strconv.Itoa(port)))
	l := &Listener{ARN: arn, Balancer: balancer, Port: port}
	l.Rules = []*Rule{{ARN: s.ruleARN(l), Action: action}}
	s.listeners = append(s.listeners, l)
	return l, nil
}

// ModifyListener changes a listener's default action.
func (s *Store) ModifyListener(arn string, action Action) (*Listener, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.listener(arn)
	if l == nil {
		return nil, noListener(arn)
	}
	if err := s.check(action); err != nil {
		return nil, err
	}
	l.Rules[len(l.Rules)-1].Action = action
	return l, nil
}

// DeleteListener closes a port.
func (s *Store) DeleteListener(arn string) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener(arn) == nil {
		return noListener(arn)
	}
	s.listeners = slices.DeleteFunc(s.listeners, func(l *Listener) bool { return l.ARN == arn })
	return nil
}

// CreateRule adds a rule to a listener.
func (s *Store) CreateRule(listener string, priority int, conditions []Condition, action Action) (*Rule, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.listener(listener)
	switch {
	case l == nil:
		return nil, noListener(listener)
	case priority < 1 || priority > 50000:
		return nil, &Error{"ValidationError", fmt.Sprintf("Rule priority '%d' must be from 1 to 50000", priority)}
	case len(conditions) == 0:
		return nil, &Error{"ValidationError", "A rule must have at least one condition"}
	case slices.ContainsFunc(l.Rules, func(r *Rule) bool { return r.Priority == priority }):
		return nil, &Error{"PriorityInUse", fmt.Sprintf("Priority '%d' is currently in use", priority)}
	}
	if err := cmp.Or(checkConditions(conditions), s.check(action)); err != nil {
		return nil, err
	}
	r := &Rule{ARN: s.ruleARN(l), Priority: priority, Conditions: conditions, Action: action}
	l.Rules = append(l.Rules, r)
	slices.SortFunc(l.Rules, func(a, b *Rule) int { return cmp.Compare(a.order(), b.order()) })
	return r, nil
}

// ModifyRule changes a rule; nil leaves as it is.
func (s *Store) ModifyRule(arn string, conditions []Condition, action *Action) (*Rule, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r := s.rule(arn)
	if r == nil {
		return nil, noRule(arn)
	}
	if err := checkConditions(conditions); err != nil {
		return nil, err
	}
	if action != nil {
		if err := s.check(*action); err != nil {
			return nil, err
		}
		r.Action = *action
	}
	if len(conditions) > 0 {
		r.Conditions = conditions
	}
	return r, nil
}

// DeleteRule removes a rule; a listener keeps its default.
func (s *Store) DeleteRule(arn string) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	l, r := s.rule(arn)
	switch {
	case r == nil:
		return noRule(arn)
	case r.Priority == 0:
		return &Error{"OperationNotPermitted", "Default rule '" + arn + "' cannot be deleted"}
	}
	l.Rules = slices.DeleteFunc(l.Rules, func(o *Rule) bool { return o == r })
	return nil
}

func (r *Rule) order() int {
	if r.Priority == 0 {
		return 1 << 30
	}
	return r.Priority
}

func (s *Store) listener(arn string) *Listener {
	for _, l := range s.listeners {
		if l.ARN == arn {
			return l
		}
	}
	return nil
}

func (s *Store) rule(arn string) (*Listener, *Rule) {
	for _, l := range s.listeners {
		for _, r := range l.Rules {
			if r.ARN == arn {
				return l, r
			}
		}
	}
	return nil, nil
}

func (s *Store) ruleARN(l *Listener) string {
	s.rules++
	return strings.Replace(l.ARN, ":listener/", ":listener-rule/", 1) + "/" + id("rule", l.ARN, strconv.Itoa(s.rules))
}

func noListener(arn string) *Error {
	return &Error{"ListenerNotFound", "One or more listeners not found: '" + arn + "'"}
}

func noRule(arn string) *Error {
	return &Error{"RuleNotFound", "One or more rules not found: '" + arn + "'"}
}

// fields are the conditions that are looked at.
var fields = []string{"path-pattern", "host-header", "http-request-method", "http-header", "query-string"}

func checkConditions(conditions []Condition) *Error {
	for _, c := range conditions {
		if !slices.Contains(fields, c.Field) {
			return &Error{"NotImplementedException", "conditions of field '" + c.Field + "' are not built in squall"}
		}
		if len(c.Values) == 0 {
			return &Error{"ValidationError", "A condition of field '" + c.Field + "' must have at least one value"}
		}
	}
	return nil
}

// check refuses actions that lead nowhere.
func (s *Store) check(a Action) *Error {
	for _, w := range a.Forward {
		if !slices.ContainsFunc(s.groups, func(g *Group) bool { return g.ARN == w.Group }) {
			return &Error{"TargetGroupNotFound", "One or more target groups not found: '" + w.Group + "'"}
		}
		if w.Weight < 0 || w.Weight > 999 {
			return &Error{"ValidationError", fmt.Sprintf("Weight '%d' must be from 0 to 999", w.Weight)}
		}
	}
	switch {
	case len(a.Forward) > 5:
		return &Error{"TooManyTargetGroups", "An action can forward to at most 5 target groups"}
	case a.Fixed != nil && (a.Fixed.Status < 200 || a.Fixed.Status > 599 || a.Fixed.Status/100 == 3):
		return &Error{"ValidationError", fmt.Sprintf("The status code '%d' of a fixed response must be 2XX, 4XX or 5XX", a.Fixed.Status)}
	case a.Redirect != nil && a.Redirect.Status != 301 && a.Redirect.Status != 302:
		return &Error{"ValidationError", "The status code of a redirect must be HTTP_301 or HTTP_302"}
	case len(a.Forward) == 0 && a.Fixed == nil && a.Redirect == nil:
		return &Error{"ValidationError", "An action must forward, redirect or give a fixed response"}
	}
	return nil
}
