package calibrate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/analyze/fit"
	"squall/analyze/stats"
	"squall/profiles/calibration"
)

// Source is the run that a part is of.
type Source struct {
	Run, Profile, Date string
	Ground             string // in words
}

// Part writes what was found as YAML that profiles take in; worst is how far
// off p99 is, as a share, nil where nobody knows.
func (f *Found) Part(of Source, worst *float64) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s of a run of %s (%s), arm %s.\n", calibration.Mark, plain(of.Profile), plain(of.Ground), f.Arm)
	fmt.Fprintf(&b, "# A profile takes it in with  calibrated: FILE  or  --set calibrated=FILE\n")
	fmt.Fprintf(&b, "calibration:\n  date: %s\n  run: %s\n", of.Date, strconv.Quote(of.Run))
	if worst != nil {
		fmt.Fprintf(&b, "  p99_error: %.1f%%\n", 100**worst)
	}
	if f.Overhead != nil || f.Sandbox != nil || len(f.Doors) > 0 {
		b.WriteString("platform:\n")
		item(&b, "  ", "invoke_overhead", f.Overhead)
		if item(&b, "  ", "sandbox", f.Sandbox) {
			b.WriteString("  download: none   # is in the sandbox\n")
		}
		if len(f.Doors) > 0 {
			b.WriteString("  door_latency:\n")
		}
		for i := range f.Doors {
			item(&b, "    ", f.Doors[i].Path, &f.Doors[i].Fitted)
		}
	}
	f.functions(&b)
	return []byte(b.String())
}

func (f *Found) functions(b *strings.Builder) {
	known := slices.DeleteFunc(slices.Clone(f.Functions), func(v fit.Function) bool { return v.Duration == nil && v.Init == nil && v.Ended < fit.Least })
	if len(known) == 0 {
		return
	}
	b.WriteString("functions:\n")
	for i, v := range known {
		if i == 0 || known[i-1].Name != v.Name {
			fmt.Fprintf(b, "  %s:\n", v.Name)
		}
		fmt.Fprintf(b, "    %s:\n", v.Version)
		item(b, "      ", "duration", v.Duration)
		item(b, "      ", "init", v.Init)
		if v.Ended >= fit.Least {
			i := stats.Wilson(v.Failed, v.Ended)
			fmt.Fprintf(b, "      errors: %s   # %d of %d, 95 %% interval %s to %s\n", Percent(share(v)), v.Failed, v.Ended, Percent(i.Lo), Percent(i.Hi))
		}
	}
}

func share(v fit.Function) float64 { return float64(v.Failed) / float64(v.Ended) }

// item writes one distribution with the sample behind it.
func item(b *strings.Builder, indent, key string, f *fit.Fitted) bool {
	if f == nil {
		return false
	}
	fmt.Fprintf(b, "%s%s: %s   # n %d", indent, key, f.Dist, f.N)
	for _, q := range []struct {
		name string
		fit.Figure
	}{{"p50", f.P50}, {"p99", f.P99}} {
		if q.Interval {
			fmt.Fprintf(b, ", %s %s [%s, %s]", q.name, ms(q.Value), ms(q.Lo), ms(q.Hi))
		}
	}
	if f.Assumed != "" {
		fmt.Fprintf(b, ", without %s", f.Assumed)
	}
	b.WriteString("\n")
	return true
}

func ms(ns int64) string { return strconv.FormatFloat(float64(ns)/1e6, 'f', 1, 64) + " ms" }

// Percent writes a share.
func Percent(share float64) string {
	return strconv.FormatFloat(100*share, 'f', digits(100*share), 64) + "%"
}

// plain is text that a comment can hold.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

// digits are as many as a share has that matter.
func digits(percent float64) int {
	switch {
	case percent == 0 || percent >= 10:
		return 0
	case percent >= 1:
		return 1
	}
	return 3
}
