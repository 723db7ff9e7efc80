package modelled

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"squall/standin/core"
	"squall/standin/invoke"
)

func TestPayload(t *testing.T) {
	cold := core.Effect{Version: 3, Env: 7, Cold: true, Init: int64(250 * time.Millisecond)}
	timedOut := core.Effect{Outcome: core.TimedOut, Duration: int64(3 * time.Second)}
	tests := []struct {
		name string
		door int
		e    core.Effect
		body int
		want []string
	}{
		{"cold", invoke.DoorSDK, cold, 0, []string{`"X-Squall-Cold":"1"`, `"X-Squall-Init-Us":"250000"`, `"X-Squall-Version":"3"`, `{\"ok\":true}`}},
		{"warm", invoke.DoorURL, core.Effect{Version: 3}, 5, []string{`"X-Squall-Cold":"0"`, `"body":"xxxxx"`, `"on-demand"`}},
		{"many values", invoke.DoorALB, core.Effect{Provisioned: true}, 0, []string{`"multiValueHeaders":{`, `["provisioned-concurrency"]`, `["$LATEST"]`}},
		{"error", invoke.DoorSDK, core.Effect{Outcome: core.Errored}, 0, []string{`"errorMessage":"modelled error"`, `"id-1"`}},
		{"init error", invoke.DoorSDK, core.Effect{Outcome: core.InitErrored}, 0, []string{`"errorType":"ModelledInitError"`}},
		{"timeout", invoke.DoorSDK, timedOut, 0, []string{`RequestId: id-1 Error: Task timed out after 3.00 seconds`}},
	}
	for _, tt := range tests {
		got := Payload("id-1", tt.door, &tt.e, tt.body)
		if !json.Valid(got) {
			t.Errorf("%s: not JSON: %s", tt.name, got)
		}
		for _, want := range tt.want {
			if !strings.Contains(string(got), want) {
				t.Errorf("%s: %s lacks %s", tt.name, got, want)
			}
		}
	}
}

func TestLog(t *testing.T) {
	e := core.Effect{Outcome: core.Errored, Version: 2, Cold: true, Init: 200_005_000, Duration: 102_244_999}
	want := "START RequestId: id-1 Version: 2\nEND RequestId: id-1\n" +
		"REPORT RequestId: id-1\tDuration: 102.24 ms\tBilled Duration: 303 ms\tMemory Size: 256 MB\tMax Memory Used: 64 MB\t" +
		"Init Duration: 200.01 ms\tStatus: error\tError Type: Function.ModelledError\t\n"
	if got := string(LogTail("id-1", "", &e, 256)); got != want {
		t.Errorf("log tail\n%q, want\n%q", got, want)
	}
}

func TestRound(t *testing.T) {
	for ns, want := range map[int64]int64{0: 0, 4_999: 0, 5_000: 10_000, 1_005_000: 1_010_000, 1_000_000: 1_000_000} {
		if got := Round(ns); got != want {
			t.Errorf("%d ns: %d, want %d", ns, got, want)
		}
	}
}

func TestEnvironmentsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for env := range uint64(10_000) {
		name := Environment(env, 0)
		if seen[name] || !strings.HasPrefix(name, "[$LATEST]") || len(name) != 25 {
			t.Fatalf("environment %d is called %s", env, name)
		}
		seen[name] = true
	}
}

func TestErrorCode(t *testing.T) {
	for _, tt := range []struct {
		e         core.Effect
		code      int
		responded bool
	}{
		{core.Effect{Outcome: core.Errored, Attempt: 3}, 200, true},
		{core.Effect{Outcome: core.Refused, Attempt: 1}, 429, false},
		{core.Effect{Condition: core.ZeroReservedConcurrency}, 429, false},
	} {
		if ErrorCode(&tt.e) != tt.code || Responded(&tt.e) != tt.responded {
			t.Errorf("%+v: %d, %v", tt.e, ErrorCode(&tt.e), Responded(&tt.e))
		}
	}
}
