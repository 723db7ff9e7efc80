package outcome

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"squall/standin/invoke"
)

// Limits in bytes: of the body a load balancer passes and the JSON it takes
// back, of what API Gateway passes either way, and of an event to Lambda.
const (
	ALBLimit     = 1 << 20
	GatewayLimit = 10 << 20
	EventLimit   = 6 << 20
)

// Header is one header line of an answer.
type Header struct{ Name, Value string }

// Answer is the HTTP response that a function's payload stands for. Headers
// are sorted by name; lines of one name keep the function's order.
type Answer struct {
	Status  int
	Headers []Header
	Body    []byte
}

// Errors of the parsers, wrapped with what was wrong.
var (
	ErrMalformed = errors.New("the function's answer is malformed")
	ErrTooLarge  = errors.New("the function's answer is too large")
)

// Broken is what the client sees of a payload that a parser refused.
func Broken(door int, err error) Face {
	if errors.Is(err, ErrTooLarge) {
		return Of(door, AnswerTooLarge)
	}
	return Of(door, AnswerMalformed)
}

// ParseREST reads the answer to a REST API's proxy integration: no unknown
// member is allowed, but every known one may be missing (both recorded).
func ParseREST(payload []byte) (Answer, error) {
	o, err := open(payload, GatewayLimit)
	if err != nil {
		return Answer{}, err
	}
	for _, key := range o.keys() {
		switch key {
		case "statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded":
		default:
			return Answer{}, malformed("member %q is not one of a proxy response", key)
		}
	}
	a := Answer{Status: 200}
	if raw, ok := o["statusCode"]; ok {
		if a.Status, err = status(raw); err != nil {
			return Answer{}, err
		}
	}
	if a.Headers, err = o.mergedHeaders(); err != nil {
		return Answer{}, err
	}
	// Base64 is decoded for the API's binary media types only, and an API has
	// none until it is given some, so the text stays as it is.
	if _, err = o.flag("isBase64Encoded"); err != nil {
		return Answer{}, err
	}
	a.Body, err = o.text("body")
	a.defaultType("application/json")
	return a, err
}

// ParseALB reads the answer to a load balancer; multiValue is the target
// group's lambda.multi_value_headers.enabled, which decides the one member
// that may carry headers.
func ParseALB(payload []byte, multiValue bool) (Answer, error) {
	o, err := open(payload, ALBLimit)
	if err != nil {
		return Answer{}, err
	}
	raw, ok := o["statusCode"]
	if !ok {
		return Answer{}, malformed("statusCode is missing")
	}
	var a Answer
	if a.Status, err = status(raw); err != nil {
		return Answer{}, err
	}
	want, other := "headers", "multiValueHeaders"
	if multiValue {
		want, other = other, want
	}
	if o.has(other) && !o.has(want) {
		return Answer{}, malformed("%s is given, and the target group wants %s", other, want)
	}
	if multiValue {
		a.Headers, err = o.lists(want)
	} else {
		a.Headers, err = o.singles(want)
	}
	if err != nil {
		return Answer{}, err
	}
	a.sort()
	a.Body, err = o.decodedBody()
	a.defaultType("application/octet-stream")
	return a, err
}

// ParseHTTP reads the answer to an HTTP API (payload format 2.0): JSON without
// a statusCode is the body of a 200, a JSON string without its quotes
// (recorded); what looks like a failed function's JSON is refused (recorded).
func ParseHTTP(payload []byte) (Answer, error) {
	o, err := open(payload, GatewayLimit)
	if errors.Is(err, ErrTooLarge) {
		return Answer{}, err
	}
	if err == nil && o.has("statusCode") {
		return o.structured("text/plain; charset=utf-8")
	}
	if err == nil && o.has("errorMessage") {
		return Answer{}, malformed("it has an errorMessage and no statusCode")
	}
	return inferred(payload, true)
}

// ParseURL reads the answer to a function URL: as ParseHTTP, but what is
// inferred is sent byte for byte.
func ParseURL(payload []byte) (Answer, error) {
	if o, err := open(payload, EventLimit+100); err == nil && o.has("statusCode") {
		return o.structured("application/json")
	} else if errors.Is(err, ErrTooLarge) {
		return Answer{}, err
	}
	return inferred(payload, false)
}

// Parse reads a payload for a door, an index into invoke.Doors.
func Parse(door int, payload []byte, multiValue bool) (Answer, error) {
	switch door {
	case invoke.DoorALB:
		return ParseALB(payload, multiValue)
	case invoke.DoorREST:
		return ParseREST(payload)
	case invoke.DoorHTTP:
		return ParseHTTP(payload)
	case invoke.DoorURL:
		return ParseURL(payload)
	}
	return Answer{Status: 200, Body: payload}, nil
}

func inferred(payload []byte, unquote bool) (Answer, error) {
	if !json.Valid(payload) {
		return Answer{}, malformed("it is not JSON")
	}
	var s string
	if unquote && json.Unmarshal(payload, &s) == nil && len(payload) > 0 && payload[0] == '"' {
		payload = []byte(s)
	}
	return Answer{Status: 200, Headers: []Header{{"content-type", "application/json"}}, Body: payload}, nil
}

// structured is payload format 2.0 with a statusCode; members it does not know
// are ignored (recorded).
func (o object) structured(contentType string) (Answer, error) {
	var a Answer
	var err error
	if a.Status, err = status(o["statusCode"]); err != nil {
		return Answer{}, err
	}
	if a.Headers, err = o.singles("headers"); err != nil {
		return Answer{}, err
	}
	a.sort()
	var cookies []string
	if raw, ok := o["cookies"]; ok {
		if err := json.Unmarshal(raw, &cookies); err != nil {
			return Answer{}, malformed("cookies must be a list of strings")
		}
	}
	a.defaultType(contentType)
	for _, c := range cookies {
		a.Headers = append(a.Headers, Header{"set-cookie", c})
	}
	a.Body, err = o.decodedBody()
	return a, err
}

func (a *Answer) sort() {
	slices.SortStableFunc(a.Headers, func(x, y Header) int {
		return strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name))
	})
}

func (a *Answer) defaultType(value string) {
	for _, h := range a.Headers {
		if strings.EqualFold(h.Name, "content-type") {
			return
		}
	}
	a.Headers = append(a.Headers, Header{"content-type", value})
}

func malformed(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrMalformed, fmt.Sprintf(format, args...))
}

// status takes a number or, as API Gateway was recorded to, a numeric string.
// Interim codes cannot end a response, so they count as malformed (a guess).
func status(raw json.RawMessage) (int, error) {
	var s string
	if json.Unmarshal(raw, &s) != nil || string(raw) == "null" {
		s = string(raw)
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 200 || n > 599 {
		return 0, malformed("statusCode %s is not a number from 200 to 599", raw)
	}
	return n, nil
}

// decodedBody is the body, out of base64 when the function says so.
func (o object) decodedBody() ([]byte, error) {
	encoded, err := o.flag("isBase64Encoded")
	if err != nil {
		return nil, err
	}
	body, err := o.text("body")
	if err != nil || !encoded {
		return body, err
	}
	out, err := base64.StdEncoding.AppendDecode(nil, body)
	if err != nil {
		return nil, malformed("body is not base64: %v", err)
	}
	return out, nil
}
