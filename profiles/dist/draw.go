package dist

import "squall/profiles/dist/curve"

// Stream names one use of the dice. Draws of different streams are
// independent, so a rule that starts to draw changes nobody else's luck.
type Stream uint8

// The streams. Their numbers are part of what a seed means: new ones go to the
// end.
const (
	StreamDuration   Stream = iota // service time of an attempt
	StreamError                    // does the attempt end in a function error?
	StreamSandbox                  // time to get an environment
	StreamInit                     // time to initialise it
	StreamInitError                // does the init fail?
	StreamIdle                     // how long an idle environment is kept
	StreamOverhead                 // the invoke's own overhead
	StreamDoor                     // latency of the door
	StreamAlias                    // which version of a weighted alias
	StreamLifetime                 // maximum age of an environment
	StreamProactive                // is a retired environment replaced ahead of need?
	StreamArrival                  // the key of an arrival's own draws
	StreamPayload                  // what a hit carries
	StreamOrder                    // order of the arms in a repeat
	StreamBootstrap                // resampling of the analysis
	StreamGap                      // gaps between arrivals
	StreamSpread                   // where in its span an arrival lies
	StreamFault                    // does a fault strike?
	StreamFaultDelay               // the time that it adds
	StreamRetry                    // how long a client waits before it tries again
	Streams                        // number of streams
)

// golden is 2^64 divided by the golden ratio, made odd: multiples of it are
// spread evenly.
const golden = 0x9e3779b97f4a7c15

// Hash is a keyed draw of 64 bits: a function of its arguments only, so no
// draw depends on how many were made before it.
func Hash(seed uint64, s Stream, id, attempt uint64) uint64 {
	return DiceOf(seed, s).Of(id).Hash(attempt)
}

// Dice are the draws of one stream of a seed: what they have in common is
// worked out once for all of them.
type Dice uint64

// DiceOf are the dice of a stream.
func DiceOf(seed uint64, s Stream) Dice { return Dice(mix(seed + golden*(uint64(s)+1))) }

// Of are those among the draws that have an id.
func (d Dice) Of(id uint64) Row { return Row(mix(uint64(d) + golden*id)) }

// U is the draw of an id and attempt that function U gives.
func (d Dice) U(id, attempt uint64) float64 { return Unit(d.Of(id).Hash(attempt)) }

// Row is the draws of one id.
type Row uint64

// Hash is the draw of an attempt that function Hash gives.
func (r Row) Hash(attempt uint64) uint64 { return mix(uint64(r) + golden*attempt) }

// U is a keyed draw between 0 and 1, both excluded.
func U(seed uint64, s Stream, id, attempt uint64) float64 {
	return Unit(Hash(seed, s, id, attempt))
}

// Unit turns 64 random bits into a number between 0 and 1, both excluded. It
// takes the upper 52, so that 1 minus the number is exact as well.
func Unit(bits uint64) float64 {
	return (float64(int64(bits>>12)) + 0.5) * 0x1p-52
}

// Draw is a keyed draw from the distribution, in nanoseconds and whole
// microseconds.
func (d *Dist) Draw(seed uint64, s Stream, id, attempt uint64) int64 {
	return d.DrawOf(DiceOf(seed, s), id, attempt)
}

// DrawOf is Draw with the dice of its stream.
func (d *Dist) DrawOf(dice Dice, id, attempt uint64) int64 {
	switch d.kind {
	case none:
		return 0
	case constant:
		return int64(whole(float64(d.a)))
	}
	bits := dice.Of(id).Hash(attempt)
	if d.curve != nil {
		if us, ok := d.curve.At(bits); ok {
			return us * 1000
		}
	}
	return int64(whole(d.inside(Unit(bits))))
}

// Prepared is the same distribution, made ready for so many draws that a table
// pays: it gives the same times.
func (d Dist) Prepared() Dist {
	if d.kind != none && d.kind != constant {
		d.curve = curve.New(d.inside)
	}
	return d
}

// Key turns names into an id for draws. The boundary between two parts counts:
// ("ab", "c") and ("a", "bc") have different keys.
func Key(parts ...string) uint64 {
	const offset, prime = 0xcbf29ce484222325, 0x100000001b3 // FNV-1a
	h := uint64(offset)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * prime
		}
		h = mix(h + golden*uint64(len(p)+1))
	}
	return h
}

// mix is the finaliser of SplitMix64 (Stafford's variant 13): a bijection in
// which every bit of the input flips about half of the output's.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
