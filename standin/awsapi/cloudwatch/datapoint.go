package cloudwatch

import (
	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

// statistic reads the name of one; at is where it stands in the request.
func statistic(name, at string) (metrics.Statistic, error) {
	st, ok, known := metrics.ParseStatistic(name)
	switch {
	case ok:
		return st, nil
	case known:
		return st, wire.NotBuilt("the statistic " + name)
	}
	return st, invalidValue("The value %s for parameter %s is not supported.", name, at)
}

func datapointOf(p *metrics.Point, stats []metrics.Statistic, unit string) datapoint {
	d := datapoint{Timestamp: wire.Time(p.At * 1000), Unit: unit}
	for _, st := range stats {
		v, ok := p.Value(st)
		if !ok {
			continue
		}
		switch st.String() {
		case "Average":
			d.Average = &v
		case "Sum":
			d.Sum = &v
		case "Minimum":
			d.Minimum = &v
		case "Maximum":
			d.Maximum = &v
		case "SampleCount":
			d.SampleCount = &v
		default:
			if d.ExtendedStatistics == nil {
				d.ExtendedStatistics = map[string]float64{}
			}
			d.ExtendedStatistics[st.String()] = v
		}
	}
	return d
}
