package dist

import (
	"slices"
	"time"
)

// restores are the quantiles of a start with SnapStart at 1024 MB, p50, p99
// and p99.9 of 3,940 to 6,050 each: github.com/maxday/lambda-perf, 2023-2024.
// The project dropped SnapStart later as unrepresentative: AWS's caches favour
// functions that start more often than once a day.
var restores = map[string][3]time.Duration{
	"java11": {524 * time.Millisecond, 888 * time.Millisecond, 1266 * time.Millisecond},
	"java17": {578 * time.Millisecond, 947 * time.Millisecond, 1253 * time.Millisecond},
	"java21": {611 * time.Millisecond, 992 * time.Millisecond, 1325 * time.Millisecond},
}

// restore is what a start from a snapshot takes. It was measured for zip on
// x86_64, and images cannot have SnapStart.
// https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html
func restore(runtime, arch, pkg string) (Dist, bool) {
	q, ok := restores[runtime]
	if !ok || arch != "x86_64" || pkg != "zip" {
		return Dist{}, false
	}
	return Must(Quantiles([]Point{{.5, q[0]}, {.99, q[1]}, {.999, q[2]}})), true
}

// LoadedAt is one measured point of what loading code adds to an init.
type LoadedAt struct {
	MB    int
	Added time.Duration
}

// Loaded lists what an init takes longer when so many MB of code are really
// loaded: medians of 100 starts of nodejs18.x with 256 MB each, September 2023
// (github.com/adriantanasa's gist), less the 171 ms of 1 KB.
func Loaded() []LoadedAt {
	return []LoadedAt{{0, 0}, {1, 26 * time.Millisecond}, {2, 52 * time.Millisecond}, {4, 109 * time.Millisecond},
		{8, 220 * time.Millisecond}, {16, 478 * time.Millisecond}, {32, 1106 * time.Millisecond}, {64, 2939 * time.Millisecond}}
}

// MostLoaded is the largest code, in MB, of which anything was measured.
const MostLoaded = 64

// Loading is what loading so many MB of code adds to an init, on straight
// lines between the measured points.
func Loading(mb int) time.Duration {
	at := Loaded()
	mb = max(0, min(mb, MostLoaded))
	i, _ := slices.BinarySearchFunc(at, mb, func(p LoadedAt, mb int) int { return p.MB - mb })
	if i == 0 {
		return 0
	}
	from, to := at[i-1], at[i]
	return from.Added + (to.Added-from.Added)*time.Duration(mb-from.MB)/time.Duration(to.MB-from.MB)
}

// Later makes every time of a quantile table longer by d. It panics for other
// distributions: only measured ones are shifted.
func (d Dist) Later(by time.Duration) Dist {
	if d.kind != quantiles {
		panic("dist: internal error: only a quantile table can be shifted")
	}
	t := make([]Point, len(d.table))
	for i, p := range d.table {
		t[i] = Point{P: p.P, D: min(p.D, Longest-by) + by}
	}
	return Must(Quantiles(t))
}
