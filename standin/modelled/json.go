package modelled

import (
	"encoding/json"
	"strconv"
	"time"

	"squall/standin/core"
)

// The levels of Lambda's own lines.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
const (
	levelDebug = iota
	levelInfo
	levelWarn
)

var levels = map[string]int{"DEBUG": levelDebug, "INFO": levelInfo, "WARN": levelWarn}

// platform is a line of Lambda's in JSON.
// https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
type platform struct {
	Time   string `json:"time"`
	Type   string `json:"type"`
	Record any    `json:"record"`
}

type startRecord struct {
	RequestID string `json:"requestId"`
	Version   string `json:"version"`
}

type initRecord struct {
	Type    string       `json:"initializationType"`
	Phase   string       `json:"phase"`
	Status  string       `json:"status,omitempty"`
	Metrics *initMetrics `json:"metrics,omitempty"`
}

type initMetrics struct {
	Duration json.Number `json:"durationMs"`
}

type doneRecord struct {
	RequestID string       `json:"requestId"`
	Status    string       `json:"status"`
	ErrorType string       `json:"errorType,omitempty"`
	Metrics   *initMetrics `json:"metrics"`
}

type reportRecord struct {
	RequestID string        `json:"requestId"`
	Metrics   reportMetrics `json:"metrics"`
	Status    string        `json:"status"`
	ErrorType string        `json:"errorType,omitempty"`
}

type reportMetrics struct {
	Duration  json.Number  `json:"durationMs"`
	Billed    int64        `json:"billedDurationMs"`
	Memory    int          `json:"memorySizeMB"`
	MaxMemory int          `json:"maxMemoryUsedMB"`
	Init      *json.Number `json:"initDurationMs,omitempty"`
}

// Line is one line of a log, and when it was written, in ns since 1970.
type Line struct {
	At   int64
	Text string
}

// JSONLines are the lines of an attempt that began at a time, of a function
// whose log format is JSON: Lambda's that are as grave as the level, and
// between them what the function wrote.
func JSONLines(id, own string, e *core.Effect, memory int, level string, start int64) []Line {
	var out []Line
	least := levels[level]
	end := start + e.Duration
	add := func(grave int, at int64, kind string, record any) {
		if grave < least {
			return
		}
		text, err := json.Marshal(platform{time.Unix(0, at).UTC().Format("2006-01-02T15:04:05.000Z"), "platform." + kind, record})
		if err != nil {
			panic("modelled: a line has no JSON: " + err.Error())
		}
		out = append(out, Line{at, string(text) + "\n"})
	}
	status, fault, grave, doneLevel := "success", "", levelInfo, levelDebug
	if e.Outcome != core.Done {
		status, fault, grave, doneLevel = "error", "Function.ModelledError", levelWarn, levelWarn
	}
	if e.Outcome == core.TimedOut {
		status, fault = "timeout", ""
	}
	metrics := reportMetrics{Duration: ms(e.Duration), Billed: billed(e), Memory: memory, MaxMemory: min(memory, 64)}
	if e.Cold {
		init := ms(e.Init)
		metrics.Init = &init
		add(levelDebug, start-e.Init, "initStart", initRecord{Type: initType(e), Phase: "init"})
		add(levelDebug, start, "initRuntimeDone", initRecord{Type: initType(e), Phase: "init", Status: "success"})
		add(levelDebug, start, "initReport", initRecord{Type: initType(e), Phase: "init", Metrics: &initMetrics{init}})
	}
	add(levelInfo, start, "start", startRecord{id, VersionName(e.Version)})
	if own != "" {
		out = append(out, Line{start, own})
	}
	add(doneLevel, end, "runtimeDone", doneRecord{id, status, fault, &initMetrics{ms(e.Duration)}})
	add(grave, end, "report", reportRecord{id, metrics, status, fault})
	return out
}

// ms is a time as a REPORT line tells it.
func ms(ns int64) json.Number {
	hundredths := Round(ns) / hundredth
	return json.Number(strconv.FormatFloat(float64(hundredths)/100, 'f', -1, 64))
}

// billed is what an attempt is billed, in ms: initialisation too, since August
// 2025. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
func billed(e *core.Effect) int64 {
	ns := e.Duration
	if e.Cold {
		ns += e.Init
	}
	return (ns + 999_999) / 1_000_000
}
