package live

import (
	"strconv"
	"strings"
	"time"

	"squall/attack/hit"
	"squall/standin/core"
	"squall/standin/invoke"
)

// payload is what a modelled function answers: a proxy response whose headers
// are the probe's, or the error's JSON in AWS's words.
func (l *Loop) payload(c *call, e *core.Effect) []byte {
	switch e.Outcome {
	case core.Errored:
		return []byte(`{"errorMessage":"modelled error","errorType":"ModelledError","requestId":"` + c.id + `","stackTrace":[]}`)
	case core.InitErrored:
		return []byte(`{"errorMessage":"modelled init error","errorType":"ModelledInitError","requestId":"","stackTrace":[]}`)
	case core.TimedOut:
		// https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html, words recorded 2025.
		return []byte(`{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: ` + c.id + ` Error: Task timed out after ` +
			strconv.FormatFloat(time.Duration(e.Duration).Seconds(), 'f', 2, 64) + ` seconds"}`)
	}
	b := make([]byte, 0, 640)
	b = append(b, `{"statusCode":200,"headers":{`...)
	b = l.headers(b, c, e, `"`, `"`)
	if c.request.Door == invoke.DoorALB {
		// A target group with multi-value headers reads only these.
		b = append(b, `},"multiValueHeaders":{`...)
		b = l.headers(b, c, e, `["`, `"]`)
	}
	b = append(b, `},"body":"`...)
	b = appendBody(b, l.bodySize(c, e))
	return append(b, `","isBase64Encoded":false}`...)
}

// headers writes the probe's headers as JSON members.
func (l *Loop) headers(b []byte, c *call, e *core.Effect, open, end string) []byte {
	member := func(name, value string, last bool) {
		b = append(append(append(b, '"'), name...), `":`...)
		b = append(append(append(b, open...), value...), end...)
		if !last {
			b = append(b, ',')
		}
	}
	member("Content-Type", "application/json", false)
	member(hit.HeaderRequestID, c.id, false)
	member(hit.HeaderVersion, versionName(e.Version), false)
	member(hit.HeaderEnvironment, environment(e.Env, e.Version), false)
	member(hit.HeaderInitType, initType(e), false)
	if e.Cold {
		member(hit.HeaderInit, strconv.FormatInt(e.Init/1000, 10), false)
		member(hit.HeaderCold, "1", true)
		return b
	}
	member(hit.HeaderCold, "0", true)
	return b
}

// bodySize is the size of the body that the version's model answers with.
func (l *Loop) bodySize(c *call, e *core.Effect) int {
	s, ok := l.catalog.VersionSettings(c.target.Fn, e.Version)
	if !ok || s.Model < 0 || int(s.Model) >= len(l.bodies) {
		return 0
	}
	return l.bodies[s.Model]
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

// environment names an environment as its log stream is named on AWS.
func environment(env uint64, version int32) string {
	const digits = "0123456789abcdef"
	name := "[" + versionName(version) + "]"
	var hex [16]byte
	h := env * 0x9e3779b97f4a7c15
	h ^= h >> 29
	for i := range hex {
		hex[i] = digits[h>>(60-4*i)&15]
	}
	return name + string(hex[:])
}
