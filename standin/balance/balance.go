// Package balance is what Elastic Load Balancing knows of application load
// balancers in front of functions: balancers, target groups of one function
// each, listeners, and rules that choose between them.
//
// It chooses for a request and sends none. Balancers share the address of the
// stand-in's load balancer door and are told apart by their host names; there
// are no instances, subnets or certificates behind them.
package balance

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// Place is an account in a region.
type Place struct{ Account, Region string }

// Balancer is one load balancer.
type Balancer struct {
	Place
	Name    string
	ARN     string
	Host    string // its DNS name
	Scheme  string
	Created time.Time
}

// Group is a target group with at most one function in it.
type Group struct {
	Place
	Name       string
	ARN        string
	Target     string // ARN of the function, or ""
	MultiValue bool   // lambda.multi_value_headers.enabled
}

// Listener is a port of a balancer; its rules are in order.
type Listener struct {
	ARN      string
	Balancer string // ARN
	Port     int
	Rules    []*Rule // the last is the default
}

// Rule says what is done with requests that fulfil all its conditions.
type Rule struct {
	ARN        string
	Priority   int // 0: the default
	Conditions []Condition
	Action     Action
}

// Condition holds when one of its values fits.
type Condition struct {
	Field  string // path-pattern, host-header, http-request-method, http-header, query-string
	Header string // of http-header
	Keys   []string
	Values []string // beside Keys for query-string
}

// Action is what is done: one of its parts is given.
type Action struct {
	Forward  []Weighted
	Fixed    *Fixed
	Redirect *Redirect
}

// Weighted is a target group and its share.
type Weighted struct {
	Group  string // ARN
	Weight int
}

// Fixed is an answer of the balancer's own.
type Fixed struct {
	Status      int
	ContentType string
	Body        string
}

// Redirect sends the client elsewhere; #{host}, #{path}, #{query}, #{port} and
// #{protocol} stand for the request's.
type Redirect struct {
	Status                            int
	Protocol, Host, Port, Path, Query string
}

// Error is a refusal in AWS's words.
type Error struct{ Code, Message string }

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Store holds every load balancer. It is safe for concurrent use.
type Store struct {
	mu        sync.RWMutex
	domain    func() string // what follows the names of balancers
	balancers []*Balancer
	groups    []*Group
	listeners []*Listener
	rules     int
	tags      map[string]map[string]string // by ARN
}

// New makes an empty store; domain gives what follows a balancer's name in its
// DNS name.
func New(domain func() string) *Store {
	return &Store{domain: domain, tags: map[string]map[string]string{}}
}

// id makes sixteen hexadecimal digits of texts.
func id(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:8])
}

// Reset forgets everything.
func (s *Store) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.balancers, s.groups, s.listeners, s.tags = nil, nil, nil, map[string]map[string]string{}
}

func (p Place) arn(rest string) string {
	return "arn:aws:elasticloadbalancing:" + p.Region + ":" + p.Account + ":" + rest
}

// checkName refuses what neither balancers nor groups can be called.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
func checkName(kind, name string) *Error {
	bad := name == "" || len(name) > 32 || name[0] == '-' || name[len(name)-1] == '-' ||
		strings.Trim(strings.ToLower(name), "abcdefghijklmnopqrstuvwxyz0123456789-") != ""
	if bad {
		return &Error{"ValidationError", fmt.Sprintf("The %s name '%s' must be 1 to 32 letters, digits or hyphens and neither begin nor end with a hyphen", kind, name)}
	}
	return nil
}

// CreateBalancer makes a load balancer, or gives the one that has the name.
func (s *Store) CreateBalancer(now time.Time, p Place, name, scheme string) (*Balancer, *Error) {
	if err := checkName("load balancer", name); err != nil {
		return nil, err
	}
	if strings.HasPrefix(name, "internal-") {
		return nil, &Error{"ValidationError", "The load balancer name '" + name + "' cannot begin with 'internal-'"}
	}
	scheme = cmp.Or(scheme, "internet-facing")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.balancers {
		if b.Place != p || b.Name != name {
			continue
		}
		if b.Scheme != scheme {
			return nil, &Error{"DuplicateLoadBalancerName", "A load balancer with the same name '" + name + "' exists, but with different settings"}
		}
		return b, nil
	}
	unique := id("loadbalancer", p.Account, p.Region, name, now.String())
	b := &Balancer{Place: p, Name: name, ARN: p.arn("loadbalancer/app/" + name + "/" + unique), Scheme: scheme,
		Host: strings.ToLower(name) + "-" + unique[:10] + "." + p.Region + ".elb." + s.domain(), Created: now}
	s.balancers = append(s.balancers, b)
	return b, nil
}

// CreateGroup makes a target group for a function, or gives the one that has
// the name.
func (s *Store) CreateGroup(p Place, name string) (*Group, *Error) {
	if err := checkName("target group", name); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		if g.Place == p && g.Name == name {
			return g, nil
		}
	}
	g := &Group{Place: p, Name: name, ARN: p.arn("targetgroup/" + name + "/" + id("targetgroup", p.Account, p.Region, name))}
	s.groups = append(s.groups, g)
	return g, nil
}

// Update changes a target group under the store's lock.
func (s *Store) Update(arn string, change func(*Group) *Error) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, g := range s.groups {
		if g.ARN == arn {
			return change(g)
		}
	}
	return &Error{"TargetGroupNotFound", "Target groups '" + arn + "' not found"}
}

// View reads the store; what is given must not be kept or changed.
func (s *Store) View(read func(balancers []*Balancer, groups []*Group, listeners []*Listener)) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	read(s.balancers, s.groups, s.listeners)
}

// DeleteBalancer removes a load balancer with its listeners.
func (s *Store) DeleteBalancer(arn string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.balancers = slices.DeleteFunc(s.balancers, func(b *Balancer) bool { return b.ARN == arn })
	s.listeners = slices.DeleteFunc(s.listeners, func(l *Listener) bool { return l.Balancer == arn })
	delete(s.tags, arn)
}

// DeleteGroup removes a target group that no rule uses.
func (s *Store) DeleteGroup(arn string) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, l := range s.listeners {
		for _, r := range l.Rules {
			if slices.ContainsFunc(r.Action.Forward, func(w Weighted) bool { return w.Group == arn }) {
				return &Error{"ResourceInUse", "Target group '" + arn + "' is currently in use by a listener or a rule"}
			}
		}
	}
	s.groups = slices.DeleteFunc(s.groups, func(g *Group) bool { return g.ARN == arn })
	delete(s.tags, arn)
	return nil
}

// Still runs f while nobody else has the store.
func (s *Store) Still(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
