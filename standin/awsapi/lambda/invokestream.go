package lambda

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"squall/standin/awsapi/eventstream"
	"squall/standin/catalog/refuse"
	"squall/standin/invoke"
)

// invokeComplete is the last event of a stream. What its ErrorCode is for an
// error of the function is a guess: the errorType of the error.
type invokeComplete struct {
	ErrorCode    string `json:",omitempty"`
	ErrorDetails string `json:",omitempty"`
	LogResult    string `json:",omitempty"`
}

// invokeStream: https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
// A modelled function answers at once, so its payload is one chunk.
func invokeStream(h *handler, w http.ResponseWriter, r *http.Request) {
	req, refused := invokeRequest(r)
	switch {
	case refused != nil:
	case req.Async:
		refused = refuse.NoMember("Event", "invocationType", "RequestResponse, DryRun")
	default:
		req.Payload, refused = readPayload(r, false)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	resp := h.backend.Invoke(r.Context(), req)
	switch {
	case !wait(r.Context(), resp.At):
	case resp.Refused() || req.DryRun:
		writeInvoke(w, &req, &resp)
	default:
		writeStream(w, &resp)
	}
}

func writeStream(w http.ResponseWriter, resp *invoke.Response) {
	h := w.Header()
	h[headerRequestID] = []string{resp.RequestID}
	h[headerExecutedVersion] = []string{resp.ExecutedVersion}
	h.Set("Content-Type", eventstream.ContentType)
	h.Set("X-Amzn-Remapped-Content-Type", "application/octet-stream")
	var end invokeComplete
	var frames []byte
	if resp.ErrorType == "" {
		frames = eventstream.Event(frames, "PayloadChunk", "application/octet-stream", resp.Payload)
	} else {
		end.ErrorCode, end.ErrorDetails = resp.ErrorType, string(resp.Payload)
		var failed struct {
			ErrorType string `json:"errorType"`
		}
		if json.Unmarshal(resp.Payload, &failed) == nil && failed.ErrorType != "" {
			end.ErrorCode = failed.ErrorType
		}
	}
	if tail := resp.LogTail; len(tail) > 0 {
		end.LogResult = base64.StdEncoding.EncodeToString(tail[max(0, len(tail)-logTailLimit):])
	}
	text, err := json.Marshal(end)
	if err != nil {
		panic("lambda: an event has no JSON: " + err.Error())
	}
	frames = eventstream.Event(frames, "InvokeComplete", "application/json", text)
	_, _ = w.Write(frames) // the client is gone if this fails
}
