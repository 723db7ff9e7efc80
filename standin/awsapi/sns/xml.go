package sns

import (
	"encoding/xml"
	"errors"
	"net/http"
	"strings"

	"squall/standin/topics"
)

const namespace = ` xmlns="http://sns.amazonaws.com/doc/2010-03-31/"`

// node is one element of an answer: a text, or elements.
type node struct {
	name string
	text string
	in   nodes
}

type nodes []node

func (n nodes) write(b *strings.Builder) {
	for _, e := range n {
		b.WriteString("<" + e.name + ">")
		if e.in != nil {
			e.in.write(b)
		} else {
			_ = xml.EscapeText(b, []byte(e.text)) // a builder takes everything
		}
		b.WriteString("</" + e.name + ">")
	}
}

func write(w http.ResponseWriter, status int, b *strings.Builder) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(b.String())) // an error here means that the client has gone
}

// writeAnswer writes an operation's result; nil says that it has none.
func writeAnswer(w http.ResponseWriter, action, id string, result nodes) {
	var b strings.Builder
	b.WriteString("<" + action + "Response" + namespace + ">")
	if result != nil {
		nodes{{name: action + "Result", in: result}}.write(&b)
	}
	nodes{{name: "ResponseMetadata", in: nodes{{name: "RequestId", text: id}}}}.write(&b)
	b.WriteString("</" + action + "Response>")
	write(w, http.StatusOK, &b)
}

func writeError(w http.ResponseWriter, id string, err error) {
	out := &topics.Error{Status: http.StatusInternalServerError, Code: "InternalError", Message: err.Error()}
	errors.As(err, &out)
	fault := "Sender"
	if out.Status >= 500 {
		fault = "Receiver"
	}
	var b strings.Builder
	b.WriteString("<ErrorResponse" + namespace + ">")
	nodes{
		{name: "Error", in: nodes{{name: "Type", text: fault}, {name: "Code", text: out.Code}, {name: "Message", text: out.Message}}},
		{name: "RequestId", text: id},
	}.write(&b)
	b.WriteString("</ErrorResponse>")
	write(w, out.Status, &b)
}

// attributeMap is a map of attributes as answers have it.
func attributeMap(list []topics.Attribute) nodes {
	entries := nodes{}
	for _, a := range list {
		entries = append(entries, node{name: "entry", in: nodes{{name: "key", text: a.Name}, {name: "value", text: a.Value}}})
	}
	return nodes{{name: "Attributes", in: entries}}
}
