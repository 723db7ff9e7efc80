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

func putHex(b []byte, v uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = hexDigits[v&15]
		v >>= 4
	}
}

// TraceRoot finds the Root= part of an X-Amzn-Trace-Id header.
func TraceRoot(header string) string {
	for part := range strings.SplitSeq(header, ";") {
		k, v, ok := strings.Cut(strings.TrimSpace(part), "=")
		if ok && strings.EqualFold(k, "root") {
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
