package queue

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
)

// messageID shapes the number of a message as a UUID that looks random.
func messageID(seq uint64) string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], scramble(2*seq))
	binary.BigEndian.PutUint64(raw[8:], scramble(2*seq+1))
	raw[6] = raw[6]&0x0f | 0x40 // version 4
	raw[8] = raw[8]&0x3f | 0x80 // variant 1
	var out [36]byte
	hex.Encode(out[0:8], raw[0:4])
	hex.Encode(out[9:13], raw[4:6])
	hex.Encode(out[14:18], raw[6:8])
	hex.Encode(out[19:23], raw[8:10])
	hex.Encode(out[24:], raw[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// scramble is the finalizer of splitmix64: a bijection without visible order.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// A receipt handle tells which receive of which message of which queue it came
// from, and carries a check, so that a mistyped one is refused.
const handleSize = 24

func receiptHandle(queue uint32, seq uint64, receipt uint32) string {
	var raw [handleSize]byte
	binary.BigEndian.PutUint32(raw[0:], queue)
	binary.BigEndian.PutUint64(raw[4:], seq)
	binary.BigEndian.PutUint32(raw[12:], receipt)
	binary.BigEndian.PutUint64(raw[16:], handleCheck(raw[:16]))
	return base64.StdEncoding.EncodeToString(raw[:])
}

func handleCheck(b []byte) uint64 {
	return scramble(binary.BigEndian.Uint64(b) ^ scramble(binary.BigEndian.Uint64(b[8:])))
}

func parseHandle(handle string) (queue uint32, seq uint64, receipt uint32, ok bool) {
	raw, err := base64.StdEncoding.DecodeString(handle)
	if err != nil || len(raw) != handleSize || binary.BigEndian.Uint64(raw[16:]) != handleCheck(raw[:16]) {
		return 0, 0, 0, false
	}
	return binary.BigEndian.Uint32(raw), binary.BigEndian.Uint64(raw[4:]), binary.BigEndian.Uint32(raw[12:]), true
}
