package rest

import (
	"encoding/json"
	"net/http"
	"strings"

	"squall/standin/gateway"
)

// Shapes is a list as answers have it, an empty one too.
func Shapes[T, S any](all []T, shape func(T) S) []S {
	out := make([]S, len(all))
	for i, v := range all {
		out[i] = shape(v)
	}
	return out
}

func (a *API) refuse(w http.ResponseWriter, e *gateway.Error) {
	w.Header().Set("X-Amzn-Errortype", e.Code)
	write(w, e.Status, map[string]string{a.message: strings.TrimSpace(e.Message)})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	if status == http.StatusNoContent || v == nil {
		w.WriteHeader(status)
		return
	}
	text, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(status)
	_, _ = w.Write(text) // an error here means that the client has gone
}
