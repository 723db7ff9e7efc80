package s3

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"

	"squall/standin/buckets"
	"squall/standin/relay"
)

// maxBody bounds one upload, which is held in memory. S3's own limit is 5 GB.
const maxBody = 256 << 20

// body reads the whole body, out of the chunks in which SDKs stream it, and
// compares it with its checksum.
func (x *exchange) body() ([]byte, *buckets.Error) {
	body, err := io.ReadAll(http.MaxBytesReader(x.w.ResponseWriter, x.r.Body, maxBody))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return nil, code("EntityTooLarge")
	case err != nil:
		return nil, code("IncompleteBody")
	}
	header := x.r.Header
	if strings.HasPrefix(header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		var trailer http.Header
		if body, trailer, err = unchunk(body); err != nil {
			return nil, code("IncompleteBody")
		}
		for name := range trailer {
			header.Set(name, trailer.Get(name))
		}
		header.Del("Content-Encoding") // aws-chunked is not stored
	}
	return body, x.checked(body)
}

// changed tells the targets of the bucket what happened to an object.
func (x *exchange) changed(event, key string) {
	c := buckets.Change{Event: event, Key: key, RequestID: x.id, Principal: x.scope.Account}
	c.Size, c.ETag, _ = x.storage.look(x.bucket, key)
	c.SourceIP, _, _ = net.SplitHostPort(x.r.RemoteAddr)
	x.backend.Relay(func(now int64, r *relay.Relay) { r.Changed(now, x.bucket, c) })
}
