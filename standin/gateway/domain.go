package gateway

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Domain is a name of a user's own that leads to APIs.
type Domain struct {
	Place
	Name, Certificate, Policy, Type string
	Target, Zone                    string // AWS's own name for it
	Created                         time.Time
	Mappings                        []*Mapping
}

// Mapping leads a path of a domain to a stage of an API.
type Mapping struct{ ID, Key, API, Stage string }

// domain finds a name. The lock is held.
func (s *Store) domain(p Place, name string) (*Domain, *Error) {
	d := s.domains[strings.ToLower(name)]
	if d == nil || d.Place != p {
		return nil, NotFound("Invalid domain name identifier specified")
	}
	return d, nil
}

// CreateDomain makes a domain name. A name is one account's alone.
func (s *Store) CreateDomain(now time.Time, d Domain) (Domain, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := strings.ToLower(d.Name)
	switch {
	case !strings.Contains(strings.Trim(name, "."), ".") || strings.ContainsAny(name, " /:"):
		return d, Bad("Invalid domain name")
	case d.Certificate == "":
		return d, Bad("A certificate is needed for the domain name %s", d.Name)
	case s.domains[name] != nil:
		return d, Conflict("The domain name you provided already exists.")
	}
	d.Name, d.Created, d.Type, d.Policy = name, now, cmp.Or(d.Type, "REGIONAL"), cmp.Or(d.Policy, "TLS_1_2")
	d.Target, d.Zone = "d-"+s.ID(10)+".execute-api."+d.Region+".amazonaws.com", "Z1UJRXOUMOOFQ8"
	kept := d
	if s.domains == nil {
		s.domains = map[string]*Domain{}
	}
	s.domains[name] = &kept
	return d, nil
}

// Domains are those of a place, by name.
func (s *Store) Domains(p Place) (out []Domain) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, name := range slices.Sorted(maps.Keys(s.domains)) {
		if d := s.domains[name]; d.Place == p {
			out = append(out, d.copied())
		}
	}
	return out
}

// copied is a domain that nobody changes any more.
func (d *Domain) copied() Domain {
	out := *d
	out.Mappings = slices.Clone(d.Mappings)
	return out
}

// Domain is one by its name.
func (s *Store) Domain(p Place, name string) (Domain, *Error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	d, err := s.domain(p, name)
	if err != nil {
		return Domain{}, err
	}
	return d.copied(), nil
}

// DeleteDomain removes a domain name and its mappings.
func (s *Store) DeleteDomain(p Place, name string) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.domain(p, name)
	if err == nil {
		delete(s.domains, d.Name)
	}
	return err
}

// Map leads a path of a domain to a stage.
func (s *Store) Map(p Place, name string, m Mapping) (Mapping, *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.domain(p, name)
	if err != nil {
		return m, err
	}
	a := s.apis[m.API]
	if a == nil || a.Place != p {
		return m, Bad("Invalid API identifier specified")
	}
	if _, err := a.Stage(m.Stage); err != nil {
		return m, Bad("Invalid stage identifier specified")
	}
	if slices.ContainsFunc(d.Mappings, func(o *Mapping) bool { return o.Key == m.Key }) {
		return m, Conflict("ApiMapping key already exists for this domain name")
	}
	m.ID = s.ID(6)
	d.Mappings = append(d.Mappings, &m)
	// The longest fits first.
	slices.SortStableFunc(d.Mappings, func(x, y *Mapping) int { return cmp.Compare(len(y.Key), len(x.Key)) })
	return m, nil
}

// Unmap removes the mapping of an id or a path.
func (s *Store) Unmap(p Place, name string, is func(Mapping) bool) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, err := s.domain(p, name)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(d.Mappings, func(m *Mapping) bool { return is(*m) })
	if i < 0 {
		return NotFound("The resource specified in the request was not found.")
	}
	d.Mappings = slices.Delete(d.Mappings, i, i+1)
	return nil
}

// mapped is the API, stage and path that a path of a domain leads to; the API is
// nil when it leads nowhere. The lock is held.
func (s *Store) mapped(d *Domain, path string) (a *API, stage, below string) {
	for _, m := range d.Mappings {
		rest, ok := strings.CutPrefix(path, "/"+m.Key)
		if m.Key == "" {
			rest, ok = path, true
		}
		if ok && (rest == "" || rest[0] == '/') {
			return s.apis[m.API], m.Stage, cmp.Or(rest, "/")
		}
	}
	return nil, "", ""
}
