package chance

import (
	"testing"
	"time"

	"squall/profiles/dist"
	"squall/standin/core"
)

func constant(t *testing.T, d time.Duration) dist.Dist {
	t.Helper()
	out, err := dist.Constant(d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

const (
	ms     = int64(time.Millisecond)
	second = 1000 * ms
)

func TestCourses(t *testing.T) {
	cfg := core.Config{Sandbox: constant(t, 150*time.Millisecond)}.Complete()
	app := core.Model{Init: constant(t, 200*time.Millisecond), Duration: constant(t, 40*time.Millisecond), First: 10 * ms}
	huge, broken, failing := app, app, app
	huge.Init = constant(t, 12*time.Second)
	broken.InitErrors = 1
	failing.Errors = 1
	large := app
	large.Download = 500 * ms
	brokenHuge := huge
	brokenHuge.InitErrors = 1
	for name, tt := range map[string]struct {
		model core.Model
		state State
		want  Course
	}{
		"warm":                  {app, Used, Course{Took: 40 * ms}},
		"cold":                  {app, New, Course{Wait: 350 * ms, Init: 200 * ms, Took: 50 * ms}},
		"cold, large package":   {large, New, Course{Wait: 850 * ms, Init: 200 * ms, Took: 50 * ms}},
		"large after a timeout": {large, Reset, Course{Took: 250 * ms}},
		"initialised ahead":     {app, Ready, Course{Took: 50 * ms}},
		"after a timeout":       {app, Reset, Course{Took: 250 * ms}},
		"init over the limit":   {huge, New, Course{Wait: 10_150 * ms, Init: 10_000 * ms, Took: 12_050 * ms}},
		"init over the timeout": {huge, Reset, Course{Took: 12_050 * ms}},
		"init fails":            {broken, New, Course{Wait: 350 * ms, Init: 200 * ms, Outcome: core.InitErrored}},
		"init fails late":       {brokenHuge, New, Course{Wait: 10_150 * ms, Init: 10_000 * ms, Outcome: core.InitErrored}},
		"function error":        {failing, Used, Course{Took: 40 * ms, Outcome: core.Errored}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Run(&cfg, &tt.model, 15_000*ms, 1, 0, tt.state, 0); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
	if got, want := Run(&cfg, &app, 15_000*ms, 1, 0, New, 7*ms), (Course{Wait: 350 * ms, Init: 200 * ms, Took: 7 * ms}); got != want {
		t.Errorf("a time that is given: got %+v, want %+v", got, want)
	}
	late := Run(&cfg, &failing, 30*ms, 1, 0, Used, 0)
	if late != (Course{Took: 30 * ms, Outcome: core.TimedOut}) {
		t.Errorf("over the timeout: %+v", late)
	}
}

func TestSlowestInit(t *testing.T) {
	cfg := core.Config{Sandbox: constant(t, time.Second)}.Complete()
	m := core.Model{Init: constant(t, 12*time.Second)}
	if took, broken := SlowestInit(&cfg, &m, 1, 1, 5); took != 13*second || broken {
		t.Errorf("%d, %t: the limit of ten seconds is not for these", took, broken)
	}
	m.Download = 3 * second
	if took, _ := SlowestInit(&cfg, &m, 1, 1, 5); took != 16*second {
		t.Errorf("%d: a package of three seconds is downloaded", took)
	}
	if wait, init := Ahead(&cfg, &m, 1); wait != 16*second || init != 12*second {
		t.Errorf("ahead of need: %d, of it %d", wait, init)
	}
	m.Download, m.InitErrors = 0, 1
	if took, broken := SlowestInit(&cfg, &m, 1, 1, 5); took != (1+6*12)*second || !broken {
		t.Errorf("%d, %t: six tries are made", took, broken)
	}
	cfg.ProvisionTries = 2
	if took, broken := SlowestInit(&cfg, &m, 1, 1, 5); took != (1+2*12)*second || !broken {
		t.Errorf("%d, %t: two tries are made", took, broken)
	}
}

func TestLifetime(t *testing.T) {
	cfg := core.Config{MaxLifetime: 7200 * second, Compress: 60_000}.Complete()
	for env := range uint64(1000) {
		if life := Lifetime(&cfg, env); life < 116*second || life > 124*second {
			t.Fatalf("environment %d lives %s", env, time.Duration(life))
		}
	}
	cfg.MaxLifetime = 1
	if life := Lifetime(&cfg, 1); life < 1 {
		t.Errorf("one that is dead before it is born: %d", life)
	}
	cfg.MaxLifetime = 0
	if life := Lifetime(&cfg, 1); life != 0 {
		t.Errorf("no limit gives %d", life)
	}
}
