package catalog

// UUID makes the n-th identifier of a stream: it looks like a random UUID and
// is the same on every run.
func UUID(stream string, n uint64) string {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(stream) {
		h = (h ^ uint64(stream[i])) * 1099511628211
	}
	a := mix(h + n*0x9e3779b97f4a7c15)
	b := mix(a ^ 0xd1b54a32d192ed03)
	a = a&^0xf000 | 0x4000       // version 4
	b = b&^(0xc0<<56) | 0x80<<56 // variant 1
	var s [36]byte
	putHex(s[0:8], a>>32)
	putHex(s[9:13], a>>16)
	putHex(s[14:18], a)
	putHex(s[19:23], b>>48)
	putHex(s[24:36], b)
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// mix is the finaliser of splitmix64.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func putHex(b []byte, v uint64) {
	for i := len(b) - 1; i >= 0; i-- {
		b[i] = "0123456789abcdef"[v&15]
		v >>= 4
	}
}
