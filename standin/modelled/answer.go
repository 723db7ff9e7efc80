// Package modelled is what a function that is only a model answers and writes
// to its log: a proxy response with the probe's headers, an error's JSON in
// AWS's words, and the START, END and REPORT lines of an attempt. Both shells
// of the rule book speak with it.
//
// It is pure, draws nothing and keeps nothing: how long something took and how
// it ended is in the effect.
package modelled

import (
	"strconv"
	"strings"
	"time"

	"squall/attack/hit"
	"squall/standin/core"
	"squall/standin/core/fault"
	"squall/standin/invoke"
)

// Payload is what a run answers through a door (an index into invoke.Doors);
// body is the size of the model's body, 0 stands for a short one.
func Payload(id string, door int, e *core.Effect, body int) []byte {
	switch e.Outcome {
	case core.Errored:
		return failure(id, e)
	case core.InitErrored:
		return []byte(`{"errorMessage":"modelled init error","errorType":"ModelledInitError","requestId":"","stackTrace":[]}`)
	case core.TimedOut:
		// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html, words recorded 2025.
		return []byte(`{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ` + id + ` Error: Task timed out after ` +
			strconv.FormatFloat(time.Duration(e.Duration).Seconds(), 'f', 2, 64) + ` seconds"}`)
	}
	if fault.Kind(e.Fault) == fault.ResponseStatus {
		return status(e.N)
	}
	b := make([]byte, 0, 640)
	b = append(b, `{"statusCode":200,"headers":{`...)
	b = headers(b, id, e, `"`, `"`)
	if door == invoke.DoorALB {
		// A target group with multi-value headers reads only these.
		b = append(b, `},"multiValueHeaders":{`...)
		b = headers(b, id, e, `["`, `"]`)
	}
	b = append(b, `},"body":"`...)
	b = appendBody(b, body)
	return spoilt(append(b, `","isBase64Encoded":false}`...), fault.Kind(e.Fault))
}

// headers writes the probe's headers as JSON members.
func headers(b []byte, id string, e *core.Effect, open, end string) []byte {
	member := func(name, value string, last bool) {
		b = append(append(append(b, '"'), name...), `":`...)
		b = append(append(append(b, open...), value...), end...)
		if !last {
			b = append(b, ',')
		}
	}
	member("Content-Type", "application/json", false)
	member(hit.HeaderRequestID, id, false)
	member(hit.HeaderVersion, VersionName(e.Version), false)
	member(hit.HeaderEnvironment, Environment(e.Env, e.Version), false)
	member(hit.HeaderInitType, initType(e), false)
	if e.Cold {
		member(hit.HeaderInit, strconv.FormatInt(e.Init/1000, 10), false)
		member(hit.HeaderCold, "1", true)
		return b
	}
	member(hit.HeaderCold, "0", true)
	return b
}

func initType(e *core.Effect) string {
	if e.Provisioned {
		return "provisioned-concurrency"
	}
	return "on-demand"
}

// appendBody writes a body of n bytes, or a short one.
func appendBody(b []byte, n int) []byte {
	if n <= 0 {
		return append(b, `{\"ok\":true}`...)
	}
	return append(b, strings.Repeat("x", n)...)
}

// Environment names an environment as its log stream is named on AWS.
func Environment(env uint64, version int32) string {
	const digits = "0123456789abcdef"
	name := "[" + VersionName(version) + "]"
	var hex [16]byte
	h := env * 0x9e3779b97f4a7c15
	h ^= h >> 29
	for i := range hex {
		hex[i] = digits[h>>(60-4*i)&15]
	}
	return name + string(hex[:])
}

// VersionName is a version as AWS writes it.
func VersionName(n int32) string {
	if n == 0 {
		return "$LATEST"
	}
	return strconv.Itoa(int(n))
}
