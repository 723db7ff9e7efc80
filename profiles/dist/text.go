package dist

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// String writes the distribution as a profile would, in YAML's flow syntax:
// {lognormal: {median: 40ms, p99: 120ms}}. The zero Dist is none.
func (d Dist) String() string {
	switch d.kind {
	case none:
		return "none"
	case mixture:
		return d.mix.String()
	}
	name, fields := d.parts()
	var b strings.Builder
	b.WriteString("{" + name + ": ")
	switch d.kind {
	case constant:
		b.WriteString(fields[0].text)
	case uniform:
		b.WriteString("[" + fields[0].text + ", " + fields[1].text + "]")
	default:
		b.WriteByte('{')
		for i, f := range fields {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(f.key + ": " + f.text)
		}
		b.WriteByte('}')
	}
	b.WriteByte('}')
	return b.String()
}

// MarshalJSON writes what String writes, as JSON: times as strings, sigma and
// alpha as numbers, no distribution as null.
func (d Dist) MarshalJSON() ([]byte, error) {
	switch d.kind {
	case none:
		return []byte("null"), nil
	case mixture:
		return d.mix.MarshalJSON()
	}
	name, fields := d.parts()
	b := append([]byte(`{"`), name...)
	b = append(b, `":`...)
	switch d.kind {
	case constant:
		b = fields[0].appendJSON(b)
	case uniform:
		b = append(fields[0].appendJSON(append(b, '[')), ',')
		b = append(fields[1].appendJSON(b), ']')
	default:
		for i, f := range fields {
			b = append(b, opener(i), '"')
			b = append(append(b, f.key...), `":`...)
			b = f.appendJSON(b)
		}
		b = append(b, '}')
	}
	return append(b, '}'), nil
}

// field is one argument as a profile writes it.
type field struct {
	key, text string
	number    bool
}

func (f field) appendJSON(b []byte) []byte {
	if f.number {
		return append(b, f.text...)
	}
	return append(append(append(b, '"'), f.text...), '"')
}

func (d Dist) parts() (name string, fields []field) {
	time := func(key string, t time.Duration) field { return field{key: key, text: Short(t)} }
	shape := func(key string) field {
		return field{key: key, text: strconv.FormatFloat(d.shape, 'f', -1, 64), number: true}
	}
	switch d.kind {
	case constant:
		return "constant", []field{time("", d.a)}
	case uniform:
		return "uniform", []field{time("", d.a), time("", d.b)}
	case exponential:
		return "exponential", []field{time("mean", d.a)}
	case lognormalP99:
		return "lognormal", []field{time("median", d.a), time("p99", d.b)}
	case lognormalSigma:
		return "lognormal", []field{time("median", d.a), shape("sigma")}
	case lognormalMeanP99:
		return "lognormal", []field{time("mean", d.a), time("p99", d.b)}
	case lognormalMeanSigma:
		return "lognormal", []field{time("mean", d.a), shape("sigma")}
	case pareto:
		return "pareto", []field{time("min", d.a), shape("alpha")}
	case quantiles:
		for _, p := range d.table {
			fields = append(fields, time(QuantileName(p.P), p.D))
		}
		return "quantiles", fields
	}
	return "", nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Dist) UnmarshalJSON(data []byte) error {
	var outer map[string]json.RawMessage
	if err := json.Unmarshal(data, &outer); err != nil {
		return fmt.Errorf("distribution %s: %w", data, err)
	}
	if outer == nil {
		*d = Dist{}
		return nil
	}
	if len(outer) != 1 {
		return fmt.Errorf("distribution %s: it must have one key, one of constant, uniform, exponential, lognormal, pareto, quantiles, mixture", data)
	}
	for name, body := range outer {
		v, err := parse(name, body)
		if err != nil {
			return fmt.Errorf("distribution %s: %w", data, err)
		}
		*d = v
	}
	return nil
}

func parse(name string, body json.RawMessage) (Dist, error) {
	switch name {
	case "constant":
		var t text
		if err := json.Unmarshal(body, &t); err != nil {
			return Dist{}, err
		}
		return Constant(t.Duration)
	case "uniform":
		var t []text
		if err := json.Unmarshal(body, &t); err != nil {
			return Dist{}, err
		}
		if len(t) != 2 {
			return Dist{}, fmt.Errorf("uniform: %d times; there must be two, [low, high]", len(t))
		}
		return Uniform(t[0].Duration, t[1].Duration)
	case "quantiles":
		return parseQuantiles(body)
	case "mixture":
		return parseMixture(body)
	}
	return parseNamed(name, body)
}

// named holds the forms whose arguments have names: the name of the form and
// its arguments in alphabetical order.
var named = map[string]func(args) (Dist, error){
	"exponential mean":       func(a args) (Dist, error) { return Exponential(a.time("mean")) },
	"lognormal median p99":   func(a args) (Dist, error) { return LognormalP99(a.time("median"), a.time("p99")) },
	"lognormal median sigma": func(a args) (Dist, error) { return LognormalSigma(a.time("median"), a.number("sigma")) },
	"lognormal mean p99":     func(a args) (Dist, error) { return LognormalMeanP99(a.time("mean"), a.time("p99")) },
	"lognormal mean sigma":   func(a args) (Dist, error) { return LognormalMeanSigma(a.time("mean"), a.number("sigma")) },
	"pareto alpha min":       func(a args) (Dist, error) { return Pareto(a.time("min"), a.number("alpha")) },
}

func parseNamed(name string, body json.RawMessage) (Dist, error) {
	a := args{}
	if err := json.Unmarshal(body, &a.raw); err != nil {
		return Dist{}, err
	}
	form := name + " " + strings.Join(slices.Sorted(maps.Keys(a.raw)), " ")
	build, ok := named[form]
	if !ok {
		return Dist{}, fmt.Errorf("%q is no distribution with its arguments; allowed are constant, uniform, quantiles, mixture, %s",
			form, strings.Join(slices.Sorted(maps.Keys(named)), ", "))
	}
	a.err = new(error)
	d, err := build(a)
	if *a.err != nil {
		return Dist{}, *a.err
	}
	return d, err
}

// args reads named arguments and keeps the first error.
type args struct {
	raw map[string]json.RawMessage
	err *error
}

func (a args) time(key string) time.Duration {
	var t text
	a.read(key, &t)
	return t.Duration
}

func (a args) number(key string) (f float64) {
	a.read(key, &f)
	return f
}

func (a args) read(key string, v any) {
	if err := json.Unmarshal(a.raw[key], v); err != nil && *a.err == nil {
		*a.err = fmt.Errorf("%s: %w", key, err)
	}
}

func parseQuantiles(body json.RawMessage) (Dist, error) {
	var m map[string]text
	if err := json.Unmarshal(body, &m); err != nil {
		return Dist{}, err
	}
	points := make([]Point, 0, len(m))
	for name, t := range m { // Quantiles sorts them
		p, err := ParseQuantile(name)
		if err != nil {
			return Dist{}, err
		}
		points = append(points, Point{P: p, D: t.Duration})
	}
	return Quantiles(points)
}

// text is a duration that JSON holds as a string.
type text struct{ time.Duration }

func (t *text) UnmarshalText(b []byte) (err error) {
	t.Duration, err = time.ParseDuration(string(b))
	return err
}

// QuantileName writes a share as a profile does: 0.999 is p99.9.
func QuantileName(p float64) string {
	// Moving the point of the shortest decimal is exact; p*100 is not.
	units, rest, _ := strings.Cut(strconv.FormatFloat(p, 'f', -1, 64), ".")
	for len(rest) < 2 {
		rest += "0"
	}
	name := "p" + or(strings.TrimLeft(units+rest[:2], "0"), "0")
	if rest[2:] != "" {
		name += "." + rest[2:]
	}
	return name
}

// ParseQuantile reads the name of a quantile: p99.9 is 0.999.
func ParseQuantile(name string) (float64, error) {
	digits, ok := strings.CutPrefix(name, "p")
	if ok && strings.Trim(digits, "0123456789.") == "" {
		if p, err := strconv.ParseFloat(digits+"e-2", 64); err == nil && p <= 1 {
			return p, nil
		}
	}
	return 0, fmt.Errorf("%q is no quantile; it must be p0 to p100, as in p50 or p99.9", name)
}

// Short is Duration.String without units that are zero: 6h, not 6h0m0s.
func Short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// opener is what comes before member i of an object.
func opener(i int) byte {
	if i == 0 {
		return '{'
	}
	return ','
}
