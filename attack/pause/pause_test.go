package pause

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		for _, d := range []time.Duration{time.Hour, 0, -time.Second} {
			began := time.Now()
			if err := For(ctx, d); err != nil || time.Since(began) != max(d, 0) {
				t.Errorf("%v: %v after %v", d, err, time.Since(began))
			}
		}
		began := time.Now()
		time.AfterFunc(time.Minute, func() { cancel(why) })
		if err := For(ctx, time.Hour); err != why || time.Since(began) != time.Minute {
			t.Errorf("ended: %v after %v", err, time.Since(began))
		}
		if err := For(ctx, 0); err != why {
			t.Errorf("for no time: %v", err)
		}
	})
}

func TestOutlive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		why := errors.New("enough")
		ctx, cancel := context.WithCancelCause(t.Context())
		longer, end := Outlive(ctx, time.Minute)
		ended, now := Outlive(ctx, time.Minute)
		now()
		if ended.Err() == nil || longer.Err() != nil {
			t.Errorf("ended %v, the other %v", ended.Err(), longer.Err())
		}
		began := time.Now()
		cancel(why)
		<-longer.Done()
		if context.Cause(longer) != why || time.Since(began) != time.Minute {
			t.Errorf("%v after %v", context.Cause(longer), time.Since(began))
		}
		end()
	})
}
