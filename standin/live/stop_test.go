package live

import (
	"context"
	"errors"
	"strconv"
	"testing"
	"testing/synctest"

	"squall/standin/catalog"
	"squall/standin/queue"
)

// What was posted and not begun when the loop stops is told so, whoever waits
// without a deadline of his own.
func TestStopReleasesWhoWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(Options{})
		done := make(chan error, 2)
		ran := false
		go func() {
			done <- l.Control(context.Background(), func(*catalog.Catalog) { ran = true })
		}()
		go func() {
			l.Queues(func(int64, *queue.Queues) { ran = true })
			done <- ErrClosed
		}()
		synctest.Wait() // both are in the inbox
		l.close()
		for range 2 {
			if err := <-done; !errors.Is(err, ErrClosed) {
				t.Errorf("got %v", err)
			}
		}
		if ran {
			t.Error("something was done after the end")
		}
	})
}

func TestLogKeepsTheLatestLines(t *testing.T) {
	l := New(Options{})
	if lines, next, lost := l.Log("f", 5, 10); len(lines) != 0 || next != 5 || lost != 0 {
		t.Errorf("of no log: %v, %d, %d", lines, next, lost)
	}
	const all = logPieces*logPiece + 10
	for i := range all {
		l.logs.append("f", LogLine{Message: strconv.Itoa(i)})
	}
	dropped := uint64(logPiece)
	var cursor, read uint64
	for {
		lines, next, lost := l.Log("f", cursor, 20_000)
		if cursor == 0 && lost != dropped || cursor > 0 && lost != 0 {
			t.Fatalf("at %d %d lines are lost", cursor, lost)
		}
		if len(lines) == 0 {
			break
		}
		for i, line := range lines {
			if want := strconv.FormatUint(dropped+read+uint64(i), 10); line.Message != want {
				t.Fatalf("line %q in the place of %s", line.Message, want)
			}
		}
		read += uint64(len(lines))
		cursor = next
	}
	if read != all-dropped || cursor != all {
		t.Errorf("read %d lines up to %d", read, cursor)
	}
	if _, next, _ := l.Log("f", all+7, 10); next != all {
		t.Errorf("a cursor beyond the end goes on at %d", next)
	}
}
