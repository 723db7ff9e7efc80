package logs

import "squall/standin/catalog"

// Query is an Insights query that was asked, with its answer.
type Query struct {
	ID      string
	Where   Scope
	Group   string // the first of those that were asked
	Text    string
	Created int64
	Answer  any
}

// maxQueries is how many are kept.
const maxQueries = 100

// AddQuery keeps a query and gives it an id.
func (s *Store) AddQuery(q Query) string {
	s.asked++
	q.ID = catalog.UUID("insights", s.asked)
	if len(s.queries) == maxQueries {
		s.queries = s.queries[1:]
	}
	s.queries = append(s.queries, &q)
	return q.ID
}

// FindQuery is a query by its id, or nil.
func (s *Store) FindQuery(id string) *Query {
	for _, q := range s.queries {
		if q.ID == id {
			return q
		}
	}
	return nil
}

// Queries are those of a scope that are kept, the latest first.
func (s *Store) Queries(where Scope) (out []*Query) {
	for i := len(s.queries) - 1; i >= 0; i-- {
		if s.queries[i].Where == where {
			out = append(out, s.queries[i])
		}
	}
	return out
}
