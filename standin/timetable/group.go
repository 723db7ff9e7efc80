package timetable

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

func (s *Store) group(p Place, name string) *Group {
	for _, g := range s.groups {
		if g.Place == p && g.Name == name {
			return g
		}
	}
	return nil
}

// CreateGroup makes a group; the token of one that is there gives that one.
func (s *Store) CreateGroup(now time.Time, g Group) (Group, *Error) {
	defer s.lock()()
	old := s.group(g.Place, g.Name)
	if old != nil && g.Token != "" && old.Token == g.Token {
		return old.copied(), nil
	}
	if old != nil || g.Name == Default {
		return g, refuse(Conflict, "Schedule group %s already exists.", g.Name)
	}
	g.Created, g.Modified = now, now
	kept := g.copied()
	s.groups = append(s.groups, &kept)
	return g, nil
}

// FindGroup is a group by its name.
func (s *Store) FindGroup(p Place, name string) (Group, *Error) {
	defer s.lock()()
	if name == Default {
		return Group{Place: p, Name: Default}, nil
	}
	if g := s.group(p, name); g != nil {
		return g.copied(), nil
	}
	return Group{}, refuse(Missing, "Schedule group %s does not exist.", name)
}

// DeleteGroup takes a group away, and all schedules in it.
func (s *Store) DeleteGroup(p Place, name string) *Error {
	defer s.lock()()
	g := s.group(p, name)
	switch {
	case name == Default:
		return refuse(Invalid, "The default schedule group cannot be deleted.")
	case g == nil:
		return refuse(Missing, "Schedule group %s does not exist.", name)
	}
	s.groups = slices.DeleteFunc(s.groups, func(o *Group) bool { return o == g })
	var gone []*Schedule
	for _, x := range s.schedules {
		if x.Place == p && x.Group == name {
			gone = append(gone, x)
		}
	}
	s.remove(gone...)
	return nil
}

// Groups are those of an account, by name.
func (s *Store) Groups(p Place, prefix string) (out []Group) {
	defer s.lock()()
	all := append([]*Group{{Place: p, Name: Default}}, s.groups...)
	for _, g := range all {
		if g.Place == p && strings.HasPrefix(g.Name, prefix) {
			out = append(out, g.copied())
		}
	}
	slices.SortFunc(out, func(a, b Group) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
