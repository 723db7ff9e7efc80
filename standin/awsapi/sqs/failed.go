package sqs

import (
	"errors"

	"squall/standin/queue"
)

// failedEntry is one entry of a batch that was refused.
type failedEntry struct {
	ID          string `json:"Id"`
	SenderFault bool
	Code        string
	Message     string
}

func failed(id string, err error) failedEntry {
	f := failedEntry{ID: id, Code: "InternalError", Message: err.Error()}
	var refused *queue.Error
	if errors.As(err, &refused) {
		out := wires[refused.Kind]
		f.Code, f.SenderFault = out.query, out.status < 500
	}
	return f
}
