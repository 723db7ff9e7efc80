package simulate

// arrivals merges the schedules of all lines: the earliest first, and at one
// instant in the order of the entries.
type arrivals []*line // a heap

func newArrivals(lines []*line) arrivals {
	var a arrivals
	for _, l := range lines {
		if l.advance() {
			a = append(a, l)
		}
	}
	a.order()
	return a
}

// place finds anew when lines in closed phases can send.
func (a arrivals) place() {
	for _, l := range a {
		l.place()
	}
	a.order()
}

func (a arrivals) order() {
	for i := len(a)/2 - 1; i >= 0; i-- {
		a.down(i)
	}
}

// first is the line whose arrival comes next, and when, from t=0.
func (a arrivals) first() (l *line, at int64, ok bool) {
	if len(a) == 0 {
		return nil, 0, false
	}
	return a[0], a[0].due.At, true
}

// next lets the first line go on to its next arrival.
func (a *arrivals) next() {
	h := *a
	if !h[0].advance() {
		last := len(h) - 1
		h[0] = h[last]
		h = h[:last]
		*a = h
	}
	h.down(0)
}

func (a arrivals) before(i, j int) bool {
	if a[i].due.At != a[j].due.At {
		return a[i].due.At < a[j].due.At
	}
	return a[i].number < a[j].number
}

func (a arrivals) down(i int) {
	for {
		least := 2*i + 1
		if least >= len(a) {
			return
		}
		if right := least + 1; right < len(a) && a.before(right, least) {
			least = right
		}
		if !a.before(least, i) {
			return
		}
		a[i], a[least] = a[least], a[i]
		i = least
	}
}
