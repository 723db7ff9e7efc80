package queue

// ordered is a binary heap whose items know their place in it, so that any
// item can be taken out in O(log n), not only the first.
type ordered[T any] struct {
	items []T
	less  func(a, b T) bool
	place func(T) *int
}

func (h *ordered[T]) len() int { return len(h.items) }

func (h *ordered[T]) top() T { return h.items[0] }

func (h *ordered[T]) push(x T) {
	*h.place(x) = len(h.items)
	h.items = append(h.items, x)
	h.up(len(h.items) - 1)
}

func (h *ordered[T]) pop() T {
	x := h.items[0]
	h.remove(x)
	return x
}

func (h *ordered[T]) remove(x T) {
	i, last := *h.place(x), len(h.items)-1
	h.swap(i, last)
	var none T
	h.items[last] = none
	h.items = h.items[:last]
	if i < last {
		h.down(i)
		h.up(i)
	}
}

func (h *ordered[T]) swap(i, j int) {
	h.items[i], h.items[j] = h.items[j], h.items[i]
	*h.place(h.items[i]), *h.place(h.items[j]) = i, j
}

func (h *ordered[T]) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !h.less(h.items[i], h.items[parent]) {
			return
		}
		h.swap(i, parent)
		i = parent
	}
}

func (h *ordered[T]) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h.items); child++ {
			if h.less(h.items[child], h.items[least]) {
				least = child
			}
		}
		if least == i {
			return
		}
		h.swap(i, least)
		i = least
	}
}
