package profiles

import (
	"slices"

	"squall/profiles/traffic"
)

// What entries consist of, by the names that everybody knows them by.
type (
	Entry   = traffic.Entry
	Request = traffic.Request
	Payload = traffic.Payload
	Check   = traffic.Check
	Equals  = traffic.Equals
	Data    = traffic.Data
	SigV4   = traffic.SigV4
	Phase   = traffic.Phase
	Trace   = traffic.Trace
	Arrival = traffic.Arrival
	Retry   = traffic.Retry
)

// The paths of an attack.
const (
	PathSDK   = traffic.PathSDK
	PathALB   = traffic.PathALB
	PathREST  = traffic.PathREST
	PathHTTP  = traffic.PathHTTP
	PathURL   = traffic.PathURL
	PathAsync = traffic.PathAsync

	PathS3     = traffic.PathS3
	PathSNS    = traffic.PathSNS
	PathEvents = traffic.PathEvents

	DefaultBus = traffic.DefaultBus
)

// The arrivals built so far.
const (
	ArrivalUniform = traffic.ArrivalUniform
	ArrivalPoisson = traffic.ArrivalPoisson
	ArrivalOnOff   = traffic.ArrivalOnOff
	ArrivalSine    = traffic.ArrivalSine
	ArrivalMinute  = traffic.ArrivalMinute
	ArrivalReplay  = traffic.ArrivalReplay
)

// Closed says whether an entry of the world has a closed loop.
func (w *World) Closed() bool { return slices.ContainsFunc(w.Attack, Entry.Closed) }
