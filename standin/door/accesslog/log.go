// Package accesslog keeps the last lines of a log for readers that come back.
//
// It does not write lines; what is in them is its caller's.
package accesslog

import "sync"

// Log keeps the last lines of a door's access log. Lines are numbered from 0;
// a cursor is the number of the next line its reader wants.
type Log struct {
	mu    sync.Mutex
	lines []string // a ring: line n is at n % cap
	next  uint64
	first uint64 // number of the first line
	size  uint64
}

// New makes a log that keeps the last size lines, at least one.
func New(size int) *Log {
	return &Log{size: uint64(max(size, 1))}
}

// Begin has the first line numbered so, above all lines of a process before this
// one, whose readers go on here.
func (l *Log) Begin(first uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines, l.first, l.next = nil, first, first
}

// Append adds a line, in place of the oldest one when the log is full.
func (l *Log) Append(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if uint64(len(l.lines)) < l.size {
		l.lines = append(l.lines, line)
	} else {
		l.lines[(l.next-l.first)%l.size] = line
	}
	l.next++
}

// After is up to max lines from the cursor on, the cursor to go on with, and
// how many lines the reader lost because it came too late for them. A cursor
// beyond the end waits there.
func (l *Log) After(cursor uint64, max int) (lines []string, next, lost uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if oldest := l.next - uint64(len(l.lines)); cursor < oldest {
		lost = oldest - cursor
		if cursor < l.first {
			lost = oldest - l.first
			if cursor > 0 {
				lost++ // at least: nobody knows what the process before had left
			}
		}
		cursor = oldest
	}
	for max > 0 && cursor < l.next {
		lines = append(lines, l.lines[(cursor-l.first)%l.size])
		cursor++
		max--
	}
	return lines, cursor, lost
}
