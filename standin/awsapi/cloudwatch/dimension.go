package cloudwatch

import (
	"fmt"

	"squall/standin/awsapi/wire"
	"squall/standin/metrics"
)

// dimension is a dimension on the wire.
type dimension struct{ Name, Value string }

// metricID is a metric on the wire.
type metricID struct {
	Namespace, MetricName string
	Dimensions            []dimension
}

// maxDimensions is how many a metric may have.
const maxDimensions = 30

// read checks a metric's names; at is where it stands in the request.
func (m *metricID) read(at string) (metrics.ID, error) {
	id := metrics.ID{Namespace: m.Namespace, Name: m.MetricName}
	switch {
	case m.Namespace == "":
		return id, missing(at + "Namespace")
	case len(m.Namespace) > 255:
		return id, violation(m.Namespace, "namespace", "Member must have length less than or equal to 255")
	case m.MetricName == "":
		return id, missing(at + "MetricName")
	case len(m.MetricName) > 255:
		return id, violation(m.MetricName, "metricName", "Member must have length less than or equal to 255")
	}
	var err error
	id.Dimensions, err = readDimensions(m.Dimensions, at)
	return id, err
}

func readDimensions(dims []dimension, at string) (out []metrics.Dimension, err error) {
	if len(dims) > maxDimensions {
		return nil, invalidValue("The collection %sDimensions must not have a size greater than %d.", at, maxDimensions)
	}
	seen := map[string]bool{}
	for i, d := range dims {
		where := fmt.Sprintf("%sDimensions.member.%d.", at, i+1)
		switch {
		case d.Name == "":
			return nil, missing(where + "Name")
		case d.Value == "":
			return nil, missing(where + "Value")
		case len(d.Name) > 255, len(d.Value) > 1024:
			return nil, invalidValue("The parameter %sValue is too long.", where)
		case seen[d.Name]:
			return nil, invalidValue("The parameter %sName is a duplicate: %s", where, d.Name)
		}
		seen[d.Name] = true
		out = append(out, metrics.Dimension(d))
	}
	return out, nil
}

// shown is a metric's dimensions for the wire; never nil.
func shown(dims []metrics.Dimension) []dimension {
	out := make([]dimension, len(dims))
	for i, d := range dims {
		out[i] = dimension(d)
	}
	return out
}

// units are the units that CloudWatch knows.
var units = []string{"Seconds", "Microseconds", "Milliseconds", "Bytes", "Kilobytes", "Megabytes", "Gigabytes", "Terabytes",
	"Bits", "Kilobits", "Megabits", "Gigabits", "Terabits", "Percent", "Count", "Bytes/Second", "Kilobytes/Second",
	"Megabytes/Second", "Gigabytes/Second", "Terabytes/Second", "Bits/Second", "Kilobits/Second", "Megabits/Second",
	"Gigabits/Second", "Terabits/Second", "Count/Second", "None"}

// checkUnit refuses a unit that there is not; "" is none.
func checkUnit(unit, member string) error {
	if unit == "" {
		return nil
	}
	if err := enum(unit, member, units...); err != nil {
		return err
	}
	return nil
}

// checkPeriod refuses a period that metrics cannot be read by.
func checkPeriod(period int64, at string) error {
	switch period {
	case 1, 5, 10, 20, 30:
		return nil
	}
	if period < 60 || period%60 != 0 {
		return invalidValue("The parameter %sPeriod must be 1, 5, 10, 20, 30 or a multiple of 60.", at)
	}
	return nil
}

// origin is where periods are counted from: the start, without its seconds
// when the periods are of minutes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
func origin(start wire.Time, period int64) int64 {
	at := start.Seconds()
	return at - at%min(period, 60)
}
