package shape

import (
	"strconv"
	"time"
)

// Millis is a time (ns since 1970) as functions show it.
func Millis(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000+0000") }

// Seconds is a time as provisioned concurrency shows it.
func Seconds(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05+0000") }

// Micros is a time as function URLs show it.
func Micros(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000000Z") }

// Epoch is a time as asynchronous settings show it: seconds since 1970 as a JSON number.
type Epoch int64

// MarshalJSON writes milliseconds behind the point.
func (e Epoch) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(int64(e)/1e6)/1e3, 'f', -1, 64), nil
}
