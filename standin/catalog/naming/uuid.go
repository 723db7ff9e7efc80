package naming

import (
	"encoding/binary"
	"encoding/hex"
)

// UUID makes the n-th identifier of a stream: it looks like a random UUID and
// is the same on every run.
func UUID(stream string, n uint64) string {
	b := UUIDBits(stream, n)
	var s [36]byte
	hex.Encode(s[0:8], b[0:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:36], b[10:16])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// UUIDBits is UUID before it is written down.
func UUIDBits(stream string, n uint64) (bits [16]byte) {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(stream) {
		h = (h ^ uint64(stream[i])) * 1099511628211
	}
	a := mix(h + n*0x9e3779b97f4a7c15)
	b := mix(a ^ 0xd1b54a32d192ed03)
	a = a&^0xf000 | 0x4000       // version 4
	b = b&^(0xc0<<56) | 0x80<<56 // variant 1
	binary.BigEndian.PutUint64(bits[:], a)
	binary.BigEndian.PutUint64(bits[8:], b)
	return bits
}

// mix is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
