package alarm

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"squall/standin/metrics/expr"
)

// reason is why an alarm is in a state, in AWS's words. Those of one datapoint
// and of none are recorded (2025-09 and 2026-02).
func (a *Alarm) reason(v verdict) string {
	if v.state == Insufficient {
		return "Insufficient Data: " + count(a.Evaluated) + " " + was(a.Evaluated) + " unknown."
	}
	if len(v.used) == 0 {
		how := "Breaching"
		if v.state == OK {
			how = "NonBreaching"
		}
		periods := "periods"
		if a.Evaluated == 1 {
			periods = "period"
		}
		return fmt.Sprintf("Threshold Crossed: no datapoints were received for %d %s and %d missing %s treated as [%s].",
			a.Evaluated, periods, a.Evaluated, strings.TrimLeft(count(a.Evaluated), "0123456789 ")+" "+was(a.Evaluated), how)
	}
	n, not := int64(len(v.used)), ""
	if v.state == OK {
		not = "not "
	}
	compared := not + comparisons[a.Comparison].words + " the threshold (" + number(a.Threshold) + ")"
	if a.Datapoints == 0 {
		return "Threshold Crossed: " + count(n) + " " + a.points(v) + " " + was(n) + " " + compared + "."
	}
	shown := v.breach
	if v.state == OK {
		shown = n - v.breach
	}
	return fmt.Sprintf("Threshold Crossed: %d out of the last %s %s %s %s (minimum %s for %s transition).", shown, count(n), a.points(v),
		was(shown), compared, count(a.Datapoints), OK+" -> "+Alarmed)
}

func count(n int64) string {
	if n == 1 {
		return "1 datapoint"
	}
	return strconv.FormatInt(n, 10) + " datapoints"
}

func was(n int64) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

// points are the datapoints, the latest first.
func (a *Alarm) points(v verdict) string {
	var parts []string
	for i := len(v.used) - 1; i >= 0; i-- {
		at := time.Unix(v.used[i].At, 0).UTC().Format("02/01/06 15:04:05")
		parts = append(parts, number(v.used[i].V)+" ("+at+")")
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// number is a number as AWS writes it, with a point.
func number(f float64) string {
	text := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// iso is an instant in ns since 1970 as alarms write it.
func iso(ns int64) string { return time.Unix(0, ns).UTC().Format("2006-01-02T15:04:05.000-0700") }

// reasonData is what an alarm tells of its datapoints, in JSON.
func (a *Alarm) reasonData(now, start int64, v verdict) string {
	type evaluated struct {
		Timestamp string   `json:"timestamp"`
		Value     *float64 `json:"value,omitempty"`
	}
	data := struct {
		Version   string      `json:"version"`
		QueryDate string      `json:"queryDate"`
		StartDate string      `json:"startDate,omitempty"`
		Unit      string      `json:"unit,omitempty"`
		Statistic string      `json:"statistic,omitempty"`
		Period    int64       `json:"period"`
		Recent    []float64   `json:"recentDatapoints"`
		Threshold float64     `json:"threshold"`
		Evaluated []evaluated `json:"evaluatedDatapoints"`
	}{Version: "1.0", QueryDate: iso(now), Unit: a.Unit, Statistic: a.Statistic, Period: a.Period, Recent: []float64{}, Threshold: a.Threshold}
	if len(v.used) > 0 {
		data.StartDate = iso(v.used[0].At * second)
	}
	for _, s := range v.used {
		data.Recent = append(data.Recent, s.V)
	}
	for at := start + (extra+a.Evaluated-1)*a.Period; at >= start+extra*a.Period; at -= a.Period {
		e := evaluated{Timestamp: iso(at * second)}
		if f, ok := valueAt(v.used, at); ok {
			e.Value = &f
		}
		data.Evaluated = append(data.Evaluated, e)
	}
	return marshal(data)
}

func valueAt(samples []expr.Sample, at int64) (float64, bool) {
	for _, s := range samples {
		if s.At == at {
			return s.V, true
		}
	}
	return 0, false
}

func marshal(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic("alarm: internal error: no JSON: " + err.Error())
	}
	return string(text)
}

// historyData is the change of a state, as the history has it.
func historyData(old, to State) string {
	type state struct {
		Value  string          `json:"stateValue"`
		Reason string          `json:"stateReason"`
		Data   json.RawMessage `json:"stateReasonData,omitempty"`
	}
	of := func(s State) state {
		out := state{Value: s.Value, Reason: s.Reason}
		if json.Valid([]byte(s.Data)) {
			out.Data = json.RawMessage(s.Data)
		}
		return out
	}
	return marshal(struct {
		Version string `json:"version"`
		Old     state  `json:"oldState"`
		New     state  `json:"newState"`
	}{"1.0", of(old), of(to)})
}
