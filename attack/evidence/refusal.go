package evidence

import (
	"strings"
	"time"

	"squall/attack/hit"
)

// refusalMark begins the line by which a stand-in's log says that a dead-letter
// queue or destination refused a record. AWS has metrics for it only
// (DeadLetterErrors, DestinationDeliveryFailures).
const refusalMark = "DELIVERY_REFUSED RequestId: "

var deliveries = map[string]hit.SightingKind{
	"dead-letter": hit.DeadLetter, "on-success": hit.OnSuccess, "on-failure": hit.OnFailure,
}

// Refusal reads a line about a refused delivery, in a block that began at
// zero; ok is false for every other line.
func Refusal(ev LogEvent, zero time.Time) (s hit.Sighting, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimRight(ev.Message, "\r\n"), refusalMark)
	if !ok {
		return s, false
	}
	fields := strings.Split(rest, "\t")
	s = hit.Sighting{Kind: hit.Refused, At: since(zero, ev.Timestamp), RequestID: fields[0]}
	ok = false
	for _, f := range fields[1:] {
		name, value, _ := strings.Cut(f, ": ")
		switch name {
		case "Target":
			s.Target, ok = deliveries[value]
		case "Event":
			s.Event = value
		}
	}
	return s, ok && s.RequestID != ""
}
