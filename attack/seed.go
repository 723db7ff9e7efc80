package attack

import (
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
	return ArrivalKeys(blockSeed, entry)(n)
}

// ArrivalKeys is ArrivalKey of one entry.
func ArrivalKeys(blockSeed uint64, entry string) func(n uint64) uint64 {
	return dist.DiceOf(blockSeed, dist.StreamArrival).Of(dist.Key(entry)).Hash
}
