package sqs

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

const namespace = ` xmlns="http://queue.amazonaws.com/doc/2012-11-05/"`

func writeXML(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(xml.Header + text)) // an error here means that the client has gone
}

func queryError(face wire, message, id string) string {
	var b strings.Builder
	b.WriteString("<ErrorResponse" + namespace + "><Error>")
	element(&b, "Type", face.fault())
	element(&b, "Code", queryCode(face))
	element(&b, "Message", message)
	b.WriteString("<Detail/></Error>")
	element(&b, "RequestId", id)
	b.WriteString("</ErrorResponse>")
	return b.String()
}

// queryAnswer writes an operation's answer by way of its JSON.
func queryAnswer(action string, out any, id string) string {
	var members map[string]any
	text, err := json.Marshal(out)
	if err == nil {
		err = json.Unmarshal(text, &members)
	}
	if err != nil {
		panic("sqs: an answer has no JSON: " + err.Error())
	}
	var b strings.Builder
	b.WriteString("<" + action + "Response" + namespace + "><" + action + "Result>")
	structure(&b, action, members)
	b.WriteString("</" + action + "Result><ResponseMetadata>")
	element(&b, "RequestId", id)
	b.WriteString("</ResponseMetadata></" + action + "Response>")
	return b.String()
}

// repeated are the elements by which XML has the entries of a list or map.
var repeated = map[string]string{
	"Attributes": "Attribute", "Failed": "BatchResultErrorEntry", "MessageAttributes": "MessageAttribute",
	"Messages": "Message", "QueueUrls": "QueueUrl",
}

func structure(b *strings.Builder, action string, members map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(members)) {
		entry, ok := repeated[name]
		if name == "Successful" {
			entry, ok = action+"ResultEntry", true
		}
		switch v := members[name].(type) {
		case []any:
			for _, e := range v {
				value(b, action, entry, e)
			}
		case map[string]any:
			if !ok {
				value(b, action, name, v)
				continue
			}
			for _, key := range slices.Sorted(maps.Keys(v)) {
				b.WriteString("<" + entry + ">")
				element(b, "Name", key)
				value(b, action, "Value", v[key])
				b.WriteString("</" + entry + ">")
			}
		default:
			value(b, action, name, v)
		}
	}
}

func value(b *strings.Builder, action, name string, v any) {
	members, ok := v.(map[string]any)
	if !ok {
		element(b, name, fmt.Sprint(v))
		return
	}
	b.WriteString("<" + name + ">")
	structure(b, action, members)
	b.WriteString("</" + name + ">")
}

func element(b *strings.Builder, name, text string) {
	b.WriteString("<" + name + ">")
	_ = xml.EscapeText(b, []byte(text)) // a builder takes everything
	b.WriteString("</" + name + ">")
}
