package toxic

import (
	"time"

	"github.com/Shopify/toxiproxy/v2/stream"
	"github.com/Shopify/toxiproxy/v2/toxics"

	"squall/profiles"
	"squall/profiles/dist"
)

// kind is how a fault lies on a connection.
type kind struct {
	on     []stream.Direction
	abrupt bool // the connection is reset, not closed
	// make makes the toxic of one connection, by its number.
	make func(number uint64) *toxics.ToxicWrapper
}

var (
	answers = []stream.Direction{stream.Downstream}
	both    = []stream.Direction{stream.Upstream, stream.Downstream}
)

func always(t toxics.Toxic) func(uint64) *toxics.ToxicWrapper {
	return func(uint64) *toxics.ToxicWrapper { return &toxics.ToxicWrapper{Toxic: t, Toxicity: 1} }
}

// kindOf is how a fault of the catalogue lies on a connection; nil when it is
// none that does.
func kindOf(f *profiles.Fault, seed uint64) *kind {
	ms := f.Delay.Mean().Milliseconds()
	switch f.Kind {
	case "net.bandwidth":
		return &kind{on: both, make: always(&toxics.BandwidthToxic{Rate: int64(f.Count)})}
	case "net.blackhole":
		return &kind{on: both, make: always(&toxics.TimeoutToxic{})}
	case "net.latency":
		return &kind{on: answers, make: func(number uint64) *toxics.ToxicWrapper {
			return &toxics.ToxicWrapper{Toxic: &latency{delay: f.Delay, dice: dist.DiceOf(seed, dist.StreamFaultDelay), number: number}, Toxicity: 1}
		}}
	case "net.loss":
		return &kind{on: answers, make: always(&toxics.LimitDataToxic{Bytes: int64(f.Count)})}
	case "net.reset":
		return &kind{on: answers, abrupt: true, make: always(&toxics.ResetToxic{Timeout: ms})}
	case "net.slow-close":
		return &kind{on: answers, make: always(&toxics.SlowCloseToxic{Delay: ms})}
	}
	return nil
}

// latency holds every piece of data back for a time that is drawn for it, from
// any distribution and by the run's own dice, which the library's has not.
type latency struct {
	delay  dist.Dist
	dice   dist.Dice
	number uint64 // of the connection
	piece  uint64
}

// Pipe implements toxics.Toxic.
func (l *latency) Pipe(stub *toxics.ToxicStub) {
	for {
		select {
		case <-stub.Interrupt:
			return
		case c := <-stub.Input:
			if c == nil {
				stub.Close()
				return
			}
			l.piece++
			wait := time.NewTimer(time.Until(c.Timestamp.Add(time.Duration(l.delay.DrawOf(l.dice, l.number, l.piece)))))
			select {
			case <-wait.C:
				stub.Output <- c
			case <-stub.Interrupt:
				wait.Stop()
				stub.Output <- c
				return
			}
		}
	}
}
