package live

import (
	"sync"
	"time"

	"squall/standin/core"
)

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
