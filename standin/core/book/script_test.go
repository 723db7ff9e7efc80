package book

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"squall/profiles/dist"
	"squall/standin/core"
	"squall/standin/core/eventinvoke"
	"squall/standin/core/fault"
)

var update = flag.Bool("update", false, "rewrite the expected traces")

// TestScripts runs testdata/*.txt. A line that starts with a word is a
// command, a line that starts with a tab is expected of the command above it:
//
//	model NAME init=D duration=D first=D errors=F initerrors=F
//	config sandbox=D idle=D lifetime=D burst=N delay=D rate=N overhead=D compress=N proactive=% sparse=% below=D
//	       requests=N per=D spread=N initlimit=D tries=N error=D throttle=D growth=N longest=D
//	T create FN MODEL [timeout=D]     T publish FN            T configure FN MODEL
//	T alias FN:NAME N [N@MILLIONTHS]  T unalias FN:NAME       T unpublish FN:N
//	T account N                       T reserve FN N|none     T provision FN:Q N|none
//	T bar FN[:N] REASON|none            T ready|done|failed|exited ENV
//	T async FN:Q retries=N age=D success failure              T dead-letter FN on|off
//	T invoke FN[:Q] [xN]              T event FN[:Q] [xN]     T until
//	T away D (until then)             T left (events come back)
//
// Every command first lets the timers before its time act.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts found: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := newScript(t).run(string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("trace differs (-want +got):\n%s", diff)
			}
		})
	}
}

// script is a rule book with names.
type script struct {
	t       *testing.T
	cfg     core.Config
	book    *Book
	names   map[string]int32
	models  map[string]int32
	nextReq uint64
	out     strings.Builder
}

func newScript(t *testing.T) *script {
	s := &script{t: t, names: map[string]int32{}, models: map[string]int32{}}
	s.cfg = core.Config{Seed: 1, ScalingBurst: 1000, ScalingPer: 10 * second, ProvisionDelay: 60 * second, ProvisionPerMin: 6000}
	s.book = New(s.cfg)
	return s
}

func (s *script) run(text string) string {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "\t") {
			continue
		}
		s.out.WriteString(line)
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		switch words[0] {
		case "model":
			s.models[words[1]] = s.book.AddModel(s.model(words[2:]))
		case "config":
			s.config(words[1:])
		default:
			s.at(s.duration(words[0]), words[1:])
		}
	}
	return s.out.String()
}

// at advances to a time and carries out a command.
func (s *script) at(now int64, words []string) {
	for {
		at, ok := s.book.Next()
		if !ok || at > now {
			break
		}
		s.print(at, s.book.Expire(at, nil))
	}
	s.print(now, s.book.Expire(now, nil))
	switch words[0] {
	case "until":
		return
	case "left":
		for _, e := range s.book.Left() {
			s.book.Resume(e.Event, max(e.Due, s.book.Faults.Away(now)))
		}
		return
	}
	times := 1
	if last := words[len(words)-1]; strings.HasPrefix(last, "x") {
		times = int(s.number(last[1:]))
		words = words[:len(words)-1]
	}
	for range times {
		s.print(now, s.book.Step(now, s.event(words), nil))
	}
	if at, ok := s.book.Next(); ok && at < now {
		s.t.Fatalf("at %d a timer is left at %d", now, at)
	}
}

func (s *script) print(now int64, effects []core.Effect) {
	for _, e := range effects {
		if e.Kind == core.Forget && e.Condition == core.NoCondition {
			continue
		}
		fmt.Fprintf(&s.out, "\t%s %s\n", time.Duration(now), e)
	}
}

// told are the words for what happens to an external environment.
var told = map[string]core.EventKind{"ready": core.EnvReady, "done": core.EnvDone, "failed": core.EnvDone, "exited": core.EnvExited}

func (s *script) event(words []string) core.Event {
	ev := core.Event{}
	name, qual, _ := strings.Cut(words[min(1, len(words)-1)], ":")
	switch words[0] {
	case "account":
		return core.Event{Kind: core.SetAccount, N: int32(s.number(words[1]))}
	case "away":
		return core.Event{Kind: core.PutFault, N: s.book.Faults.Lay(fault.Fault{ID: 1, Kind: fault.StandinRestart,
			Fn: fault.Any, Version: fault.Any, Share: 1, Until: s.duration(words[1])})}
	}
	if kind, ok := told[words[0]]; ok {
		id := uint64(s.number(words[1]))
		place := slices.IndexFunc(s.book.envs, func(e env) bool { return e.id == id })
		return core.Event{Kind: kind, N: int32(place), Key: id, M: map[string]int32{"failed": int32(core.Errored)}[words[0]]}
	}
	ev.Fn, ev.Qual = s.intern(name), s.qual(qual)
	rest := words[2:]
	switch words[0] {
	case "invoke", "event":
		s.nextReq++
		ev.Kind, ev.Req, ev.Key = core.Invoke, s.nextReq, s.nextReq
		if words[0] == "event" {
			ev.Kind = core.InvokeEvent
		}
	case "create", "configure":
		ev.Kind, ev.Model, ev.Timeout = core.CreateFunction, core.NoModel, 3*second
		if words[0] == "configure" {
			ev.Kind = core.ConfigureLatest
		}
		if len(rest) > 0 {
			ev.Model = s.models[rest[0]]
			ev.Timeout = s.option(rest, "timeout", ev.Timeout)
		}
	case "publish":
		ev.Kind = core.PublishVersion
	case "unpublish":
		ev.Kind = core.DeleteVersion
	case "delete":
		ev.Kind = core.DeleteFunction
	case "alias":
		ev.Kind, ev.N = core.PutAlias, int32(s.number(rest[0]))
		if len(rest) > 1 {
			other, weight, _ := strings.Cut(rest[1], "@")
			ev.M, ev.Weight = int32(s.number(other)), int32(s.number(weight))
		}
	case "unalias":
		ev.Kind = core.DeleteAlias
	default:
		s.setting(&ev, words[0], rest)
	}
	return ev
}

// setting fills the events that set concurrency and asynchronous invokes.
func (s *script) setting(ev *core.Event, verb string, rest []string) {
	off := len(rest) > 0 && rest[0] == "none"
	switch verb {
	case "reserve":
		ev.Kind = core.PutReserved
		if off {
			ev.Kind = core.DeleteReserved
		}
	case "provision":
		ev.Kind = core.PutProvisioned
		if off {
			ev.Kind = core.DeleteProvisioned
		}
	case "bar":
		ev.Kind = core.BarStart
		for r := range core.Reasons {
			if r.Bars() && r.String() == rest[0] {
				ev.N = int32(r)
			}
		}
		return
	case "dead-letter":
		ev.Kind = core.PutDeadLetter
		if rest[0] == "on" {
			ev.N = 1
		}
		return
	case "async":
		ev.Kind, ev.N = core.PutEventInvoke, int32(s.option(rest, "retries", 2))
		ev.MaxAge = s.option(rest, "age", eventinvoke.MaxAge)
		for _, w := range rest {
			switch w {
			case "success":
				ev.Flags |= core.HasOnSuccess
			case "failure":
				ev.Flags |= core.HasOnFailure
			}
		}
		return
	default:
		s.t.Fatalf("unknown command %q", verb)
	}
	if !off {
		ev.N = int32(s.number(rest[0]))
	}
}

func (s *script) model(words []string) core.Model {
	m := core.Model{First: s.option(words, "first", 0)}
	m.Init = s.dist(s.option(words, "init", 0))
	m.Duration = s.dist(s.option(words, "duration", 0))
	m.Errors = float64(s.option(words, "errors", 0)) / 100
	m.InitErrors = float64(s.option(words, "initerrors", 0)) / 100
	m.External = slices.Contains(words, "external")
	return m
}

func (s *script) config(words []string) {
	c := &s.cfg
	c.Sandbox = s.dist(s.option(words, "sandbox", 0))
	c.IdleExpiry = s.dist(s.option(words, "idle", 0))
	c.Overhead = s.dist(s.option(words, "overhead", 0))
	c.MaxLifetime = s.option(words, "lifetime", 0)
	c.Compress = s.option(words, "compress", 0) * 1000
	c.ProvisionDelay = s.option(words, "delay", c.ProvisionDelay)
	c.ProvisionPerMin = s.option(words, "rate", c.ProvisionPerMin)
	c.ScalingBurst = s.option(words, "burst", c.ScalingBurst)
	c.Proactive = float64(s.option(words, "proactive", 0)) / 100
	c.ProactiveSparse = float64(s.option(words, "sparse", 0)) / 100
	c.SparseGap = s.option(words, "below", 0)
	c.Fixed = core.Fixed{RequestRate: s.option(words, "requests", 0), RequestPer: s.option(words, "per", 0),
		LifetimeSpread: s.option(words, "spread", 0), InitLimit: s.option(words, "initlimit", 0), ProvisionTries: s.option(words, "tries", 0),
		ErrorGap: s.option(words, "error", 0), ThrottleGap: s.option(words, "throttle", 0),
		ThrottleGrowth: s.option(words, "growth", 0), ThrottleMost: s.option(words, "longest", 0)}
	s.book.Configure(s.cfg)
}

// option finds name=value: a time, or a plain number.
func (s *script) option(words []string, name string, otherwise int64) int64 {
	for _, w := range words {
		if v, ok := strings.CutPrefix(w, name+"="); ok {
			if n, err := strconv.ParseInt(v, 10, 64); err == nil {
				return n
			}
			return s.duration(v)
		}
	}
	return otherwise
}

func (s *script) dist(d int64) dist.Dist {
	if d == 0 {
		return dist.Dist{}
	}
	c, err := dist.Constant(time.Duration(d))
	if err != nil {
		s.t.Fatal(err)
	}
	return c
}

func (s *script) duration(text string) int64 {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return int64(d)
}

func (s *script) number(text string) int64 {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

func (s *script) intern(name string) int32 {
	if _, ok := s.names[name]; !ok {
		s.names[name] = int32(len(s.names))
	}
	return s.names[name]
}

func (s *script) qual(q string) core.Qual {
	if q == "" {
		return core.Qual{}
	}
	if n, err := strconv.Atoi(q); err == nil {
		return core.Qual{Kind: core.Number, N: int32(n)}
	}
	return core.Qual{Kind: core.Alias, N: s.intern(q)}
}
