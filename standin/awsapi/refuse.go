package awsapi

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
)

// refuse answers for a service that is not built, in the protocol the request
// speaks.
func refuse(w http.ResponseWriter, r *http.Request, service, id string) {
	if service == "" {
		service = "of this request (no signature, target, host or path names one)"
	}
	message := "NotImplementedException: the service " + service + " is not built in squall"
	h := w.Header()
	switch {
	case r.Header.Get("X-Amz-Target") != "":
		h.Set("Content-Type", "application/x-amz-json-1.0")
		write(w, `{"__type":"NotImplementedException","message":`+quoted(message)+`}`)
	case service == "s3":
		h.Set("Content-Type", "application/xml")
		write(w, xml.Header+`<Error><Code>NotImplemented</Code><Message>`+escaped(message)+
			`</Message><RequestId>`+id+`</RequestId></Error>`)
	case strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded"):
		h.Set("Content-Type", "text/xml")
		write(w, `<ErrorResponse><Error><Type>Sender</Type><Code>NotImplementedException</Code><Message>`+
			escaped(message)+`</Message></Error><RequestId>`+id+`</RequestId></ErrorResponse>`)
	default:
		h.Set("Content-Type", "application/json")
		h.Set("X-Amzn-ErrorType", "NotImplementedException")
		write(w, `{"Type":"User","message":`+quoted(message)+`}`)
	}
}

func write(w http.ResponseWriter, body string) {
	w.WriteHeader(http.StatusNotImplemented)
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
