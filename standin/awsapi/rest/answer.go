package rest

import (
	"encoding/json"
	"net/http"
	"strings"

	"squall/standin/gateway"
)

func refuse(w http.ResponseWriter, e *gateway.Error) {
	w.Header().Set("X-Amzn-Errortype", e.Code)
	write(w, e.Status, map[string]string{"message": strings.TrimSpace(e.Message)})
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
