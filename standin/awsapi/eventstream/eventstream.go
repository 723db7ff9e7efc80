// Package eventstream writes the frames in which AWS streams answers: headers
// of text and a payload, between a prelude and two checksums. It reads none.
// https://smithy.io/2.0/aws/amazon-eventstream.html
package eventstream

import (
	"encoding/binary"
	"hash/crc32"
)

// ContentType is that of an answer of frames.
const ContentType = "application/vnd.amazon.eventstream"

// text is the type of a header whose value is text.
const text = 7

// Event is the frame of an event, appended to b.
func Event(b []byte, kind, contentType string, payload []byte) []byte {
	headers := header(nil, ":event-type", kind)
	headers = header(headers, ":content-type", contentType)
	headers = header(headers, ":message-type", "event")
	start := len(b)
	const around = 4 + 4 + 4 + 4 // the two lengths, and the checksums of the prelude and of all
	b = binary.BigEndian.AppendUint32(b, uint32(around+len(headers)+len(payload)))
	b = binary.BigEndian.AppendUint32(b, uint32(len(headers)))
	b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
	b = append(append(b, headers...), payload...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}

func header(b []byte, name, value string) []byte {
	b = append(b, byte(len(name)))
	b = append(append(b, name...), text)
	b = binary.BigEndian.AppendUint16(b, uint16(len(value)))
	return append(b, value...)
}
