package template

import "slices"

const hexDigits = "0123456789abcdef"

// appendUUID makes a version 4 UUID, RFC 9562 section 5.4.
func appendUUID(dst []byte, hi, lo uint64) []byte {
	hi = hi&^0xf000 | 0x4000
	lo = lo&^(3<<62) | 2<<62
	dst = append(appendHex(dst, hi>>32, 8), '-')
	dst = append(appendHex(dst, hi>>16, 4), '-')
	dst = append(appendHex(dst, hi, 4), '-')
	dst = append(appendHex(dst, lo>>48, 4), '-')
	return appendHex(dst, lo, 12)
}

func appendHex(dst []byte, v uint64, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hexDigits[v>>shift&15])
	}
	return dst
}

// appendFill adds letters: a xorshift generator, so that nothing compresses
// them to their length.
func appendFill(dst []byte, state uint64, n int) []byte {
	state |= 1
	dst = slices.Grow(dst, n)
	for n > 0 {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		for i, bits := 0, state; i < min(n, 12); i, bits = i+1, bits>>5 {
			dst = append(dst, "abcdefghijklmnopqrstuvwxyzABCDEF"[bits&31])
		}
		n -= min(n, 12)
	}
	return dst
}

// appendQuoted adds a text as a JSON string, RFC 8259 section 7.
func appendQuoted(dst []byte, text string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := range len(text) {
		c := text[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[from:i]...)
		from = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return append(append(dst, text[from:]...), '"')
}

// Escape adds a text percent-encoded.
func Escape(dst []byte, text string) []byte {
	from := len(dst)
	return escape(append(dst, text...), from)
}

// escape percent-encodes what stands behind from, RFC 3986 section 2.3, in
// place: from the end, since it only grows.
func escape(dst []byte, from int) []byte {
	grow := 0
	for _, c := range dst[from:] {
		if !unreserved(c) {
			grow += 2
		}
	}
	if grow == 0 {
		return dst
	}
	end := len(dst)
	dst = slices.Grow(dst, grow)[:end+grow]
	to := len(dst)
	for i := end - 1; i >= from; i-- {
		c := dst[i]
		if unreserved(c) {
			to--
			dst[to] = c
			continue
		}
		to -= 3
		dst[to], dst[to+1], dst[to+2] = '%', "0123456789ABCDEF"[c>>4], "0123456789ABCDEF"[c&15]
	}
	return dst
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
