package attack

import (
	"squall/attack/pace"
	"squall/profiles"
	"squall/profiles/dist"
)

// BlockSeed is the seed of everything drawn in one block. Repeats never share
// it; the arms of one repeat do, unless the plan's keys are independent.
func BlockSeed(p *profiles.Plan, arm, repeat int) uint64 {
	if p.SharedKeys {
		arm = 0
	} else {
		arm++
	}
	return dist.Hash(p.Seed, dist.StreamArrival, uint64(repeat)+1, uint64(arm))
}

// ArrivalKey is the key of the draws of arrival n of an entry: its trace id
// carries it to the stand-in.
func ArrivalKey(blockSeed uint64, entry string, n uint64) uint64 {
	return dist.Hash(blockSeed, dist.StreamArrival, dist.Key(entry), n)
}

// Schedule is when the arrivals of an entry are due in a block.
func Schedule(blockSeed uint64, e *profiles.Entry) *pace.Schedule {
	return pace.New(blockSeed, dist.Key(e.Name), e.Warmup, paced(e))
}

// paced are the phases of an entry.
func paced(e *profiles.Entry) []pace.Phase {
	phases := make([]pace.Phase, len(e.Phases))
	for i, p := range e.Phases {
		phases[i] = pace.Phase{For: p.For, From: p.From, To: p.To, Arrival: arrival(p.Arrival), On: p.On, Off: p.Off,
			Amp: p.Amplitude, Period: p.Period, Shift: p.Shift, Spread: p.Spread}
	}
	return phases
}

func arrival(a profiles.Arrival) pace.Kind {
	switch a {
	case profiles.ArrivalPoisson:
		return pace.Poisson
	case profiles.ArrivalOnOff:
		return pace.OnOff
	case profiles.ArrivalSine:
		return pace.Sine
	case profiles.ArrivalMinute:
		return pace.Minute
	}
	return pace.Uniform
}
