package live

import (
	"sync"
	"time"

	"squall/standin/core"
)

// logEvent is one attempt in the log.
type logEvent struct {
	stream     string
	start, end int64    // ns since 1970
	lines      []string // the last two at the end
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

// A function's log keeps a million lines, in pieces: to make room one piece is
// dropped, as copying the others would hold up the loop.
const (
	logPiece  = 1 << 12
	logPieces = 1 << 8
)

type logRing struct {
	first  uint64      // number of the first line kept
	next   uint64      // number of the line that comes next
	pieces [][]LogLine // full ones, and the last
}

func (r *logRing) append(line LogLine) {
	if r.next%logPiece == 0 {
		if len(r.pieces) == logPieces {
			r.pieces[0] = nil
			r.pieces = r.pieces[1:]
			r.first += logPiece
		}
		r.pieces = append(r.pieces, make([]LogLine, 0, min(logPiece, 64+r.next)))
	}
	last := &r.pieces[len(r.pieces)-1]
	*last = append(*last, line)
	r.next++
}

func newLogs() *logs { return &logs{lines: map[string]*logRing{}} }

func (l *logs) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = map[string]*logRing{}
}

func (l *logs) add(function string, e logEvent) {
	start, end := e.start/int64(time.Millisecond), e.end/int64(time.Millisecond)
	var lines [4]LogLine
	for i, text := range e.lines {
		at := start
		if i >= len(e.lines)-2 {
			at = end
		}
		lines[i] = LogLine{e.stream, at, text}
	}
	l.append(function, lines[:len(e.lines)]...)
}

// refused says that a target did not take a delivery.
func (l *logs) refused(function, request, event string, d core.Delivery, arn string, at int64) {
	if event != "" {
		event = "\tEvent: " + event
	}
	l.append(function, LogLine{"deliveries", at / int64(time.Millisecond),
		"DELIVERY_REFUSED RequestId: " + request + "\tTarget: " + d.String() + "\tArn: " + arn + event + "\n"})
}

func (l *logs) append(function string, lines ...LogLine) {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := l.lines[function]
	if r == nil {
		r = &logRing{}
		l.lines[function] = r
	}
	for _, line := range lines {
		r.append(line)
	}
}

// Log returns lines of a function's log from a cursor on, at most limit, the
// cursor behind them, and how many lines the reader lost because it came too
// late for them.
func (l *Loop) Log(function string, cursor uint64, limit int) (lines []LogLine, next, lost uint64) {
	l.logs.mu.Lock()
	defer l.logs.mu.Unlock()
	r := l.logs.lines[function]
	if r == nil {
		return nil, cursor, 0
	}
	if cursor > r.next {
		return nil, r.next, 0 // of a log that was reset
	}
	if cursor < r.first {
		cursor, lost = r.first, r.first-cursor
	}
	for cursor < r.next && len(lines) < limit {
		piece := r.pieces[(cursor-r.first)/logPiece][cursor%logPiece:]
		piece = piece[:min(len(piece), limit-len(lines))]
		lines = append(lines, piece...)
		cursor += uint64(len(piece))
	}
	return lines, cursor, lost
}
