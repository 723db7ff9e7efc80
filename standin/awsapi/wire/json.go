package wire

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// jsonProtocol is AWS JSON 1.0 and 1.1.
// https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
type jsonProtocol struct{ api *API }

func (p jsonProtocol) name(r *http.Request, body []byte) (string, any, error) {
	target, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if target != p.api.Target || operation == "" {
		return "", nil, &Error{Status: http.StatusBadRequest, Code: "UnknownOperationException", Query: "InvalidAction",
			Message: "the header X-Amz-Target must be " + p.api.Target + ". and the name of an operation"}
	}
	if len(bytes.TrimSpace(body)) == 0 {
		return operation, nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return "", nil, badRequest("the body is not JSON: " + err.Error())
	}
	if _, err := d.Token(); err != io.EOF {
		return "", nil, badRequest("the body is more than one JSON value")
	}
	if _, ok := tree.(map[string]any); !ok {
		return "", nil, badRequest("the body is not a JSON object")
	}
	return operation, tree, nil
}

func (p jsonProtocol) answer(w http.ResponseWriter, _ string, out node) {
	w.Header().Set("Content-Type", p.api.JSON)
	if o, ok := out.(object); ok && len(o) == 0 && p.api.Bare {
		return
	}
	_, _ = w.Write(appendJSON(nil, out)) // an error here means that the client has gone
}

func (p jsonProtocol) refuse(w http.ResponseWriter, e *Error) {
	p.api.queryError(w, e)
	w.Header().Set("Content-Type", p.api.JSON)
	w.WriteHeader(e.Status)
	_, _ = w.Write(appendJSON(nil, p.api.errorBody(e)))
}

// errorBody is a refusal in JSON and CBOR. One without words has no message.
func (a *API) errorBody(e *Error) object {
	o := object{{"__type", a.shape(e)}}
	if e.Message != "" {
		o = append(o, member{"message", e.Message})
	}
	return o
}

func appendJSON(b []byte, n node) []byte {
	switch v := n.(type) {
	case table:
		return appendJSON(b, object(v))
	case object:
		b = append(b, '{')
		for i, m := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, m.name), ':')
			b = appendJSON(b, m.value)
		}
		return append(b, '}')
	case []node:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, e)
		}
		return append(b, ']')
	case string:
		return appendText(b, v)
	case []byte:
		return appendText(b, base64.StdEncoding.EncodeToString(v))
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return appendText(b, float(v))
		}
		return append(b, float(v)...)
	case Time:
		return strconv.AppendFloat(b, float64(v)/1000, 'f', -1, 64)
	}
	panic("wire: internal error: no JSON for a node")
}

func appendText(b []byte, s string) []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("wire: a string has no JSON: " + err.Error())
	}
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...)
}
