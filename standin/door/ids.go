package door

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"time"

	"squall/attack/hit"
	"squall/standin/invoke"
)

// requestIDs are the door's own ids of a request: a UUID, and the short form
// API Gateway calls extended. An HTTP API uses the short form for both.
func (x *exchange) requestIDs() (id, extended string) {
	switch x.kind.door {
	case invoke.DoorALB:
		return "", ""
	case invoke.DoorREST:
		return x.uuid(), x.short()
	case invoke.DoorHTTP:
		short := x.short()
		return short, short
	}
	return x.uuid(), ""
}

// uuid is a version 4 UUID.
func (x *exchange) uuid() string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], x.d.ids())
	binary.BigEndian.PutUint64(raw[8:], x.d.ids())
	raw[6] = raw[6]&0x0f | 0x40
	raw[8] = raw[8]&0x3f | 0x80
	out := make([]byte, 0, 36)
	for i, c := range raw {
		switch i {
		case 4, 6, 8, 10:
			out = append(out, '-')
		}
		out = append(out, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(out)
}

// short is eleven bytes in base64, as in x-amz-apigw-id.
func (x *exchange) short() string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], x.d.ids())
	binary.BigEndian.PutUint64(raw[8:], x.d.ids())
	return base64.StdEncoding.EncodeToString(raw[:11])
}

// traceHeader is X-Amzn-Trace-Id as the door passes it on, and its root. A
// root is made when none came; the load balancer puts its Self in front of one
// that did.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
func (x *exchange) traceHeader(came string) (header, root string) {
	root = hit.TraceRoot(came)
	if root == "" {
		root = x.traceID(x.start)
		return strings.TrimSuffix("Root="+root+";"+came, ";"), root
	}
	if !x.kind.self {
		return came, root
	}
	parts := []string{"Self=" + x.traceID(x.start)}
	for part := range strings.SplitSeq(came, ";") {
		if name, _, _ := strings.Cut(strings.TrimSpace(part), "="); !strings.EqualFold(name, "self") {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ";"), root
}

func (x *exchange) traceID(now time.Time) string {
	return hit.TraceID(uint32(now.Unix()), x.d.ids(), uint32(x.d.ids()))
}
