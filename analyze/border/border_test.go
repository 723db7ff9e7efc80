package border

import (
	"math"
	"testing"

	"squall/profiles/dist"

	"pgregory.net/rapid"
)

// truth answers without error, except near the border where it needs size.
func truth(border, blur float64, asked *[]Look) Ask {
	return func(l Look) (Answer, float64, bool) {
		*asked = append(*asked, l)
		switch near := blur / math.Sqrt(float64(l.Size)); {
		case l.Rate < border*(1-near):
			return Holds, 0, true
		case l.Rate > border*(1+near):
			return Fails, 0, true
		}
		return Unclear, 4, true
	}
}

// The border is found wherever it is, in few looks, and lies between the ends.
func TestFind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		border := math.Exp(rapid.Float64Range(math.Log(2), math.Log(5000)).Draw(t, "border"))
		blur := rapid.Float64Range(0, 0.2).Draw(t, "blur")
		o := Options{Start: rapid.Float64Range(1, 10_000).Draw(t, "start"), From: 1, To: 10_000, Within: 0.05, Most: 16}
		var asked []Look
		f := Find(o, truth(border, blur, &asked))
		if !f.Low.Known || !f.High.Known || f.Low.Rate > border || f.High.Rate < border || !f.Low.Confirmed || !f.High.Confirmed {
			t.Fatalf("border %v: %+v", border, f)
		}
		if wide := f.High.Rate / f.Low.Rate; wide > 1.08+2.2*blur/4+0.03 {
			t.Fatalf("border %v: %+v is %v wide", border, f, wide)
		}
		if f.Confidence < 0.95-4*risk || f.Confidence > 0.95+1e-9 || len(asked) > 60 {
			t.Fatalf("%+v after %d looks", f, len(asked))
		}
		draws := map[int]bool{}
		for _, l := range asked {
			if draws[l.Draw] || l.Rate < o.From || l.Rate > o.To || l.Size < 1 || l.Size > o.Most {
				t.Fatalf("asked %+v", l)
			}
			draws[l.Draw] = true
		}
	})
}

func TestNoBorder(t *testing.T) {
	o := Options{Start: 100, From: 10, To: 1000, Within: 0.05, Most: 4}
	always := func(a Answer) Ask { return func(Look) (Answer, float64, bool) { return a, 0, true } }
	if f := Find(o, always(Holds)); f.Low.Rate != 1000 || !f.Low.Confirmed || f.High.Known || f.Confidence != 1-risk {
		t.Errorf("all hold: %+v", f)
	}
	if f := Find(o, always(Fails)); f.Low.Known || f.High.Rate != 10 || !f.High.Confirmed || f.Confidence != 0 {
		t.Errorf("all fail: %+v", f)
	}
	if f := Find(o, always(Unclear)); f.Low.Known || f.High.Known || f.Confidence != 0 {
		t.Errorf("all unclear: %+v", f)
	}
	if f := Find(o, always(Untrusted)); f.Low.Known || !f.High.Untrusted || f.High.Rate != 10 {
		t.Errorf("all untrusted: %+v", f)
	}
}

// Where the generator gives out before the target does, it is said so.
func TestTheGeneratorIsTheLimit(t *testing.T) {
	f := Find(Options{Start: 100, From: 1, To: 1e6, Within: 0.05, Most: 4}, func(l Look) (Answer, float64, bool) {
		if l.Rate > 3000 {
			return Untrusted, 0, true
		}
		return Holds, 0, true
	})
	if !f.Low.Confirmed || f.Low.Rate > 3000 || f.Low.Rate < 2800 || !f.High.Untrusted || f.High.Rate > 3200 || f.Confidence != 1-risk {
		t.Errorf("%+v", f)
	}
}

// A busy moment of the machine is not the end: the look is made again.
func TestOneBadMeasurement(t *testing.T) {
	n := 0
	f := Find(Options{Start: 100, From: 1, To: 1000, Within: 0.1, Most: 4}, func(l Look) (Answer, float64, bool) {
		if n++; n == 1 {
			return Untrusted, 0, true
		}
		var asked []Look
		return truth(300, 0, &asked)(l)
	})
	if f.Low.Rate > 300 || f.High.Rate < 300 || f.High.Untrusted {
		t.Errorf("%+v", f)
	}
}

// A rate that fails below one that holds is named.
func TestOddRates(t *testing.T) {
	f := Find(Options{Start: 400, From: 1, To: 10_000, Within: 0.05, Most: 4}, func(l Look) (Answer, float64, bool) {
		if l.Rate > 300 || l.Rate > 120 && l.Rate < 210 {
			return Fails, 0, true
		}
		return Holds, 0, true
	})
	if len(f.Odd) != 0 && (f.Odd[0] < 120 || f.Odd[0] > 210) || !f.Low.Confirmed {
		t.Errorf("%+v", f)
	}
	f = Find(Options{Start: 150, From: 1, To: 10_000, Within: 0.05, Most: 4}, func(l Look) (Answer, float64, bool) {
		if l.Rate == 150 {
			return Fails, 0, true
		}
		return Holds, 0, true
	})
	if f.Low.Rate < 75 || f.Low.Rate >= 150 {
		t.Errorf("%+v", f)
	}
}

func TestStopped(t *testing.T) {
	for after := range 11 {
		n := 0
		f := Find(Options{Start: 100, From: 1, To: 1000, Within: 0.05, Most: 4}, func(l Look) (Answer, float64, bool) {
			var asked []Look
			a, need, _ := truth(300, 0.1, &asked)(l)
			n++
			return a, need, n <= after
		})
		if !f.Stopped || n != after+1 || f.Confidence != 0 {
			t.Errorf("after %d: %+v in %d looks", after, f, n)
		}
	}
}

// With looks that err as often as their intervals allow, both ends are right as
// often as is claimed.
func TestConfidence(t *testing.T) {
	const runs = 3000
	claimed, right := 0.0, 0.0
	for seed := range uint64(runs) {
		f := Find(Options{Start: 100, From: 1, To: 10_000, Within: 0.05, Most: 4}, func(l Look) (Answer, float64, bool) {
			// The estimate of the border errs by 4 % at size 1; the interval is two
			// deviations wide.
			sigma := 0.04 / math.Sqrt(float64(l.Size))
			u := dist.U(seed, dist.StreamBootstrap, uint64(l.Draw), 1)
			v := dist.U(seed, dist.StreamBootstrap, uint64(l.Draw), 2)
			x := math.Log(l.Rate/400) + sigma*math.Sqrt(-2*math.Log(u))*math.Cos(2*math.Pi*v)
			switch {
			case x < -1.96*sigma:
				return Holds, 0, true
			case x > 1.96*sigma:
				return Fails, 0, true
			}
			return Unclear, 2, true
		})
		if f.Confidence == 0 {
			continue
		}
		claimed += f.Confidence
		if f.Low.Rate <= 400 && f.High.Rate >= 400 {
			right++
		}
	}
	if claimed < runs/2 || right < claimed {
		t.Errorf("right in %v runs of %d, claimed %v", right, runs, claimed)
	}
}

func TestRound(t *testing.T) {
	for rate, want := range map[float64]float64{0: 0, 1: 1, 1234: 1230, 99.96: 100, 0.012345: 0.0123, 56.78: 56.8, 5: 5} {
		if got := Round(rate); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v became %v, want %v", rate, got, want)
		}
	}
}
