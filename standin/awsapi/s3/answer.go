package s3

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"net/http"
	"strings"

	"squall/standin/buckets"
)

// answer hands on what succeeds and holds back what fails, so that refusals
// come in S3's words.
type answer struct {
	http.ResponseWriter
	id      string // of the request
	head    bool
	began   bool
	status  int // of a failure; 0 otherwise
	body    bytes.Buffer
	prepare func(header http.Header, status int) // before the header of a success is sent
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) {
	if a.began || a.status != 0 {
		return
	}
	if status >= 400 {
		a.status = status
		return
	}
	a.begin(status)
}

func (a *answer) begin(status int) {
	a.began = true
	a.mark()
	if a.prepare != nil {
		a.prepare(a.Header(), status)
	}
	a.ResponseWriter.WriteHeader(status)
}

// mark puts the request's ids over those that gofakes3 has counted.
func (a *answer) mark() {
	a.Header().Set("X-Amz-Request-Id", a.id)
	a.Header().Set("X-Amz-Id-2", base64.StdEncoding.EncodeToString([]byte("squall "+a.id)))
	a.Header().Set("Server", "AmazonS3")
}

// Write implements http.ResponseWriter. The encoder of gofakes3 names its
// content only after its first byte.
func (a *answer) Write(b []byte) (int, error) {
	if a.status != 0 {
		return a.body.Write(b)
	}
	if !a.began {
		if a.Header().Get("Content-Type") == "" && bytes.HasPrefix(b, []byte("<?xml")) {
			a.Header().Set("Content-Type", "application/xml")
		}
		a.begin(http.StatusOK)
	}
	return a.ResponseWriter.Write(b)
}

// refused is the failure that was held back, or nil.
func (a *answer) refused() *buckets.Error {
	if a.status == 0 {
		if !a.began {
			a.begin(http.StatusOK)
		}
		return nil
	}
	var e struct{ Code string }
	_ = xml.Unmarshal(a.body.Bytes(), &e) // a head has no body
	known, ok := refusals[e.Code]
	switch {
	case ok:
		return &buckets.Error{Status: known.status, Code: e.Code, Message: known.message}
	case a.status == http.StatusNotFound:
		return &buckets.Error{Status: 404, Code: "NoSuchKey", Message: refusals["NoSuchKey"].message}
	}
	code := e.Code
	if code == "" {
		code = strings.ReplaceAll(http.StatusText(a.status), " ", "")
	}
	return &buckets.Error{Status: a.status, Code: code, Message: code}
}
