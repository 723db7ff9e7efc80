package ssm

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"time"
)

// Parameters are those of all accounts, until a reset. Safe for concurrent use.
type Parameters struct {
	mu  sync.Mutex
	all map[key]parameter
}

type key struct{ account, region, name string }

type parameter struct {
	name, value, kind string
	version           int64
	modified          time.Time
}

// Reset forgets every parameter.
func (s *Parameters) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = nil
}

func (s *Parameters) get(account, region, name string) (parameter, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.all[key{account, region, name}]
	return p, ok
}

// put keeps a parameter; false when there is one that it may not replace.
func (s *Parameters) put(account, region string, p parameter, overwrite bool) (version int64, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[key]parameter{}
	}
	k := key{account, region, p.name}
	old, there := s.all[k]
	if there && !overwrite {
		return 0, false
	}
	p.version, p.kind = old.version+1, cmp.Or(p.kind, old.kind, "String")
	s.all[k] = p
	return p.version, true
}

func (s *Parameters) remove(account, region, name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := key{account, region, name}
	_, ok := s.all[k]
	delete(s.all, k)
	return ok
}

// under are the parameters below a path, by name.
func (s *Parameters) under(account, region, path string) (out []parameter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, p := range s.all {
		if k.account == account && k.region == region && strings.HasPrefix(k.name, path) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b parameter) int { return cmp.Compare(a.name, b.name) })
	return out
}

// Still runs f while nobody else has the parameters.
func (s *Parameters) Still(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
