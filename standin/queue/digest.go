package queue

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
)

// The digests let a client check that its message arrived whole.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation

func bodyDigest(body string) string {
	sum := md5.Sum([]byte(body))
	return hex.EncodeToString(sum[:])
}

// attributesDigest is the digest of attributes sorted by name: of each its
// name, type, a byte that tells text from bytes, and value, every text and
// value after its length. No attributes have no digest.
func attributesDigest(sorted []Attribute) string {
	if len(sorted) == 0 {
		return ""
	}
	var b []byte
	for i := range sorted {
		a := &sorted[i]
		b = appendSized(b, a.Name)
		b = appendSized(b, a.Type)
		if a.binary() {
			b = appendSized(append(b, 2), string(a.Binary))
		} else {
			b = appendSized(append(b, 1), a.Text)
		}
	}
	sum := md5.Sum(b)
	return hex.EncodeToString(sum[:])
}

func appendSized(b []byte, s string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...)
}
