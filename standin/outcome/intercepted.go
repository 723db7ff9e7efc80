package outcome

import (
	"cmp"
	"strconv"

	"squall/standin/core"
	"squall/standin/invoke"
)

// statusTexts are what statuses are called.
var statusTexts = map[int]string{
	429: "Too Many Requests", 500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway",
	503: "Service Unavailable", 504: "Gateway Timeout",
}

// Intercepted is what a door, an index into invoke.Doors, answers by itself
// with a status, because of a fault: the page of a load balancer, the message of
// a gateway, an exception of Lambda.
func Intercepted(door, status int) Face {
	text := cmp.Or(statusTexts[status], "Error")
	switch {
	case door == invoke.DoorALB:
		return html(status, strconv.Itoa(status)+" "+text, "")
	case status == 429 && lambdas(door):
		return message(status, `{"Reason":"`+core.CallerRateLimitExceeded.String()+`","Type":"User","message":"Rate Exceeded."}`, "TooManyRequestsException", "")
	case lambdas(door):
		return message(status, `{"Type":"Service","message":"`+text+`"}`, "ServiceException", "")
	case status == 504:
		text = "Endpoint request timed out"
	}
	return message(status, `{"message":"`+text+`"}`, "", "")
}

// lambdas says whether a door is Lambda's own front end.
func lambdas(door int) bool { return door != invoke.DoorREST && door != invoke.DoorHTTP }

// intercepts is the face of a response that a fault gave at a door.
func intercepts(door int, r invoke.Response) (Face, bool) {
	if r.Outcome != core.Intercepted {
		return Face{}, false
	}
	return Intercepted(door, r.Status), true
}
