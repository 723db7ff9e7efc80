package send

import (
	"strconv"

	"squall/attack/hit"
)

// answered judges an HTTP answer. A 5xx is the gateway's, and a 429 a refusal,
// until the function shows, by its probe headers, that the answer is its own;
// any other 4xx, and a 429 of the function's own, fails the check that every
// answer is under unless a check names that status.
func answered(h *hit.Hit, d *demand, body []byte, size int64) {
	own := h.VersionFrom == hit.Probe || h.StartFrom == hit.Probe
	switch {
	case h.Status == 429 && !own:
		h.Outcome = hit.Throttled
	case h.Status >= 500 && own:
		h.Outcome, h.Reason, h.ReasonFrom = hit.FunctionError, statusText(h.Status), hit.Probe
	case h.Status >= 500:
		h.Outcome = hit.GatewayError
	default:
		d.judge(h, body, size)
	}
}

func statusText(status uint16) string { return "status " + strconv.Itoa(int(status)) }
