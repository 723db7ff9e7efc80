package lambda

import (
	"encoding/json"
	"io"
	"net/http"

	"squall/standin/catalog"
)

// Limits of payloads. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
// has the sizes; the numbers are those of recorded refusals, the number that
// AWS prints for asynchronous ones is a guess.
const (
	syncLimit  = 6291456
	asyncLimit = 1048576
)

// readPayload reads a payload of JSON into memory of its own, since the
// backend keeps it. An empty one is an empty object.
func readPayload(r *http.Request, async bool) ([]byte, *catalog.Error) {
	limit := syncLimit
	if async {
		limit = asyncLimit
	}
	if r.ContentLength > int64(limit) {
		return nil, tooLarge(limit, "InvokeFunction")
	}
	payload, err := readAll(r, limit)
	switch {
	case err != nil:
		return nil, invalidContent(err.Error())
	case len(payload) > limit:
		return nil, tooLarge(limit, "InvokeFunction")
	case len(payload) == 0:
		return []byte("{}"), nil
	case !json.Valid(payload):
		var v json.RawMessage
		return nil, invalidContent(json.Unmarshal(payload, &v).Error())
	}
	return payload, nil
}

// readAll reads at most one byte more than the limit.
func readAll(r *http.Request, limit int) ([]byte, error) {
	if r.ContentLength < 0 {
		return io.ReadAll(io.LimitReader(r.Body, int64(limit)+1))
	}
	payload := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, payload)
	return payload, err
}
