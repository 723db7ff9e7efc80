package modelled

import (
	"strconv"

	"squall/attack/hit"
	"squall/standin/core"
)

// Lines of one attempt in the log.
const (
	StartLine = iota
	EventLine // by which a function with the probe tells which event of its source it works on
	EndLine
	ReportLine
)

// LogLine is one line of an attempt, in AWS's format.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
func LogLine(line int, id, event string, e *core.Effect, memory int) string {
	switch line {
	case StartLine:
		return "START RequestId: " + id + " Version: " + VersionName(e.Version) + "\n"
	case EventLine:
		return hit.EventMark + id + "\tEvent: " + event + "\n"
	case EndLine:
		return "END RequestId: " + id + "\n"
	}
	return report(id, e, memory)
}

// LogTail is the end of the log that the Invoke API returns; own is what the
// function wrote.
func LogTail(id, own string, e *core.Effect, memory int) []byte {
	b := []byte(LogLine(StartLine, id, "", e, memory))
	b = append(b, own...)
	for _, line := range [...]int{EndLine, ReportLine} {
		b = append(b, LogLine(line, id, "", e, memory)...)
	}
	return b
}

// report is the REPORT line.
func report(id string, e *core.Effect, memory int) string {
	b := make([]byte, 0, 192)
	b = append(b, "REPORT RequestId: "...)
	b = append(b, id...)
	b = append(b, "\tDuration: "...)
	b = appendMs(b, e.Duration)
	b = append(b, " ms\tBilled Duration: "...)
	b = strconv.AppendInt(b, billed(e), 10)
	b = append(b, " ms\tMemory Size: "...)
	b = strconv.AppendInt(b, int64(memory), 10)
	b = append(b, " MB\tMax Memory Used: "...)
	b = strconv.AppendInt(b, int64(min(memory, 64)), 10)
	b = append(b, " MB\t"...)
	if e.Cold {
		b = append(b, "Init Duration: "...)
		b = appendMs(b, e.Init)
		b = append(b, " ms\t"...)
	}
	switch e.Outcome {
	case core.TimedOut:
		b = append(b, "Status: timeout\t"...)
	case core.Errored, core.InitErrored:
		b = append(b, "Status: error\tError Type: Function.ModelledError\t"...)
	}
	return string(append(b, '\n'))
}

// appendMs writes milliseconds with two digits behind the point, as Round
// rounds them.
func appendMs(b []byte, ns int64) []byte {
	hundredths := Round(ns) / hundredth
	b = strconv.AppendInt(b, hundredths/100, 10)
	return append(b, '.', byte('0'+hundredths/10%10), byte('0'+hundredths%10))
}

// hundredth is a hundredth of a millisecond.
const hundredth = 10_000

// Round is a time as precise as a REPORT line tells it, halves rounded up.
func Round(ns int64) int64 { return (ns + hundredth/2) / hundredth * hundredth }
