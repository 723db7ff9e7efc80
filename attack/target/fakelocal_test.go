package target

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"squall/attack/local"
)

func (f *fake) sqs(w http.ResponseWriter, r *http.Request, operation string) {
	var in struct {
		QueueName, QueueUrl string
		Entries             []struct{ Id, ReceiptHandle string }
	}
	json.NewDecoder(r.Body).Decode(&in)
	name := in.QueueName
	if in.QueueUrl != "" {
		name = in.QueueUrl[strings.LastIndexByte(in.QueueUrl, '/')+1:]
	}
	bodies, ok := f.Queues[name]
	if operation == "CreateQueue" {
		if f.deleted > 0 {
			f.deleted--
			w.Header().Set("x-amzn-query-error", "AWS.SimpleQueueService.QueueDeletedRecently;Sender")
			refuse(w, http.StatusBadRequest, "com.amazonaws.sqs#QueueDeletedRecently", "wait")
			return
		}
		f.Queues[name] = nil
	} else if !ok {
		w.Header().Set("x-amzn-query-error", "AWS.SimpleQueueService.NonExistentQueue;Sender")
		refuse(w, http.StatusBadRequest, "com.amazonaws.sqs#QueueDoesNotExist", "none here")
		return
	}
	switch operation {
	case "CreateQueue", "GetQueueUrl":
		answer(w, http.StatusOK, map[string]string{"QueueUrl": "http://q/1/" + name})
	case "DeleteQueue":
		delete(f.Queues, name)
		answer(w, http.StatusOK, struct{}{})
	case "ReceiveMessage":
		var out []map[string]any
		for i, b := range bodies[:min(len(bodies), 10)] {
			out = append(out, map[string]any{"MessageId": strconv.Itoa(i), "ReceiptHandle": b, "Body": b, "Attributes": map[string]string{"SentTimestamp": "1700000000123"},
				"MessageAttributes": map[string]any{"RequestID": map[string]string{"DataType": "String", "StringValue": "r" + b}}})
		}
		answer(w, http.StatusOK, map[string]any{"Messages": out})
	case "DeleteMessageBatch":
		f.Queues[name] = bodies[len(in.Entries):]
		answer(w, http.StatusOK, map[string]any{"Successful": in.Entries})
	}
}

func (f *fake) squall(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, "/_squall/") {
	case "GET config":
		io.WriteString(w, f.World)
	case "POST config":
		f.World = string(body)
		answer(w, http.StatusOK, struct{}{})
	case "PUT faults":
		var in struct{ Lease string }
		json.Unmarshal(body, &in)
		f.Faults[in.Lease] = true
		answer(w, http.StatusOK, struct{}{})
	case "DELETE faults":
		delete(f.Faults, r.URL.Query().Get("lease"))
		answer(w, http.StatusOK, struct{}{})
	case "PUT doors", "DELETE doors":
		var d local.Door
		if err := json.Unmarshal(body, &d); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if r.Method == http.MethodPut {
			f.Doors[d] = strings.Contains(string(body), `"multi_value":true`)
			answer(w, http.StatusOK, map[string]string{"url": "http://door/" + d.Path + "/" + d.Function + "/" + d.Qualifier})
			return
		}
		if _, ok := f.Doors[d]; !ok {
			http.Error(w, "no such door", http.StatusNotFound)
			return
		}
		delete(f.Doors, d)
		answer(w, http.StatusOK, struct{}{})
	case "GET state":
		var doors []local.Registered
		for d, multi := range f.Doors {
			doors = append(doors, local.Registered{Door: d, MultiValue: multi, URL: "http://door/" + d.Path + "/" + d.Function + "/" + d.Qualifier})
		}
		answer(w, http.StatusOK, map[string]any{"doors": doors})
	case "GET health":
		io.WriteString(w, `{"status":"ok","doors":{"alb":"http://a"},"lag_ms":{"n":5,"p50":0.1,"p99":0.4,"max":2},"compress":60}`)
	case "GET doorlog", "GET sightings":
		q := r.URL.Query()
		if q.Get("after") == "" {
			w.Header().Set("X-Squall-Cursor", "c1")
			w.Header().Set("X-Squall-Lost", f.lost)
			io.WriteString(w, f.logs[q.Get("door")+q.Get("function")])
			return
		}
		w.Header().Set("X-Squall-Cursor", q.Get("after"))
	default:
		http.Error(w, "no such page", http.StatusNotFound)
	}
}
