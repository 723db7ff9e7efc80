package hit

import (
	"strconv"
	"strings"
)

const hexDigits = "0123456789abcdef"

// TraceID makes the root of the X-Amzn-Trace-Id that a hit sends: the time in
// seconds, the key of the arrival's draws and the low bits of its number. Arms
// that share keys send the same last 24 digits, so a stand-in that draws from
// them gives both arms the same luck.
func TraceID(sec uint32, key uint64, n uint32) string {
	var b [35]byte
	b[0], b[1], b[10] = '1', '-', '-'
	putHex(b[2:10], uint64(sec))
	putHex(b[11:27], key)
	putHex(b[27:35], uint64(n))
	return string(b[:])
}

// TraceHeader is the X-Amzn-Trace-Id of a hit; took, if it is not 0, tells a
// stand-in how many ns a modelled function shall run, in a field of ours as the
// header may have them.
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
func TraceHeader(root string, took int64) string {
	return string(AppendTraceHeader(make([]byte, 0, 64), root, took))
}

// AppendTraceHeader appends it.
func AppendTraceHeader(to []byte, root string, took int64) []byte {
	to = append(append(to, "Root="...), root...)
	if took > 0 {
		to = strconv.AppendInt(append(to, ";"+tookField+"="...), took, 10)
	}
	return to
}

const tookField = "SquallTook"

// TraceTook is the time that TraceHeader put into a header, or 0.
func TraceTook(header string) int64 {
	n, err := strconv.ParseInt(field(header, tookField), 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func putHex(b []byte, v uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = hexDigits[v&15]
		v >>= 4
	}
}

// TraceRoot finds the Root= part of an X-Amzn-Trace-Id header.
func TraceRoot(header string) string { return field(header, "root") }

func field(header, name string) string {
	for part := range strings.SplitSeq(header, ";") {
		k, v, ok := strings.Cut(strings.TrimSpace(part), "=")
		if ok && strings.EqualFold(k, name) {
			return v
		}
	}
	return ""
}

// TraceKey reads the key of the draws back out of a root made by TraceID; ok
// is false for any other text.
func TraceKey(root string) (key uint64, ok bool) {
	if len(root) != 35 || root[1] != '-' || root[10] != '-' {
		return 0, false
	}
	key, err := strconv.ParseUint(root[11:27], 16, 64)
	return key, err == nil
}
