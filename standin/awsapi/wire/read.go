package wire

import (
	"compress/gzip"
	"errors"
	"io"
	"net/http"
)

// errGone says that the client went away while it was asking.
var errGone = errors.New("the client has gone")

// read takes the whole request in, unpacked, and no more than MaxBody of it.
// SDKs pack what they put into CloudWatch.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-compression.html
func read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var from io.Reader = http.MaxBytesReader(w, r.Body, MaxBody)
	switch r.Header.Get("Content-Encoding") {
	case "", "identity", "aws-chunked":
	case "gzip":
		packed, err := gzip.NewReader(from)
		if err != nil {
			return nil, badRequest("the body is not gzip, as Content-Encoding says: " + err.Error())
		}
		from = packed
	default:
		return nil, badRequest("Content-Encoding " + r.Header.Get("Content-Encoding") + " is not supported")
	}
	body, err := io.ReadAll(io.LimitReader(from, MaxBody+1))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong) || len(body) > MaxBody:
		return nil, &Error{Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLargeException",
			Message: "the request is longer than any that is accepted"}
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, badRequest("the body ends early or is damaged")
	case err != nil && r.Header.Get("Content-Encoding") == "gzip":
		return nil, badRequest("the body is not gzip, as Content-Encoding says: " + err.Error())
	case err != nil:
		return nil, errGone
	}
	return body, nil
}
