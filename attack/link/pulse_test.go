package link

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A way on which nothing answers is not waited for once for each try, neither
// before the load nor after it.
func TestNothingAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answers := false
		p := &pulse{addr: "door.test:80", dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			if answers {
				c, _ := net.Pipe()
				return c, nil
			}
			<-ctx.Done()
			return nil, ctx.Err()
		}}
		l := &Link{pulse: p, connect: newTimes(), handshake: newTimes()}
		for _, answers = range []bool{false, true} {
			began := time.Now()
			stop := l.Watch(t.Context())
			stop()
			if took := time.Since(began); took > 2*giveUp {
				t.Errorf("answers %v: watching a way took %v", answers, took)
			}
			if n := len(p.before); answers && n != around || !answers && n != 0 {
				t.Errorf("answers %v: %d tries that told something", answers, n)
			}
		}
	})
}
