package hit

import (
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// form says how an id is written in a file.
type form uint8

const (
	noID      form = iota
	compactID      // a UUID as 16 bytes; a trace id as seconds and key
	plainID        // any other text
)

// uuidBytes reads a UUID written as AWS does, in lower case with four hyphens.
func uuidBytes(s string) (b [16]byte, ok bool) {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return b, false
	}
	var digits [32]byte
	copy(digits[copy(digits[:], s[:8]):], s[9:13])
	copy(digits[12:], s[14:18])
	copy(digits[16:], s[19:23])
	copy(digits[20:], s[24:])
	return b, lowerHex(string(digits[:])) && decodeHex(b[:], digits[:])
}

func uuidText(b []byte) string {
	var s [36]byte
	hex.Encode(s[:8], b[:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// traceParts takes apart a trace id that TraceID made for arrival n.
func traceParts(s string, n uint64) (sec uint32, key uint64, ok bool) {
	if len(s) != 35 || s[:2] != "1-" || s[10] != '-' || !lowerHex(s[2:10]) || !lowerHex(s[11:]) {
		return 0, 0, false
	}
	var digits [32]byte
	copy(digits[copy(digits[:], s[2:10]):], s[11:])
	var b [16]byte
	decodeHex(b[:], digits[:])
	sec, key = binary.BigEndian.Uint32(b[:]), binary.BigEndian.Uint64(b[4:])
	return sec, key, binary.BigEndian.Uint32(b[12:]) == uint32(n)
}

func lowerHex(s string) bool { return strings.Trim(s, hexDigits) == "" }

func decodeHex(dst, src []byte) bool {
	_, err := hex.Decode(dst, src)
	return err == nil
}
