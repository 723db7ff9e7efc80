package conform

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

const s = time.Second

func ms(n ...int) (out []time.Duration) {
	for _, n := range n {
		out = append(out, time.Duration(n)*time.Millisecond)
	}
	return out
}

func draws(text string) (out []bool) {
	for _, c := range text {
		out = append(out, c == '1')
	}
	return out
}

// sprint is a client of so many requests a second at a bucket.
func sprint(pace, depth, rate float64, length time.Duration) (out []Sent) {
	credit, last := depth, 0.0
	for n := 1; ; n++ {
		at := float64(n) / pace
		if at > length.Seconds() {
			return out
		}
		credit = min(depth, credit+rate*(at-last))
		last = at
		ok := credit >= 1
		if ok {
			credit--
		}
		out = append(out, Sent{time.Duration(at * float64(s)), ok})
	}
}

// idles are gaps of some minutes, and a second more by the other bound, after
// which an environment was kept or gone.
func idles(text string) (out []Gap) {
	for _, word := range strings.Fields(text) {
		n, err := strconv.Atoi(word[:len(word)-1])
		if err != nil {
			panic(err)
		}
		least := time.Duration(n) * time.Minute
		out = append(out, Gap{least, least + s, word[len(word)-1] == 'k'})
	}
	return out
}

// jerky is what a bucket of so many answers a client that stood still for a
// second once.
func jerky(depth float64) Seen {
	list := sprint(60, depth, 10, 4*s)
	for i := len(list) / 2; i < len(list); i++ {
		list[i].At += s
	}
	b, _ := Bucket(10, 10, list)
	return b
}

func TestJudgements(t *testing.T) {
	gaps := []Wait{{60 * s, 3 * s}, {120 * s, 6 * s}}
	bucket := func(pace, depth, rate float64) Seen { b, _ := Bucket(10, 10, sprint(pace, depth, rate, 4*s)); return b }
	refill := func(pace, depth, rate float64) Seen { _, r := Bucket(10, 10, sprint(pace, depth, rate, 4*s)); return r }
	for name, c := range map[string]struct {
		seen  Seen
		want  Reading
		found string
	}{
		"same":                {Same("429", []string{"429", "429"}), Agrees, "429"},
		"not the same":        {Same("429", []string{"429", "200", "429"}), Differs, "429 (2), 200 (1)"},
		"same of nothing":     {Same("429", nil), Unsure, ""},
		"all":                 {All("failed", 3, 3), Agrees, "3 of 3"},
		"not all":             {All("failed", 2, 3), Differs, "2 of 3"},
		"share":               {Share(0.3, 35, 100), Agrees, "35 % [26.4 %, 44.7 %]"},
		"another share":       {Share(0.3, 50, 100), Differs, "50 % [40.4 %, 59.6 %]"},
		"most":                {Most(0.9, 0.25, 8, 8), Agrees, "8 of 8"},
		"most, few":           {Most(0.9, 0.25, 2, 2), Unsure, "2 of 2"},
		"not most":            {Most(0.9, 0.25, 3, 8), Differs, "3 of 8"},
		"draws":               {Apart(0.5, draws("0110100110010110011010011001")), Agrees, "17 changes"},
		"sticky":              {Apart(0.5, draws("0000000000000011111111111111")), Differs, "1 changes"},
		"alternating":         {Apart(0.5, draws("0101010101010101010101010101")), Differs, "27 changes"},
		"waits":               {Waits(gaps, s, [][]time.Duration{{60*s + 300*time.Millisecond, 121 * s}, {61 * s, 120 * s}}), Agrees, "1m0.3s to 1m1s, 2m0s to 2m1s"},
		"another wait":        {Waits(gaps, s, [][]time.Duration{{60 * s, 60 * s}}), Differs, "1m0s, 1m0s"},
		"a wait is missing":   {Waits(gaps, s, [][]time.Duration{{60 * s}}), Differs, "1m0s, none"},
		"soonest of late":     {Waits(gaps, s, [][]time.Duration{Soonest([][]time.Duration{{60 * s, 150 * s}, {90 * s, 120 * s}})}), Agrees, "1m0s, 2m0s"},
		"soonest, too soon":   {Waits(gaps, s, [][]time.Duration{Soonest([][]time.Duration{{60 * s, 120 * s}, {50 * s, 120 * s}})}), Differs, "50s, 2m0s"},
		"a wait too many":     {Waits(gaps, s, [][]time.Duration{{60 * s, 120 * s, 180 * s}}), Differs, "1m0s, 2m0s"},
		"median":              {Median(150*time.Millisecond, ms(120, 130, 140, 145, 155, 160, 170, 180)), Agrees, "median 145ms [120ms, 180ms]"},
		"another median":      {Median(150*time.Millisecond, ms(220, 230, 240, 245, 255, 260, 270, 280)), Differs, "median 245ms [220ms, 280ms]"},
		"median of few":       {Median(150*time.Millisecond, ms(140, 160)), Unsure, "140ms to 160ms"},
		"nearer":              {Nearer(31*s, 60*s, 0, []time.Duration{33 * s, 70 * s, 20 * s}), Agrees, "20s to 1m10s"},
		"nearer the other":    {Nearer(31*s, 60*s, 0, []time.Duration{61 * s}), Differs, "1m1s"},
		"near neither":        {Nearer(31*s, 60*s, 0, []time.Duration{45 * s}), Unsure, "45s"},
		"sooner than both":    {Nearer(31*s, 60*s, 0, []time.Duration{2 * s}), Differs, "2s"},
		"late by noise":       {Nearer(31*s, 60*s, 20*s, []time.Duration{55 * s}), Unlooked, "55s"},
		"a noisy wait":        {Waits(gaps, 5*s, [][]time.Duration{{67 * s, 120 * s}}), Unlooked, "1m7s, 2m0s"},
		"noise is no wait":    {Waits(gaps, 5*s, [][]time.Duration{{67 * s}}), Differs, "1m7s, none"},
		"in between":          {Between(30*s, 120*s, 50*s, 70*s), Agrees, "after 50s, by 1m10s"},
		"coarse looks":        {Between(30*s, 120*s, 110*s, 170*s), Agrees, "after 1m50s, by 2m50s"},
		"too late":            {Between(30*s, 120*s, 130*s, 170*s), Differs, "after 2m10s, by 2m50s"},
		"too soon":            {Between(30*s, 120*s, 0, 20*s), Differs, "after 0s, by 20s"},
		"expiry":              {Expiry(300*s, 420*s, idles("1k 4k 6g 9g")), Agrees, "kept for up to 4m0s, gone from 6m1s"},
		"an early expiry":     {Expiry(300*s, 420*s, idles("1k 4g 6g 9g")), Differs, "kept for up to 1m0s, gone from 4m1s"},
		"a late expiry":       {Expiry(300*s, 420*s, idles("1k 4k 6k 9k 10g")), Differs, "kept for up to 9m0s, gone from 10m1s"},
		"never gone":          {Expiry(300*s, 420*s, idles("1k 4k")), Unsure, "kept for 4m0s and less"},
		"no expiry":           {Expiry(300*s, 420*s, nil), Unsure, "kept for 0s and less"},
		"bucket":              {bucket(60, 10, 10), Agrees, "9.5 at once [8.83, 10.2]"},
		"a deep bucket":       {bucket(60, 100, 10), Differs, "99.5 at once [98.8, 100]"},
		"a flat bucket":       {bucket(60, 1, 10), Differs, "1.17 at once [0.5, 1.83]"},
		"a fast refill":       {refill(60, 10, 20), Differs, "20/s [19.7, 20.3]"},
		"refill":              {refill(60, 10, 10), Agrees, "10/s [9.74, 10.3]"},
		"a client in jerks":   {jerky(10), Agrees, "9.5 at once [0, 20.2]"},
		"noise, not a bucket": {jerky(18), Unlooked, "17.8 at once [7.17, 28.5]"},
		"too slow a client":   {bucket(8, 10, 10), Unlooked, "no refusal of 8 requests a second"},
		"no limit":            {bucket(60, 1e9, 10), Differs, "no refusal of 60 requests a second"},
	} {
		if c.seen.Reading() != c.want || c.seen.Found != c.found {
			t.Errorf("%s: %s, %q; want %s, %q", name, c.seen.Reading(), c.seen.Found, c.want, c.found)
		}
	}
}
