package draft

import (
	"fmt"
	"time"

	"squall/profiles/trace"
)

// held is how many rows, over all functions, may wait for one that comes late.
const held = 2 << 20

// sorter brings the rows of a function into order. It holds a bounded number
// of them, the earliest on top of a heap.
type sorter struct {
	out   *trace.Writer
	rows  []trace.Row
	limit int
	// latest is the row that is written next, unless more of the same span comes.
	latest trace.Row
	any    bool
}

// add takes a row, and writes the earliest when it holds too many.
func (s *sorter) add(r trace.Row) error {
	s.rows = append(s.rows, r)
	for i := len(s.rows) - 1; i > 0; {
		up := (i - 1) / 2
		if s.rows[up].At <= s.rows[i].At {
			break
		}
		s.rows[up], s.rows[i] = s.rows[i], s.rows[up]
		i = up
	}
	if len(s.rows) > s.limit {
		return s.write()
	}
	return nil
}

// write takes the earliest row, and writes the one before it.
func (s *sorter) write() error {
	r := s.rows[0]
	last := len(s.rows) - 1
	s.rows[0] = s.rows[last]
	s.rows = s.rows[:last]
	for i := 0; ; {
		least := 2*i + 1
		if least >= last {
			break
		}
		if right := least + 1; right < last && s.rows[right].At < s.rows[least].At {
			least = right
		}
		if s.rows[i].At <= s.rows[least].At {
			break
		}
		s.rows[i], s.rows[least] = s.rows[least], s.rows[i]
		i = least
	}
	switch {
	case s.any && r.For > 0 && r.At == s.latest.At && r.For == s.latest.For && r.Took == s.latest.Took:
		s.latest.Count += r.Count // a function that is there twice
		return nil
	case s.any && r.At < s.latest.End():
		return fmt.Errorf("a request %v after the start overlaps one %v after it, or comes more than %d rows too late; sort the source by time",
			time.Duration(r.At), time.Duration(s.latest.At), s.limit)
	case s.any:
		s.out.Write(s.latest)
	}
	s.latest, s.any = r, true
	return nil
}

// finish writes what is left, and the length.
func (s *sorter) finish(length int64) error {
	for len(s.rows) > 0 {
		if err := s.write(); err != nil {
			return err
		}
	}
	if s.any {
		s.out.Write(s.latest)
	}
	if length >= s.latest.End() {
		s.out.Write(trace.Row{At: length})
	}
	return s.out.Flush()
}
