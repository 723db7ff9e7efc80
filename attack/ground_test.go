package attack

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"squall/attack/changes/inmemory"
	"squall/attack/clocks"
	"squall/attack/evidence"
	"squall/attack/hit"
	"squall/attack/local"
	"squall/attack/target"
	"squall/profiles"
)

// ground is a small world behind a Target: an ALB door and the Invoke API over
// net.Pipe, and the logs and queues that they leave.
type ground struct {
	*inmemory.Settings
	conns   chan net.Conn
	closed  chan struct{}
	mu      sync.Mutex
	door    []string // access-log lines
	events  []evidence.LogEvent
	letters []evidence.Message
	n       int
	// refuse and fail say which door requests are throttled, and which events
	// fail for good; silent events leave no trace at all.
	refuse, fail, silent func(n int) bool
	logError             error
	seen                 func(*http.Request) // called under the lock
	takes                time.Duration
	look                 func(profiles.Change) // called before a look
	read                 func(began time.Time) clocks.Reading
}

func (g *ground) Look(ctx context.Context, c profiles.Change) (target.Applied, error) {
	if g.look != nil {
		g.look(c)
	}
	return g.Settings.Look(ctx, c)
}

func never(int) bool { return false }

func newGround(t *testing.T) *ground {
	g := &ground{
		Settings: inmemory.New(), conns: make(chan net.Conn), closed: make(chan struct{}),
		refuse: never, fail: never, silent: never, takes: 20 * time.Millisecond,
	}
	server := &http.Server{Handler: g}
	go server.Serve(g)
	t.Cleanup(func() { server.Close(); <-time.After(2 * time.Second) }) // lets handlers end; in a bubble
	return g
}

func (g *ground) Accept() (net.Conn, error) {
	select {
	case c := <-g.conns:
		return c, nil
	case <-g.closed:
		return nil, net.ErrClosed
	}
}

func (g *ground) Close() error   { close(g.closed); return nil }
func (g *ground) Addr() net.Addr { return &net.TCPAddr{} }

func (g *ground) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case g.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-g.closed:
		return nil, errors.New("connection refused")
	}
}

func (g *ground) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	io.Copy(io.Discard, r.Body)
	g.mu.Lock()
	g.n++
	n := g.n
	if g.seen != nil {
		g.seen(r)
	}
	g.mu.Unlock()
	if r.Header.Get("X-Amz-Invocation-Type") == "Event" {
		g.event(w, n)
		return
	}
	<-time.After(g.takes)
	if !g.refuse(n) {
		w.Header().Set(hit.HeaderCold, "0")
		w.Header().Set(hit.HeaderVersion, "1")
		return
	}
	w.WriteHeader(http.StatusBadGateway)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.door = append(g.door, albLine(r.Header.Get(hit.HeaderTrace), 502, "LambdaThrottling"))
}

func albLine(trace string, status int, reason string) string {
	return fmt.Sprintf(`http 2026-01-02T03:04:05.000000Z app/squall/1 127.0.0.1:1 - 0.0 0.1 0.0 %d - 34 366 "POST http://a:80/ HTTP/1.1" "squall" - - arn "%s" "-" "-" 0 2026-01-02T03:04:05.000000Z "forward" "-" "%s" "-" "-" "-" "-" TID_1`,
		status, trace, reason)
}

// event accepts an event whose one attempt is logged a second later.
func (g *ground) event(w http.ResponseWriter, n int) {
	id := fmt.Sprintf("event-%d", n)
	w.Header().Set("x-amzn-RequestId", id)
	w.WriteHeader(http.StatusAccepted)
	if g.silent(n) {
		return
	}
	time.AfterFunc(time.Second, func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		now, report := time.Now().UnixMilli(), "REPORT RequestId: "+id+"\tDuration: 5.00 ms\t"
		if g.fail(n) {
			report += "Status: error\t"
			g.letters = append(g.letters, evidence.Message{Body: "{}", Attributes: map[string]string{"RequestID": id, "ErrorCode": "200"}, SentAt: now})
		}
		for _, text := range []string{"START RequestId: " + id + " Version: 1", report} {
			g.events = append(g.events, evidence.LogEvent{LogStreamName: "env-1", Timestamp: now, Message: text + "\n"})
		}
	})
}

func (g *ground) DoorLog(_ context.Context, door, cursor string) ([]string, string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.logError != nil {
		return nil, cursor, g.logError
	}
	lines, next := after(g.door, cursor)
	return lines, next, nil
}

func (g *ground) LogEvents(_ context.Context, function, cursor string) ([]evidence.LogEvent, string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	events, next := after(g.events, cursor)
	return events, next, nil
}

func after[T any](log []T, cursor string) ([]T, string) {
	var from int
	fmt.Sscan(cursor, &from)
	return log[from:], fmt.Sprint(len(log))
}

func (g *ground) Drain(_ context.Context, queue string, fn func(evidence.Message) bool) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	before := len(g.letters)
	g.letters = slices.DeleteFunc(g.letters, fn)
	return before - len(g.letters), nil
}

func (g *ground) DoorURL(path, function, qualifier string) string {
	return "http://door.test/" + function + "/" + qualifier
}

func (g *ground) Version(function, version string) string { return strings.TrimPrefix(version, "v") }

func (g *ground) Health(context.Context) (local.Health, error) {
	var h local.Health
	h.LagMs.P99 = 0.25
	return h, nil
}

// tape is a Recorder.
type tape struct {
	hits      []*hit.Hit
	sightings []hit.Sighting
	scheduled map[[3]int][2]uint64
}

func (r *tape) Hit(h *hit.Hit)           { r.hits = append(r.hits, h) }
func (r *tape) Sighting(s *hit.Sighting) { r.sightings = append(r.sightings, *s) }
func (r *tape) Scheduled(arm, entry, repeat int, scheduled, unsent uint64) {
	if r.scheduled == nil {
		r.scheduled = map[[3]int][2]uint64{}
	}
	r.scheduled[[3]int{arm, entry, repeat}] = [2]uint64{scheduled, unsent}
}

// shop is a plan of one function behind a load balancer and one that takes
// events.
func shop(arms ...string) *profiles.Plan {
	p := &profiles.Plan{Name: "shop", Seed: 1, Compress: 60, Repeat: 2, SharedKeys: true, Entries: []string{"alb", "events"}}
	even := func(d time.Duration, rate float64) []profiles.Phase {
		return []profiles.Phase{{For: d, From: rate, To: rate, Arrival: profiles.ArrivalUniform}}
	}
	for _, name := range arms {
		p.Arms = append(p.Arms, profiles.Arm{Name: name, NewEnvironments: true, World: profiles.World{
			Account: profiles.Account{ID: "111122223333", Region: "us-east-1", Concurrency: 1000},
			Functions: []profiles.Function{
				{Name: "checkout", Timeout: 3 * time.Second, Versions: []profiles.Version{{Name: "v1"}}, Aliases: []profiles.Alias{{Name: "live", To: "v1"}}},
				{Name: "thumbs", Timeout: 3 * time.Second, Versions: []profiles.Version{{Name: "v1"}}, Async: profiles.Async{MaxAge: time.Hour, DeadLetter: "sqs:dead"}},
			},
			Attack: []profiles.Entry{
				{Name: "alb", Path: profiles.PathALB, Function: "checkout", Alias: "live", Warmup: time.Second, Phases: even(10*time.Second, 50)},
				{Name: "events", Path: profiles.PathAsync, Function: "thumbs", Phases: even(10*time.Second, 10)},
			},
		}})
	}
	return p
}
