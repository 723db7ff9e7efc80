package lambda

import "net/http"

type invokeAsyncResponse struct{ Status int }

// invokeAsync is what Invoke with the type Event was before it:
// https://docs.aws.amazon.com/lambda/latest/api/API_InvokeAsync.html
func invokeAsync(h *handler, w http.ResponseWriter, r *http.Request) {
	req, refused := invokeRequest(r)
	if refused == nil {
		req.Async, req.DryRun = true, false
		req.Payload, refused = readPayload(r, true)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	resp := h.backend.Invoke(r.Context(), req)
	if !wait(r.Context(), resp.At) {
		return
	}
	if resp.Refused() {
		writeRefused(w, &req, &resp)
		return
	}
	w.Header()[headerRequestID] = []string{resp.RequestID}
	writeJSON(w, http.StatusAccepted, invokeAsyncResponse{http.StatusAccepted})
}
