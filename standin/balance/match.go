package balance

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Choice is what a balancer does with a request.
type Choice struct {
	Found      bool // the host is a balancer's
	Group      string
	Target     string // ARN of the function; "" when the group is empty
	MultiValue bool
	Fixed      *Fixed
	Location   string // of a redirect
	Status     int    // of a redirect
}

// Choose finds what is done with a request; draw is from 0 up to 1. Without a
// port in the request's host the balancer's only listener answers, or the one
// on port 80.
func (s *Store) Choose(r *http.Request, draw float64) Choice {
	host, _, _ := strings.Cut(strings.ToLower(r.Host), ":")
	if !strings.Contains(host, ".elb.") {
		return Choice{}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	i := slices.IndexFunc(s.balancers, func(b *Balancer) bool {
		own, _, _ := strings.Cut(b.Host, ":")
		return own == host
	})
	if i < 0 {
		return Choice{}
	}
	l := s.serving(s.balancers[i].ARN)
	if l == nil {
		return Choice{Found: true}
	}
	for _, rule := range l.Rules {
		if rule.fits(r, host) {
			return s.carry(rule.Action, r, draw)
		}
	}
	return Choice{Found: true}
}

// serving is the listener that answers for a balancer: all share one port here.
func (s *Store) serving(balancer string) (out *Listener) {
	for _, l := range s.listeners {
		if l.Balancer == balancer && (out == nil || l.Port == 80) {
			out = l
		}
	}
	return out
}

func (s *Store) carry(a Action, r *http.Request, draw float64) Choice {
	switch {
	case a.Fixed != nil:
		return Choice{Found: true, Fixed: a.Fixed}
	case a.Redirect != nil:
		return Choice{Found: true, Location: a.Redirect.location(r), Status: a.Redirect.Status}
	}
	group := pick(a.Forward, draw)
	for _, g := range s.groups {
		if g.ARN == group {
			return Choice{Found: true, Group: g.ARN, Target: g.Target, MultiValue: g.MultiValue}
		}
	}
	return Choice{Found: true, Group: group}
}

// pick chooses by weight; all zero are all alike.
func pick(list []Weighted, draw float64) string {
	total := 0
	for _, w := range list {
		total += w.Weight
	}
	if total == 0 {
		return list[int(draw*float64(len(list)))].Group
	}
	at := draw * float64(total)
	for _, w := range list {
		if at -= float64(w.Weight); at < 0 {
			return w.Group
		}
	}
	return list[len(list)-1].Group
}

func (r *Rule) fits(req *http.Request, host string) bool {
	for _, c := range r.Conditions {
		if !c.fits(req, host) {
			return false
		}
	}
	return true
}

func (c *Condition) fits(r *http.Request, host string) bool {
	switch c.Field {
	case "path-pattern":
		return anyLike(c.Values, r.URL.Path)
	case "host-header":
		return anyLike(lower(c.Values), host)
	case "http-request-method":
		return slices.Contains(c.Values, r.Method)
	case "http-header":
		return slices.ContainsFunc(r.Header.Values(c.Header), func(v string) bool { return anyLike(lower(c.Values), strings.ToLower(v)) })
	}
	query := r.URL.Query()
	for i, want := range c.Values {
		for key, values := range query {
			if (c.Keys[i] == "" || like(strings.ToLower(c.Keys[i]), strings.ToLower(key))) &&
				slices.ContainsFunc(values, func(v string) bool { return like(strings.ToLower(want), strings.ToLower(v)) }) {
				return true
			}
		}
	}
	return false
}

func lower(values []string) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = strings.ToLower(v)
	}
	return out
}

func anyLike(patterns []string, text string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return like(p, text) })
}

// like fits a text to a pattern in which * is any text and ? any one byte.
func like(pattern, text string) bool {
	p, t, star, from := 0, 0, -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, from = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			from++
			p, t = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// location is where a redirect leads.
func (d *Redirect) location(r *http.Request) string {
	host, port := r.Host, "80"
	if h, p, ok := strings.Cut(r.Host, ":"); ok {
		host, port = h, p
	}
	fill := strings.NewReplacer("#{protocol}", "http", "#{host}", host, "#{port}", port,
		"#{path}", strings.TrimPrefix(r.URL.Path, "/"), "#{query}", r.URL.RawQuery)
	out := url.URL{Scheme: strings.ToLower(fill.Replace(d.Protocol)), Host: fill.Replace(d.Host) + ":" + fill.Replace(d.Port),
		Path: fill.Replace(d.Path), RawQuery: fill.Replace(d.Query)}
	return out.String()
}
