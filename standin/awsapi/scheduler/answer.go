package scheduler

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strconv"
	"strings"
)

// answer keeps what a target answered.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(status int) { a.status = cmp.Or(a.status, status) }

// Write implements io.Writer.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// refusal is why a target refused; "" when it did not.
func (a *answer) refusal() (code, message string) {
	var e struct {
		Type             string `json:"__type"`
		Message          string // in either case
		FailedEntryCount int
		Entries          []struct{ ErrorCode, ErrorMessage string }
	}
	_ = json.Unmarshal(a.body.Bytes(), &e) // XML, or nothing
	switch {
	case e.FailedEntryCount > 0 && len(e.Entries) > 0:
		return e.Entries[0].ErrorCode, e.Entries[0].ErrorMessage
	case a.status < 400:
		return "", ""
	}
	if code, message := inXMLError(a.body.Bytes()); code != "" {
		return code, message
	}
	kind := cmp.Or(a.Header().Get("X-Amzn-ErrorType"), e.Type, strconv.Itoa(a.status))
	kind, _, _ = strings.Cut(kind, ":")
	return kind[strings.LastIndexByte(kind, '#')+1:], cmp.Or(e.Message, a.body.String())
}

// inXMLError reads an error of S3, or of the query protocol.
func inXMLError(body []byte) (code, message string) {
	type plain struct{ Code, Message string }
	var e struct {
		plain
		Error plain
	}
	_ = xml.Unmarshal(body, &e) // JSON, or nothing
	return cmp.Or(e.Code, e.Error.Code), cmp.Or(e.Message, e.Error.Message)
}
