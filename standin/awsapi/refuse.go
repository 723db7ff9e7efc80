package awsapi

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
)

// refuse answers for a service that is not built.
func refuse(w http.ResponseWriter, r *http.Request, service string) {
	named := service
	if service == "" {
		named = "of this request (no signature, target, host or path names one)"
	}
	answer(w, r, service, http.StatusNotImplemented, "NotImplementedException", "NotImplementedException: the service "+named+" is not built in squall")
}

// Unavailable answers in place of a service that cannot do what was asked.
func Unavailable(w http.ResponseWriter, r *http.Request, message string) {
	answer(w, r, ScopeOf(r).Service, http.StatusServiceUnavailable, "ServiceUnavailableException", message)
}

// answer writes a refusal in the protocol that the request speaks.
func answer(w http.ResponseWriter, r *http.Request, service string, status int, code, message string) {
	h := w.Header()
	id := h.Get("X-Amzn-Requestid")
	var body string
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		h.Set("Content-Type", "application/x-amz-json-1.0")
		body = `{"__type":` + quoted(code) + `,"message":` + quoted(message) + `}`
	case service == "s3":
		h.Set("Content-Type", "application/xml")
		body = xml.Header + `<Error><Code>` + strings.TrimSuffix(code, "Exception") + `</Code><Message>` + escaped(message) +
			`</Message><RequestId>` + id + `</RequestId></Error>`
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		h.Set("Content-Type", "text/xml")
		body = `<ErrorResponse><Error><Type>Sender</Type><Code>` + code + `</Code><Message>` +
			escaped(message) + `</Message></Error><RequestId>` + id + `</RequestId></ErrorResponse>`
	default:
		h.Set("Content-Type", "application/json")
		h.Set("X-Amzn-ErrorType", code)
		body = `{"Type":"User","message":` + quoted(message) + `}`
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // the client is gone if this fails
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("awsapi: a string has no JSON: " + err.Error())
	}
	return string(b)
}

func escaped(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		panic("awsapi: a builder refused text: " + err.Error())
	}
	return b.String()
}
