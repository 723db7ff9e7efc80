package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"squall/bench/tools"
	"squall/reports"
)

// inFlight sends so many requests a second that take a second each, after a
// warm-up that opens the connections.
func (b *bench) inFlight(squall tools.Tool) error {
	l := tools.Load{Rate: b.flight, Length: b.length, Warmup: 3 * time.Second, URL: b.server.URL + "?after=" + time.Second.String(), Folder: b.folder}
	var rows [][]string
	for range b.rounds {
		c, err := b.once(squall, l)
		if err != nil {
			return err
		}
		r, err := readResult(filepath.Join(l.Result("out"), "result.json"))
		if err != nil {
			return err
		}
		rows = append(rows, []string{whole(r.concurrency()), fmt.Sprintf("%.0f", c.MB), ms(r.Generator.Lag.P50), ms(r.Generator.Lag.P99), ms(r.Generator.Lag.Max),
			fmt.Sprintf("%.0f %%", 100*r.Generator.CPU), fmt.Sprintf("%.1f", 1e6/c.perCPU()), r.Verdict})
	}
	fmt.Println(b.flight, "requests a second that take one second each,", b.length)
	return reports.Table(os.Stdout, 100, []string{"in flight", "MB", "lag p50 ms", "p99", "max", "CPU", "us each", "verdict"}, rows)
}

// result is what is read of result.json.
type result struct {
	Verdict string
	Arms    []struct {
		Timeline struct {
			Rows []struct{ Concurrency float64 }
		}
	}
	Generator struct {
		Lag struct{ P50, P99, Max float64 } `json:"lag_ms"`
		CPU float64
	}
}

func (r *result) concurrency() float64 {
	most := 0.0
	for _, row := range r.Arms[0].Timeline.Rows {
		most = max(most, row.Concurrency)
	}
	return most
}

func readResult(path string) (*result, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	r := new(result)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(r.Arms) != 1 || len(r.Arms[0].Timeline.Rows) == 0 {
		return nil, fmt.Errorf("%s: has no requests", path)
	}
	return r, nil
}

func ms(f float64) string { return fmt.Sprintf("%.2f", f) }
