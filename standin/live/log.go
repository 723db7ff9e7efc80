package live

import (
	"strconv"
	"sync"
	"time"

	"squall/standin/core"
)

// logLines are START, END and REPORT of one attempt, in AWS's format.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
func logLines(c *call, e *core.Effect, memory int) [3]string {
	start := "START RequestId: " + c.id + " Version: " + versionName(e.Version) + "\n"
	end := "END RequestId: " + c.id + "\n"
	return [3]string{start, end, report(c, e, memory)}
}

// appendLog is the tail of the log that the Invoke API returns.
func appendLog(b []byte, c *call, e *core.Effect, memory int) []byte {
	for _, line := range logLines(c, e, memory) {
		b = append(b, line...)
	}
	return b
}

// report is the REPORT line.
func report(c *call, e *core.Effect, memory int) string {
	b := make([]byte, 0, 192)
	b = append(b, "REPORT RequestId: "...)
	b = append(b, c.id...)
	b = append(b, "\tDuration: "...)
	b = appendMs(b, e.Duration)
	b = append(b, " ms\tBilled Duration: "...)
	billed := e.Duration
	if e.Cold {
		// Initialisation is billed since August 2025.
		// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
		billed += e.Init
	}
	b = strconv.AppendInt(b, (billed+999_999)/1_000_000, 10)
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

func appendMs(b []byte, ns int64) []byte {
	return strconv.AppendFloat(b, float64(ns)/float64(time.Millisecond), 'f', 2, 64)
}

// logEvent is one attempt in the log.
type logEvent struct {
	stream     string
	start, end int64 // ns since 1970
	lines      [3]string
}

// LogLine is one line of a function's log, as CloudWatch Logs returns it.
type LogLine struct {
	Stream    string `json:"logStreamName"`
	Timestamp int64  `json:"timestamp"` // ms
	Message   string `json:"message"`
}

// logs keeps the latest lines of each function. Safe for concurrent use.
type logs struct {
	mu    sync.Mutex
	lines map[string]*logRing
}

// logKept is how many lines a function's log keeps.
const logKept = 1 << 20

type logRing struct {
	first uint64 // number of lines[0]
	lines []LogLine
}

func newLogs() *logs { return &logs{lines: map[string]*logRing{}} }

func (l *logs) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = map[string]*logRing{}
}

func (l *logs) add(function string, e logEvent) {
	start, end := e.start/int64(time.Millisecond), e.end/int64(time.Millisecond)
	l.append(function,
		LogLine{e.stream, start, e.lines[0]}, LogLine{e.stream, end, e.lines[1]}, LogLine{e.stream, end, e.lines[2]})
}

// refused says that a target did not take a delivery.
func (l *logs) refused(function, request string, d core.Delivery, arn string, at int64) {
	l.append(function, LogLine{"deliveries", at / int64(time.Millisecond),
		"DELIVERY_REFUSED RequestId: " + request + "\tTarget: " + d.String() + "\tArn: " + arn + "\n"})
}

func (l *logs) append(function string, lines ...LogLine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.lines[function]
	if r == nil {
		r = &logRing{}
		l.lines[function] = r
	}
	r.lines = append(r.lines, lines...)
	if over := len(r.lines) - logKept; over > logKept/8 {
		r.lines = append([]LogLine(nil), r.lines[over:]...)
		r.first += uint64(over)
	}
}

// Log returns lines of a function's log from a cursor on, at most limit, and
// the cursor behind them. A cursor that fell behind gets the oldest kept.
func (l *Loop) Log(function string, cursor uint64, limit int) ([]LogLine, uint64) {
	l.logs.mu.Lock()
	defer l.logs.mu.Unlock()
	r := l.logs.lines[function]
	if r == nil {
		return nil, cursor
	}
	cursor = max(cursor, r.first)
	if cursor >= r.first+uint64(len(r.lines)) {
		return nil, r.first + uint64(len(r.lines))
	}
	rest := r.lines[cursor-r.first:]
	rest = rest[:min(len(rest), limit)]
	return append([]LogLine(nil), rest...), cursor + uint64(len(rest))
}
