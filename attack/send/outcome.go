package send

import (
	"bytes"
	"strconv"

	"squall/attack/hit"
	"squall/profiles"
)

// answered judges an HTTP answer. A 5xx is the gateway's, and a 429 a refusal,
// until the function shows, by its probe headers, that the answer is its own;
// any other 4xx, and a 429 of the function's own, fails the check that every
// answer is under unless a check names that status.
func answered(h *hit.Hit, checks []profiles.Check, body []byte) {
	own := h.VersionFrom == hit.Probe || h.StartFrom == hit.Probe
	switch {
	case h.Status == 429 && !own:
		h.Outcome = hit.Throttled
	case h.Status >= 500 && own:
		h.Outcome, h.Reason, h.ReasonFrom = hit.FunctionError, statusText(h.Status), hit.Probe
	case h.Status >= 500:
		h.Outcome = hit.GatewayError
	default:
		check(h, checks, body)
	}
}

// check applies the entry's checks to an answer that is ok so far.
func check(h *hit.Hit, checks []profiles.Check, body []byte) {
	named := false
	for _, c := range checks {
		named = named || c.Status != 0
		switch {
		case c.Status != 0 && c.Status != int(h.Status):
			failCheck(h, statusText(h.Status)+", not "+strconv.Itoa(c.Status))
			return
		case c.Contains != "" && !bytes.Contains(body, []byte(c.Contains)):
			failCheck(h, "body without "+strconv.Quote(c.Contains))
			return
		}
	}
	if h.Status >= 400 && !named {
		failCheck(h, statusText(h.Status))
	}
}

func failCheck(h *hit.Hit, reason string) {
	h.Outcome, h.Reason, h.ReasonFrom = hit.CheckFailed, reason, hit.Wire
}

func statusText(status uint16) string { return "status " + strconv.Itoa(int(status)) }
