package from

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/profiles/dist"
)

// The formats are described at
// https://github.com/Azure/AzurePublicDataset/blob/master/AzureFunctionsDataset2019.md
// and AzureFunctionsInvocationTrace2021.md beside it.

func knowsAzure2019(head []byte) bool { return bytes.HasPrefix(head, []byte("HashOwner,HashApp")) }

func knowsAzure2021(head []byte) bool {
	return bytes.HasPrefix(head, []byte("app,func,end_timestamp,duration"))
}

// minutesOfDay is how many columns of counts a file of 2019 has.
const minutesOfDay = 1440

// azure2019 tells the three kinds of files by their headers.
func azure2019(d *decoder) error {
	t, err := d.table()
	if err != nil {
		return err
	}
	row := t.counts
	switch {
	case t.has("percentile_Average_50"):
		row = t.percentiles
	case t.has("AverageAllocatedMb"):
		row = t.memory
	case !t.has("HashFunction") || !t.has("1") || !t.has(strconv.Itoa(minutesOfDay)):
		return d.at(1, "the header is none of the dataset's: wanted are HashFunction and the minutes 1 to %d, percentile_Average_50, or AverageAllocatedMb", minutesOfDay)
	}
	for {
		ok, err := t.next()
		if !ok || err != nil {
			return err
		}
		if err := row(); err != nil {
			return err
		}
	}
}

func (t *table) has(column string) bool { _, ok := t.cols[column]; return ok }

// function names a function of the dataset.
func (t *table) function() string { return t.get("HashApp") + "/" + t.get("HashFunction") }

// counts reads the minutes of one function.
func (t *table) counts() error {
	first := t.cols["1"]
	if len(t.row) < first+minutesOfDay || t.get("HashFunction") == "" {
		return t.bad("the row has %d columns, a function and %d minutes are wanted", len(t.row), minutesOfDay)
	}
	path := "async"
	if t.get("Trigger") == "http" {
		path = "alb"
	}
	minutes := t.row[first : first+minutesOfDay]
	for i, text := range minutes {
		if n, err := strconv.ParseUint(text, 10, 32); err != nil || n > 1e9 {
			return t.bad("minute %d: %q is not a number of invocations", i+1, text)
		}
	}
	day := int64(t.d.opt.Day) * int64(24*time.Hour)
	e := Event{Function: t.function(), Path: path, For: int64(time.Minute), Duration: Unknown, Init: Unknown}
	for i, text := range minutes {
		if text == "0" && i > 0 && i < minutesOfDay-1 { // the first and the last say how long the day is
			continue
		}
		n, _ := strconv.ParseUint(text, 10, 32)
		e.At, e.Count = day+int64(i)*int64(time.Minute), float64(n)
		if err := t.d.event(t.line, &e); err != nil {
			return err
		}
	}
	return nil
}

// percentiles reads the durations of one function, which are averages over
// half a minute, in ms.
func (t *table) percentiles() error {
	q := Quantiles{Function: t.function()}
	var err error
	if q.Weight, err = strconv.ParseFloat(t.get("Count"), 64); err != nil || !(q.Weight >= 0) {
		return t.bad("Count %q is not a number", t.get("Count"))
	}
	for _, p := range [...]int{0, 1, 25, 50, 75, 99, 100} {
		name := "percentile_Average_" + strconv.Itoa(p)
		ns, ok := scaled(t.get(name), 1e6)
		if !ok {
			return t.bad("%s %q is not a time in ms", name, t.get(name))
		}
		if i := len(q.Points); i > 0 && ns < int64(q.Points[i-1].D) {
			return t.bad("%s is below the percentile before it", name)
		}
		q.Points = append(q.Points, dist.Point{P: float64(p) / 100, D: time.Duration(ns)})
	}
	// The true extremes, where they were recorded: a minimum of 0 is none.
	last := len(q.Points) - 1
	if ns, ok := scaled(t.get("Minimum"), 1e6); ok && ns > 0 && ns < int64(q.Points[0].D) {
		q.Points[0].D = time.Duration(ns)
	}
	if ns, ok := scaled(t.get("Maximum"), 1e6); ok && ns > int64(q.Points[last].D) {
		q.Points[last].D = time.Duration(ns)
	}
	t.d.remark("durations are averages over half a minute: single invocations spread wider")
	t.d.sink.Quantiles(q)
	return nil
}

func (t *table) memory() error {
	text := cmp.Or(t.get("AverageAllocatedMb_pct99"), t.get("AverageAllocatedMb"))
	mb, err := strconv.ParseFloat(text, 64)
	if err != nil || !(mb >= 0 && mb < 1e6) || t.get("HashApp") == "" {
		return t.bad("%q is not the memory of an app, in MB", text)
	}
	t.d.sink.Memory(t.get("HashApp"), int(mb))
	return nil
}

// azure2021 reads one invocation a line. Its times count from the start of the
// trace; the start of an invocation is its end without its duration.
func azure2021(d *decoder) error {
	t, err := d.table()
	if err != nil {
		return err
	}
	columns := []string{"app", "func", "end_timestamp", "duration"}
	if i := slices.IndexFunc(columns, func(c string) bool { return !t.has(c) }); i >= 0 {
		return d.at(1, "the header has no %s; wanted are %s", columns[i], strings.Join(columns, ", "))
	}
	for {
		ok, err := t.next()
		if !ok || err != nil {
			return err
		}
		end, good := scaled(t.get("end_timestamp"), 1e9)
		took, fine := scaled(t.get("duration"), 1e9)
		if !good || !fine || t.get("func") == "" {
			if err := t.bad("end_timestamp %q and duration %q must be seconds from 0 on, of a func", t.get("end_timestamp"), t.get("duration")); err != nil {
				return err
			}
			continue
		}
		e := Event{Function: t.get("app") + "/" + t.get("func"), At: max(0, end-took), Count: 1, Duration: took, Init: Unknown}
		if err := d.event(t.line, &e); err != nil {
			return err
		}
	}
}
