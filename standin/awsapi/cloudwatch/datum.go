package cloudwatch

import (
	"fmt"
	"math"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

type datum struct {
	MetricName        string
	Dimensions        []dimension
	Timestamp         *wire.Time
	Value             *float64
	StatisticValues   *statisticSet
	Values            []float64
	Counts            []float64
	Unit              string
	StorageResolution *int64
}

type statisticSet struct{ SampleCount, Sum, Minimum, Maximum *float64 }

// put is one datum as it is kept.
type put struct {
	id   metrics.ID
	unit string
	at   int64 // s since 1970
	fine bool
	stat metrics.Stat
}

func (d *datum) read(namespace, at string, now int64) (p put, err error) {
	id := metricID{namespace, d.MetricName, d.Dimensions}
	if p.id, err = id.read(at); err != nil {
		return p, err
	}
	if p.unit = d.Unit; p.unit == "" {
		p.unit = "None"
	}
	if r := d.StorageResolution; r != nil {
		if *r != 1 && *r != 60 {
			return p, invalidValue("The parameter %sStorageResolution must be 1 or 60.", at)
		}
		p.fine = *r == 1
	}
	p.at = now
	if d.Timestamp != nil {
		p.at = d.Timestamp.Seconds()
	}
	if p.at < now-oldest || p.at > now+newest {
		return p, invalidValue("The parameter %sTimestamp must specify a time no more than two weeks in the past and two hours in the future.", at)
	}
	if err := checkUnit(p.unit, "metricData.unit"); err != nil {
		return p, err
	}
	return p, d.measure(&p.stat, at)
}

// measure reads the values, in one of three forms.
func (d *datum) measure(st *metrics.Stat, at string) error {
	switch {
	case d.Value != nil && len(d.Values) > 0:
		return exclusive(at+"Value", at+"Values")
	case d.Value != nil && d.StatisticValues != nil:
		return exclusive(at+"Value", at+"StatisticValues")
	case len(d.Values) > 0 && d.StatisticValues != nil:
		return exclusive(at+"Values", at+"StatisticValues")
	case d.Value != nil:
		return add(st, *d.Value, 1, at+"Value")
	case d.StatisticValues != nil:
		return d.StatisticValues.measure(st, at+"StatisticValues.")
	case len(d.Values) == 0:
		return missing(at + "Value")
	case len(d.Values) > maxValues:
		return invalidValue("The collection %sValues must not have a size greater than %d.", at, maxValues)
	case d.Counts != nil && len(d.Counts) != len(d.Values):
		return invalidValue("The parameters %sValues and %sCounts must be of the same size.", at, at)
	}
	for i, v := range d.Values {
		n := 1.0
		if d.Counts != nil {
			n = d.Counts[i]
		}
		if err := add(st, v, n, fmt.Sprintf("%sValues.member.%d", at, i+1)); err != nil {
			return err
		}
	}
	return nil
}

// odd says whether a value is not taken.
func odd(v float64) bool { return math.IsNaN(v) || math.Abs(v) > math.Ldexp(1, 360) }

func add(st *metrics.Stat, v, n float64, at string) error {
	if odd(v) || odd(n) || n <= 0 {
		return invalidValue("The value %v for parameter %s is invalid.", v, at)
	}
	st.Add(v, n)
	return nil
}

func (s *statisticSet) measure(st *metrics.Stat, at string) error {
	for i, v := range []*float64{s.SampleCount, s.Sum, s.Minimum, s.Maximum} {
		name := at + [...]string{"SampleCount", "Sum", "Minimum", "Maximum"}[i]
		if v == nil {
			return missing(name)
		}
		if odd(*v) {
			return invalidValue("The value %v for parameter %s is invalid.", *v, name)
		}
	}
	if *s.SampleCount <= 0 || *s.Minimum > *s.Maximum {
		return invalidValue("The parameters %sSampleCount, Minimum and Maximum do not fit each other.", at)
	}
	*st = metrics.Stat{Count: *s.SampleCount, Sum: *s.Sum, Min: *s.Minimum, Max: *s.Maximum}
	return nil
}
