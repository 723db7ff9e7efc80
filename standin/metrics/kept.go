package metrics

import (
	"fmt"
	"maps"
	"slices"

	"squall/standin/keep/image"
)

// KeptKey begins the keys of what is kept.
const KeptKey = "metric/"

// kept is one bucket as it is kept.
type kept struct {
	Where Scope
	ID    ID
	Unit  string
	At    int64
	Fine  bool
	Stat  Stat
}

// Kinds tells what is kept apart by its types.
func (s *Store) Kinds() string { return image.Print(&kept{}) }

// Note has what changes from now on told by Noted.
func (s *Store) Note() { s.noting = true }

// change notes that a bucket has changed, or is gone.
func (s *Series) change(at int64) {
	if !s.of.noting || s.changed[at] {
		return
	}
	if len(s.changed) == 0 {
		s.of.noted, s.changed = append(s.of.noted, s), map[int64]bool{}
	}
	s.changed[at] = true
}

// Noted tells of each minute and second that has changed since it was called
// last; one that is gone has no value.
func (s *Store) Noted(put func(key string, value []byte)) error {
	for _, series := range s.noted {
		for _, at := range slices.Sorted(maps.Keys(series.changed)) {
			var value []byte
			if i := series.search(at); i < len(series.buckets) && series.buckets[i].at == at {
				var err error
				value, err = image.Write(&kept{series.where, series.id, series.unit, at, series.fine, series.buckets[i].stat})
				if err != nil {
					return err
				}
			}
			put(fmt.Sprintf("%s%s/%s/%s/%s/%016x", KeptKey, series.where.Account, series.where.Region, series.key, series.unit, uint64(at)), value)
		}
		series.changed = nil
	}
	s.noted = nil
	return nil
}

// Kept takes back what Noted told.
func (s *Store) Kept(value []byte) error {
	var k kept
	if err := image.Read(value, &k); err != nil {
		return err
	}
	series := s.Series(k.Where, k.ID, k.Unit)
	if series == nil {
		return nil // there are too many, as there were
	}
	series.fine = series.fine || k.Fine
	series.newest = max(series.newest, k.At)
	series.buckets = slices.Insert(series.buckets, series.search(k.At), bucket{at: k.At, stat: k.Stat})
	return nil
}
