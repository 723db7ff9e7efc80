package lambda

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"squall/standin/catalog"
)

// nothing is a body that is not there.
type nothing struct{}

// Values of headers that never change, shared so that an answer costs no
// allocation for them.
var (
	jsonType  = []string{"application/json"}
	zeroValue = []string{"0"}
)

// writeJSON writes an answer; nothing at all when out is nothing.
func writeJSON(w http.ResponseWriter, status int, out any) {
	if _, empty := out.(nothing); empty {
		w.WriteHeader(status)
		return
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // AWS does not either
	if err := e.Encode(out); err != nil {
		panic("lambda: an answer has no JSON: " + err.Error())
	}
	writeBody(w, status, bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func writeBody(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h["Content-Type"] = jsonType
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client is gone if this fails
}

// writeError writes a refusal with the members and casing AWS has for it.
func writeError(w http.ResponseWriter, e *catalog.Error) {
	w.Header()[headerErrorType] = []string{e.Code}
	var body struct {
		Type         string `json:",omitempty"`
		Message      string `json:",omitempty"`
		LowerMessage string `json:"message,omitempty"`
	}
	body.Type = e.Type
	if e.CapitalMessage {
		body.Message = e.Message
	} else {
		body.LowerMessage = e.Message
	}
	writeJSON(w, e.Status, body)
}
