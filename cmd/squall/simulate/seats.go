package simulate

import (
	"squall/analyze/tally"
	"squall/standin/virtual"
)

// seats are where a line's figures keep the times of each environment, by its
// number.
type seats struct {
	pages []*[seatsOfPage]*tally.Sketch // nil: none of the page was seen
}

const seatsOfPage = 64

// of is the seat of the environment that answered; nil when its client did not
// learn which one it was.
func (s *seats) of(f *face, a *virtual.Reply) *tally.Sketch {
	if !f.environment {
		return nil
	}
	page, i := a.Effect.Env/seatsOfPage, a.Effect.Env%seatsOfPage
	for uint64(len(s.pages)) <= page {
		s.pages = append(s.pages, nil)
	}
	if s.pages[page] == nil {
		s.pages[page] = new([seatsOfPage]*tally.Sketch)
	}
	seat := &s.pages[page][i]
	if *seat == nil {
		*seat = f.count.Environment(a.Environment())
	}
	return *seat
}
