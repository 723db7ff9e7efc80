package simulate

import (
	"squall/analyze/tally"
	"squall/standin/virtual"
)

// seats are where a line's figures count each environment, by its number.
type seats struct {
	pages []*[seatsOfPage]tally.Place // nil: none of the page was seen
}

const seatsOfPage = 1024

// of is the seat of the environment that answered; 0 when its client did not
// learn which one it was.
func (s *seats) of(f *face, a *virtual.Reply) tally.Place {
	if !f.environment {
		return 0
	}
	if page, i := a.Effect.Env/seatsOfPage, a.Effect.Env%seatsOfPage; page < uint64(len(s.pages)) && s.pages[page] != nil && s.pages[page][i] != 0 {
		return s.pages[page][i]
	}
	return s.take(f, a)
}

// take gives an environment that was not seen before its seat.
func (s *seats) take(f *face, a *virtual.Reply) tally.Place {
	page, i := a.Effect.Env/seatsOfPage, a.Effect.Env%seatsOfPage
	for uint64(len(s.pages)) <= page {
		s.pages = append(s.pages, nil)
	}
	if s.pages[page] == nil {
		s.pages[page] = new([seatsOfPage]tally.Place)
	}
	s.pages[page][i] = f.count.Environment(a.Environment())
	return s.pages[page][i]
}
