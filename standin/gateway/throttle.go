package gateway

import (
	"time"
)

// Limit is how many requests get through: a bucket of Burst tokens that Rate a
// second fill again.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
type Limit struct {
	Rate  float64
	Burst int
}

// AccountLimit is what all APIs of an account in a region share, and what a
// stage is shown to have that was given nothing else.
var AccountLimit = Limit{Rate: 10_000, Burst: 5_000}

// Limits are those of a stage: its own, and those of routes and methods, by
// their names as they are written in requests.
type Limits struct {
	Own   *Limit // of each route or method that has none; nil: only the account's
	Named map[string]Limit
}

// Clone is a copy that may be changed.
func (l Limits) Clone() Limits {
	out := Limits{Own: l.Own, Named: map[string]Limit{}}
	for name, limit := range l.Named {
		out.Named[name] = limit
	}
	return out
}

// of is the limit of a way through a stage, if there is one.
func (l *Limits) of(name string) (Limit, bool) {
	if one, ok := l.Named[name]; ok {
		return one, true
	}
	if l.Own != nil {
		return *l.Own, true
	}
	return Limit{}, false
}

// bucket is the credit of a limit.
type bucket struct {
	credit float64
	last   time.Time
	limit  Limit
}

// take says whether a request gets through, and takes its token. A limit that
// was changed starts full.
func (b *bucket) take(now time.Time, l Limit) bool {
	if b.last.IsZero() || b.limit != l {
		b.credit, b.last, b.limit = float64(l.Burst), now, l
	}
	if d := now.Sub(b.last); d > 0 {
		b.credit, b.last = min(float64(l.Burst), b.credit+d.Seconds()*l.Rate), now
	}
	if b.credit < 1 {
		return false
	}
	b.credit--
	return true
}

// bucketKey names a bucket: of an account, or of a way through a stage.
type bucketKey struct {
	place      Place
	api, stage string
	way        string
}

// Admit says whether the limits let a request through that was found. The
// route's or method's is asked first, then the account's.
func (s *Store) Admit(now time.Time, m *Match) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, err := m.API.Stage(m.Stage)
	if err != nil {
		return true
	}
	if l, ok := st.Limits.of(m.Way()); ok && !s.bucket(bucketKey{m.API.Place, m.API.ID, m.Stage, m.Way()}).take(now, l) {
		return false
	}
	return s.bucket(bucketKey{place: m.API.Place}).take(now, AccountLimit)
}

func (s *Store) bucket(k bucketKey) *bucket {
	b := s.buckets[k]
	if b == nil {
		b = &bucket{}
		s.buckets[k] = b
	}
	return b
}

// Way is what settings of a stage call the route or the method of a request.
func (m *Match) Way() string {
	if m.API.Kind == HTTP {
		return m.Key
	}
	return m.Resource + "/" + m.Method
}
