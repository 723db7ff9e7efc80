package s3

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"

	"squall/standin/buckets"
)

// pass hands the request to gofakes3, with the body that is given and only
// those headers that mean something to it.
func (x *exchange) pass(body io.Reader) {
	in := x.r.Clone(x.r.Context())
	in.URL.Path = "/" + x.bucket
	if x.key != "" {
		in.URL.Path += "/" + x.key
	}
	in.URL.RawPath = ""
	in.Header = http.Header{}
	for name, values := range x.r.Header {
		if keptHeader(name) {
			in.Header[name] = values
		}
	}
	in.Body = io.NopCloser(body)
	if b, ok := body.(*bytes.Reader); ok {
		in.ContentLength = int64(b.Len())
		in.Header.Set("Content-Length", strconv.Itoa(b.Len()))
	}
	x.storage.now.Load().api.ServeHTTP(x.w, in)
}

// passed is pass where more follows from a success.
func (x *exchange) passed(body io.Reader) *buckets.Error {
	x.pass(body)
	if x.w.status != 0 {
		return x.w.refused()
	}
	return nil
}

// keptHeader says whether a header is stored with an object or asks for
// something.
func keptHeader(name string) bool {
	if rest, ok := strings.CutPrefix(name, "X-Amz-"); ok {
		sum, isSum := strings.CutPrefix(rest, "Checksum-")
		return strings.HasPrefix(rest, "Meta-") || isSum && checksums[sum] != nil || strings.HasPrefix(rest, "Copy-Source") || rest == "Metadata-Directive"
	}
	return name != "Authorization"
}
