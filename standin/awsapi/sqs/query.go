package sqs

import (
	"net/http"
	"net/url"

	"squall/standin/queue"
)

// The query protocol is what clients spoke until 2023, among them the AWS CLI
// and boto3 of Debian 12: a form in, XML out. Requests become the JSON of the
// newer protocol, answers are written from its JSON.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests.html

func (h *handler) serveQuery(w http.ResponseWriter, r *http.Request, body []byte, err error) {
	var form url.Values
	if err == nil {
		if len(body) == 0 {
			body = []byte(r.URL.RawQuery)
		}
		if form, err = url.ParseQuery(string(body)); err != nil {
			err = badRequest{err}
		}
	}
	action := form.Get("Action")
	if err == nil && action == "" {
		err = missing("Action")
	}
	var out any
	if err == nil {
		c := h.caller(r)
		if !form.Has("QueueUrl") && len(r.URL.Path) > 1 {
			form.Set("QueueUrl", c.base+r.URL.Path)
		}
		out, err = h.call(r.Context(), action, c, formJSON(form))
	}
	id := w.Header().Get("x-amzn-RequestId")
	if err != nil {
		face, message := describe(err)
		writeXML(w, face.status, queryError(face, message, id))
		return
	}
	writeXML(w, http.StatusOK, queryAnswer(action, out, id))
}

// queryCode is the code of a refusal that only JSON has a shape for.
func queryCode(face wire) string {
	if face.query != "" {
		return face.query
	}
	if face.status < 500 {
		return wires[queue.InvalidParameterValue].query
	}
	return "InternalError"
}
