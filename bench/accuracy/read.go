package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"squall/bench/tools"
)

// reading is what a tool reported.
type reading struct {
	at   []time.Duration // p50, p99, p99.9
	sent int
	says string
	// of squall alone
	unsent int
	lag    float64 // ms
}

// read takes the percentiles that a tool reports, or computes them from the
// times that it recorded where it reports none.
func read(t tools.Tool, l tools.Load) (reading, error) {
	switch t.Name {
	case "squall":
		return readSquall(filepath.Join(l.Result("out"), "result.json"))
	case "vegeta":
		return readVegeta(t.Path, l.Result("vegeta.bin"))
	case "k6":
		return readK6(l.Result("k6.json"))
	case "hey":
		return readHey(l.Result("hey.csv"))
	}
	return reading{}, fmt.Errorf("nobody knows what %s writes", t.Name)
}

func decode(path string, to any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, to); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func milliseconds(list ...float64) (out []time.Duration) {
	for _, ms := range list {
		out = append(out, time.Duration(ms*float64(time.Millisecond)))
	}
	return out
}

func readSquall(path string) (reading, error) {
	var r struct {
		Arms []struct {
			Paths []struct {
				Sent, Unsent int
				Latency      struct{ P50, P99, P999 float64 } `json:"latency_ms"`
			}
		}
		Generator struct {
			Lag struct{ P99 float64 } `json:"lag_ms"`
		}
	}
	if err := decode(path, &r); err != nil {
		return reading{}, err
	}
	if len(r.Arms) != 1 || len(r.Arms[0].Paths) != 1 {
		return reading{}, fmt.Errorf("%s: has no entry", path)
	}
	p := r.Arms[0].Paths[0]
	return reading{at: milliseconds(p.Latency.P50, p.Latency.P99, p.Latency.P999), sent: p.Sent,
		unsent: p.Unsent, lag: r.Generator.Lag.P99}, nil
}

// readVegeta has vegeta itself put its results into CSV, whose third column is
// the latency in nanoseconds.
func readVegeta(vegeta, path string) (reading, error) {
	out, err := exec.Command(vegeta, "encode", "-to", "csv", path).Output()
	if err != nil {
		return reading{}, fmt.Errorf("vegeta encode: %w", err)
	}
	return quantiles(out, 2, false, float64(time.Nanosecond))
}

func readHey(path string) (reading, error) {
	out, err := os.ReadFile(path)
	if err != nil {
		return reading{}, err
	}
	return quantiles(out, 0, true, float64(time.Second))
}

// quantiles are those of a column of a CSV file.
func quantiles(data []byte, column int, header bool, unit float64) (reading, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return reading{}, err
	}
	if header && len(rows) > 0 {
		rows = rows[1:]
	}
	if len(rows) == 0 {
		return reading{}, fmt.Errorf("there is no result")
	}
	times := make([]time.Duration, len(rows))
	for i, row := range rows {
		v, err := strconv.ParseFloat(row[column], 64)
		if err != nil {
			return reading{}, err
		}
		times[i] = time.Duration(v * unit)
	}
	slices.Sort(times)
	out := reading{sent: len(times)}
	for _, q := range []float64{0.5, 0.99, 0.999} {
		out.at = append(out.at, times[min(len(times)-1, int(q*float64(len(times))))])
	}
	return out, nil
}

func readK6(path string) (reading, error) {
	var r struct {
		Metrics map[string]map[string]any
	}
	if err := decode(path, &r); err != nil {
		return reading{}, err
	}
	number := func(metric, field string) float64 { f, _ := r.Metrics[metric][field].(float64); return f }
	out := reading{sent: int(number("http_reqs", "count"))}
	d := "http_req_duration"
	out.at = milliseconds(number(d, "p(50)"), number(d, "p(99)"), number(d, "p(99.9)"))
	if dropped := number("dropped_iterations", "count"); dropped > 0 {
		out.says = fmt.Sprintf("dropped %.0f", dropped)
	}
	return out, nil
}
