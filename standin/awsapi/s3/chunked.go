package s3

import (
	"bytes"
	"errors"
	"net/http"
	"strconv"
	"strings"
)

var errChunks = errors.New("the body is not in aws-chunked encoding")

// unchunk takes a body out of aws-chunked encoding: chunks of a hexadecimal
// size, signatures that are not looked at, and a trailer.
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
func unchunk(in []byte) (out []byte, trailer http.Header, err error) {
	out = make([]byte, 0, len(in))
	for {
		line, rest, ok := bytes.Cut(in, []byte("\r\n"))
		if !ok {
			return nil, nil, errChunks
		}
		size, _, _ := strings.Cut(string(line), ";")
		n, err := strconv.ParseUint(size, 16, 31)
		if err != nil || uint64(len(rest)) < n {
			return nil, nil, errChunks
		}
		in = rest
		if n == 0 {
			return out, trailers(in), nil
		}
		out = append(out, in[:n]...)
		if in, ok = bytes.CutPrefix(in[n:], []byte("\r\n")); !ok {
			return nil, nil, errChunks
		}
	}
}

// trailers reads what follows the last chunk.
func trailers(in []byte) http.Header {
	h := http.Header{}
	for line := range strings.SplitSeq(string(in), "\r\n") {
		name, value, ok := strings.Cut(line, ":")
		if name = http.CanonicalHeaderKey(strings.TrimSpace(name)); ok && strings.HasPrefix(name, "X-Amz-Checksum-") {
			h.Set(name, strings.TrimSpace(value))
		}
	}
	return h
}
