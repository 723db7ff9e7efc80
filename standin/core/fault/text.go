package fault

import (
	"errors"
	"strings"
)

// Order is a fault as a shell is given it: by names, and for a time.
type Order struct {
	Fault           // Fn, Mark and Until are the shell's to fill in
	Function string // "" strikes all
	Header   string // that a request must have
	Equals   string // what it must say; "" is anything
	Payload  string // text that its payload must hold
	Lasts    int64  // ns
}

// Texts compares what the rule book never sees: each live order that asks for a
// text has a bit, by which its fault knows the requests.
type Texts struct{ slots []text }

type text struct {
	id                      uint64
	header, equals, payload string
	until                   int64
}

// most is how many orders with texts there may be at once.
const most = 64

// Put gives an order its bit, 0 when it asks for no text.
func (t *Texts) Put(o *Order, now int64) (mark uint64, err error) {
	if o.Header == "" && o.Payload == "" {
		return 0, nil
	}
	free := -1
	for i := range t.slots {
		if s := &t.slots[i]; s.id == o.ID || s.until <= now && free < 0 {
			free = i
		}
	}
	if free < 0 {
		if len(t.slots) == most {
			return 0, errors.New("64 faults that match a header or payload are live already")
		}
		free = len(t.slots)
		t.slots = append(t.slots, text{})
	}
	t.slots[free] = text{id: o.ID, header: o.Header, equals: o.Equals, payload: o.Payload, until: now + o.Lasts}
	return 1 << free, nil
}

// Live says whether anything is to be compared.
func (t *Texts) Live(now int64) bool {
	for i := range t.slots {
		if t.slots[i].until > now {
			return true
		}
	}
	return false
}

// Marks are the bits of the orders that a request fits.
func (t *Texts) Marks(now int64, header func(name string) string, payload string) (marks uint64) {
	for i := range t.slots {
		s := &t.slots[i]
		if s.until <= now || s.payload != "" && !strings.Contains(payload, s.payload) {
			continue
		}
		if s.header != "" {
			if said := header(s.header); said == "" || s.equals != "" && said != s.equals {
				continue
			}
		}
		marks |= 1 << i
	}
	return marks
}
