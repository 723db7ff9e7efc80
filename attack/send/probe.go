package send

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"squall/attack/hit"
)

// probeMark is in the name of every probe header, whatever its case.
var probeMark = []byte("quall-")

// readProbe takes the probe's facts from an answer's headers.
func readProbe(h *hit.Hit, get func(name string) string) {
	if id := get(hit.HeaderRequestID); id != "" {
		h.RequestID = id
	}
	if v := get(hit.HeaderVersion); v != "" {
		h.Version, h.VersionFrom = v, hit.Probe
	}
	if e := get(hit.HeaderEnvironment); e != "" {
		h.Environment = e
	}
	h.InitType = initType(get(hit.HeaderInitType))
	switch get(hit.HeaderCold) {
	case "1":
		h.Start, h.StartFrom = hit.Cold, hit.Probe
		if us, err := strconv.ParseInt(get(hit.HeaderInit), 10, 64); err == nil && us > 0 && us < 1e12 {
			h.Init = us * 1000
		}
	case "0":
		h.Start, h.StartFrom = hit.Warm, hit.Probe
	}
	if h.InitType == hit.Provisioned && h.Start == hit.Cold {
		// Initialised before anybody asked: no caller waited for it.
		h.Start, h.Init = hit.Warm, 0
	}
}

func initType(s string) hit.InitType {
	switch s {
	case "on-demand":
		return hit.OnDemand
	case "provisioned-concurrency":
		return hit.Provisioned
	}
	return hit.InitUnknown
}

// readPayloadProbe takes the probe's facts from the "headers" of an Invoke
// API payload; most payloads have none, and are not parsed.
func readPayloadProbe(h *hit.Hit, payload []byte) {
	if !bytes.Contains(payload, probeMark) {
		return
	}
	var p struct {
		Headers map[string]json.RawMessage `json:"headers"`
	}
	if json.Unmarshal(payload, &p) != nil || len(p.Headers) == 0 {
		return
	}
	headers := make(http.Header, len(p.Headers))
	for name, raw := range p.Headers {
		headers.Set(name, scalar(raw))
	}
	readProbe(h, headers.Get)
}

// scalar reads a JSON string, or takes a number as it is written.
func scalar(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	return strings.TrimSpace(string(raw))
}
