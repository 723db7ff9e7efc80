package recommend

// atOnce is how many numbers are asked about together. It does not depend on
// the machine, so neither does what is found.
const atOnce = 4

// least finds the smallest number from low to high that is accepted: up by
// doublings until one is, then between it and the last that was not. Where a
// larger number may be refused again, it is the smallest of the first stretch
// that the doublings meet. ok is false when no doubling is accepted.
func least(low, high int, accepts func([]int) []bool) (n int, ok bool) {
	rungs := doublings(low, high)
	below := low - 1
	for len(rungs) > 0 {
		batch := rungs[:min(atOnce, len(rungs))]
		rungs = rungs[len(batch):]
		for i, yes := range accepts(batch) {
			if yes {
				return between(below, batch[i], accepts), true
			}
			below = batch[i]
		}
	}
	return 0, false
}

// doublings are low, low+1, low+2, low+4 and so on, and high.
func doublings(low, high int) []int {
	if high < low {
		return nil
	}
	out := []int{low}
	for step := 1; low+step < high; step *= 2 {
		out = append(out, low+step)
	}
	if high > low {
		out = append(out, high)
	}
	return out
}

// between finds the smallest accepted number above one that is not, or is
// below all, and up to one that is.
func between(not, yes int, accepts func([]int) []bool) int {
	for yes-not > 1 {
		var ask []int
		for i := 1; i < atOnce; i++ {
			if n := not + (yes-not)*i/atOnce; n > not && n < yes && (len(ask) == 0 || ask[len(ask)-1] != n) {
				ask = append(ask, n)
			}
		}
		for i, accepted := range accepts(ask) {
			if accepted {
				yes = ask[i]
				break
			}
			not = ask[i]
		}
	}
	return yes
}
