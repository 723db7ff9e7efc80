package schema

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"squall/profiles/dist"
	"squall/profiles/source"
	"squall/profiles/units"
)

// quantileName is a key such as p50 or p99.9.
var quantileName = NewPattern(`p[0-9]{1,3}(\.[0-9]+)?`, "quantiles are written p50, p99 or p99.9")

// shapes are the distributions, each with its parameters.
var shapes = []Key{
	{Name: "constant", Doc: "Always this time.", Type: Duration},
	{Name: "uniform", Doc: "Any time between two, equally likely: [1s, 2s].", Type: ListOf{Of: Duration, Len: 2}},
	{Name: "exponential", Doc: "Exponential with this mean.", Type: Object{Keys: []Key{
		{Name: "mean", Doc: "The mean.", Type: Duration.Positive(), Required: true}}}},
	{Name: "lognormal", Doc: "Lognormal: median or mean, and p99 or sigma.", Type: Object{Keys: []Key{
		{Name: "median", Doc: "The median.", Type: Duration.Positive()},
		{Name: "mean", Doc: "The mean, instead of the median.", Type: Duration.Positive()},
		{Name: "p99", Doc: "The 99th percentile.", Type: Duration.Positive()},
		{Name: "sigma", Doc: "The standard deviation of the logarithm, instead of p99.", Type: Number}}}},
	{Name: "pareto", Doc: "Pareto: never below min, with a heavy tail.", Type: Object{Keys: []Key{
		{Name: "min", Doc: "The smallest time.", Type: Duration.Positive(), Required: true},
		{Name: "alpha", Doc: "The weight of the tail; smaller is heavier, above 1.", Type: Number, Required: true}}}},
	{Name: "quantiles", Doc: "Measured quantiles: {p50: 10ms, p99: 80ms}.", Type: MapOf{Pattern: quantileName, Of: Duration}},
}

// mixture is made of the other shapes.
var mixture = Key{Name: "mixture", Doc: "A share of the times from each of several: [{share: 99%, of: {constant: 7ms}}, {share: 1%, of: {constant: 60ms}}].",
	Type: ListOf{Of: Object{Keys: []Key{
		{Name: "share", Doc: "The share of all times, as in 1%.", Type: Percent, Required: true},
		{Name: "of", Doc: "Their distribution, and no mixture itself.", Type: Object{Keys: shapes, One: true}, Required: true}}}}}

// Dist is a distribution of times, as a map with one key. Extra are further
// keys that may stand instead.
type Dist struct{ Extra []Key }

func (d Dist) object() Object {
	return Object{Keys: append(append(append([]Key(nil), d.Extra...), shapes...), mixture), One: true}
}

// JSON refers to the shapes, or writes them together with the extra keys.
func (d Dist) JSON() map[string]any {
	if len(d.Extra) == 0 {
		return reference("distribution")
	}
	return d.object().JSON()
}

// Check checks the shape and whether its parameters go together.
func (d Dist) Check(c *Checker, n *source.Node, path string) {
	before := len(c.Problems)
	d.object().Check(c, n, path)
	if len(c.Problems) > before || n.Kind != source.Map || n.Pairs[0].Value.Kind == source.Null {
		return
	}
	for _, k := range d.Extra {
		if n.Get(k.Name) != nil {
			return
		}
	}
	if _, err := readDist(n); err != nil {
		c.Report(n.Pairs[0].Value.At, source.Join(path, n.Pairs[0].Key), "%v", err)
	}
}

// ReadDist reads a distribution that was checked; none and a value with
// problems are the zero Dist.
func ReadDist(n *source.Node) dist.Dist {
	if IsNone(n) || n.Kind != source.Map || len(n.Pairs) != 1 {
		return dist.Dist{}
	}
	d, _ := readDist(n)
	return d
}

func readDist(n *source.Node) (dist.Dist, error) {
	v := n.Pairs[0].Value
	switch n.Pairs[0].Key {
	case "constant":
		return dist.Constant(ReadDuration(v))
	case "uniform":
		if len(v.Items) != 2 {
			return dist.Dist{}, errors.New("uniform: two times are wanted, as in [1s, 2s]")
		}
		return dist.Uniform(ReadDuration(v.Items[0]), ReadDuration(v.Items[1]))
	case "exponential":
		return dist.Exponential(ReadDuration(v.Get("mean")))
	case "lognormal":
		return readLognormal(v)
	case "pareto":
		return dist.Pareto(ReadDuration(v.Get("min")), readNumber(v.Get("alpha")))
	case "quantiles":
		return readQuantiles(v)
	case "mixture":
		return readMixture(v)
	}
	return dist.Dist{}, fmt.Errorf("%q is not a distribution", n.Pairs[0].Key)
}

func readLognormal(v *source.Node) (dist.Dist, error) {
	if v.Has("median") == v.Has("mean") || v.Has("p99") == v.Has("sigma") {
		return dist.Dist{}, errors.New("lognormal: write either median or mean, and either p99 or sigma, as in {median: 40ms, p99: 120ms}")
	}
	median, mean := ReadDuration(v.Get("median")), ReadDuration(v.Get("mean"))
	p99, sigma := ReadDuration(v.Get("p99")), readNumber(v.Get("sigma"))
	switch {
	case v.Has("median") && v.Has("p99"):
		return dist.LognormalP99(median, p99)
	case v.Has("median"):
		return dist.LognormalSigma(median, sigma)
	case v.Has("p99"):
		return dist.LognormalMeanP99(mean, p99)
	default:
		return dist.LognormalMeanSigma(mean, sigma)
	}
}

func readMixture(v *source.Node) (dist.Dist, error) {
	var list []dist.Part
	for i, item := range v.Items {
		of := item.Get("of")
		if of == nil || len(of.Pairs) != 1 {
			return dist.Dist{}, fmt.Errorf("mixture: part %d has no distribution", i+1)
		}
		d, err := readDist(of)
		if err != nil {
			return dist.Dist{}, fmt.Errorf("mixture: part %d: %w", i+1, err)
		}
		list = append(list, dist.Part{Share: ReadPercent(item.Get("share")), Of: d})
	}
	return dist.Mixture(list)
}

func readQuantiles(v *source.Node) (dist.Dist, error) {
	var points []dist.Point
	for _, p := range v.Pairs {
		share, err := dist.ParseQuantile(p.Key)
		if err != nil {
			return dist.Dist{}, err
		}
		points = append(points, dist.Point{P: share, D: ReadDuration(p.Value)})
	}
	return dist.Quantiles(points)
}

// ReadDuration reads a time; 0 when it is missing or has problems.
func ReadDuration(n *source.Node) time.Duration { return read(n, units.Duration) }

// ReadPercent reads a share from 0 to 1; 0 when it is missing or has problems.
func ReadPercent(n *source.Node) float64 { return read(n, units.Percent) }

// ReadRate reads a rate; zero when it is missing or has problems.
func ReadRate(n *source.Node) units.Per { return read(n, units.Rate) }

// ReadFactor reads a factor such as 60x; 0 when it is missing or has problems.
func ReadFactor(n *source.Node) float64 { return read(n, units.Multiplier) }

// ReadNumber is a number, 0 when there is none.
func ReadNumber(n *source.Node) float64 { return read(n, units.Number) }

// ReadCount reads a whole number; 0 when it is missing or has problems.
func ReadCount(n *source.Node) int { return read(n, units.Count) }

// ReadText reads text; "" when it is missing.
func ReadText(n *source.Node) string {
	if n == nil || n.Kind != source.Scalar {
		return ""
	}
	return n.Text
}

// ReadSeed reads a whole number of 64 bits.
func ReadSeed(n *source.Node) uint64 {
	return read(n, func(text string) (uint64, error) { return strconv.ParseUint(text, 10, 64) })
}

// ReadSwitch reads true or false; false when it is missing.
func ReadSwitch(n *source.Node) bool { return ReadText(n) == "true" }

func readNumber(n *source.Node) float64 { return read(n, units.Number) }

func read[T any](n *source.Node, parse func(string) (T, error)) T {
	var zero T
	if n == nil || n.Kind != source.Scalar {
		return zero
	}
	v, err := parse(n.Text)
	if err != nil {
		return zero
	}
	return v
}
