package result

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Read takes a result from the text of a result.json and checks it; name is
// what the text is called in errors.
func Read(name string, text []byte) (*Result, error) {
	var r Result
	if err := Decode(name, text, Schema, &r); err != nil {
		return nil, err
	}
	if err := r.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &r, nil
}

// Decode reads one JSON value whose field schema must be the one named, and
// says where a text breaks off or is none.
func Decode(name string, text []byte, schema string, into any) error {
	var head struct {
		Schema *string `json:"schema"`
	}
	err := json.Unmarshal(text, &head)
	var wrong *json.UnmarshalTypeError
	switch {
	case err != nil && !errors.As(err, &wrong):
		return broken(name, text, err)
	case head.Schema == nil:
		return fmt.Errorf("%s: it has no field schema, so it is not a file of %s", name, schema)
	case *head.Schema != schema:
		return fmt.Errorf("%s: its schema is %q, this squall reads %q", name, *head.Schema, schema)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return broken(name, text, err)
	}
	return nil
}

// broken says at which line and column a text goes wrong.
func broken(name string, text []byte, err error) error {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		return fmt.Errorf("%s: the file is empty", name)
	case errors.As(err, &syntax):
		if syntax.Offset >= int64(len(text)) {
			return fmt.Errorf("%s:%s: the file breaks off: %w", name, place(text, syntax.Offset), io.ErrUnexpectedEOF)
		}
		return fmt.Errorf("%s:%s: not JSON: %w", name, place(text, syntax.Offset), err)
	case errors.As(err, &wrong):
		return fmt.Errorf("%s:%s: %s: want %s, found a %s", name, place(text, wrong.Offset), wrong.Field, wrong.Type, wrong.Value)
	}
	return fmt.Errorf("%s: %w", name, err)
}

func place(text []byte, offset int64) string {
	before := text[:min(max(offset-1, 0), int64(len(text)))]
	line := bytes.Count(before, []byte("\n")) + 1
	return fmt.Sprintf("%d:%d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}
