package standin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"squall/profiles"
	"squall/standin/brought"
	"squall/standin/catalog"
	"squall/standin/core"
	"squall/standin/door/route"
	"squall/standin/lease"
	"squall/standin/live"
	"squall/standin/relay"
)

// routes are the stand-in's own pages: what AWS has no API for.
func (s *Standin) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /_squall/health", s.health)
	mux.HandleFunc("GET /_squall/state", s.state)
	mux.HandleFunc("POST /_squall/reset", s.reset)
	mux.HandleFunc("GET /_squall/config", func(w http.ResponseWriter, _ *http.Request) { reply(w, s.config()) })
	mux.HandleFunc("POST /_squall/config", s.configure)
	mux.HandleFunc("PUT /_squall/doors", s.putDoor)
	mux.HandleFunc("DELETE /_squall/doors", s.deleteDoor)
	mux.HandleFunc("GET /_squall/doorlog", s.doorLog)
	mux.HandleFunc("GET /_squall/sightings", s.sightings)
	mux.Handle("/_squall/faults", lease.Handler(s.loop, s.mortal()))
	mux.Handle("GET /_squall/lifecycle", &s.hooked)
	mux.Handle("GET "+brought.Page, &s.zips)
	mux.HandleFunc("/_squall/", func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusNotFound, "no page "+r.Method+" "+r.URL.Path+
			": there are GET health, state, config, doorlog, sightings, faults, lifecycle; POST reset, config; PUT and DELETE doors, faults")
	})
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // a client that hung up needs no answer
}

func refuse(w http.ResponseWriter, status int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": message})
}

// Health is the answer of /_squall/health.
type Health struct {
	Status   string             `json:"status"`
	Squall   string             `json:"squall"`
	Account  string             `json:"account"` // of callers whose access key names none
	Region   string             `json:"region"`  // of callers whose signature names none
	Doors    map[string]string  `json:"doors"`
	LagMs    map[string]float64 `json:"lag_ms"`
	Compress float64            `json:"compress"`
}

func (s *Standin) health(w http.ResponseWriter, _ *http.Request) {
	lag := s.loop.Lag()
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	own := s.options.World.Account
	reply(w, Health{Status: "ok", Squall: s.options.Version, Account: own.ID, Region: own.Region, Doors: s.addrs, Compress: s.config().Compress,
		LagMs: map[string]float64{"n": float64(lag.N), "p50": ms(lag.P50), "p99": ms(lag.P99), "max": ms(lag.Max)}})
}

func (s *Standin) reset(w http.ResponseWriter, r *http.Request) {
	if err := s.loop.Reset(r.Context()); err != nil {
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	for _, route := range s.doors.Registry().List() {
		s.doors.Registry().Deregister(route.Door, route.Function, route.Qualifier)
	}
	reply(w, map[string]string{"status": "ok"})
}

// Config is what a run posts to a stand-in in another process, and reads first
// so that it can be taken back: what the AWS API cannot carry.
type Config struct {
	Compress float64        `json:"compress"`
	Seed     uint64         `json:"seed"`
	World    profiles.World `json:"world"`
}

// maxConfig bounds a posted configuration.
const maxConfig = 8 << 20

func (s *Standin) configure(w http.ResponseWriter, r *http.Request) {
	var c Config
	var tooLong *http.MaxBytesError
	switch err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxConfig)).Decode(&c); {
	case errors.As(err, &tooLong):
		refuse(w, http.StatusRequestEntityTooLarge, fmt.Sprintf("the configuration is longer than %d bytes", maxConfig))
		return
	case err != nil:
		refuse(w, http.StatusBadRequest, "the configuration is not the JSON of a world: "+err.Error())
		return
	case c.World.Account.Concurrency < 1:
		refuse(w, http.StatusBadRequest, "the configuration's account has no concurrency: post what GET /_squall/config answers, changed")
		return
	}
	c.Compress = max(1, min(c.Compress, 1e6)) // as a profile's waits
	if err := s.Configure(r.Context(), c); err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	reply(w, map[string]string{"status": "ok"})
}

// Configure makes a world's account, platform and models those of the stand-in.
func (s *Standin) Configure(ctx context.Context, c Config) error {
	a := s.options.World.Account
	if c.World.Account.ID != a.ID || c.World.Account.Region != a.Region {
		return fmt.Errorf("the profile's account is %s in %s, this stand-in's %s in %s: start it with --config PROFILE",
			c.World.Account.ID, c.World.Account.Region, a.ID, a.Region)
	}
	if err := s.permits(&c.World); err != nil {
		return err
	}
	if err := s.loop.Configure(ctx, Rules(&c.World, c.Seed, c.Compress), c.World.Account.Concurrency, Models(&c.World)); err != nil {
		return err
	}
	s.calendar.SetCompress(time.Now(), c.Compress)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = c
	s.configured++
	return nil
}

// config is the configuration that holds now.
func (s *Standin) config() Config {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// doorRequest registers a function at a door.
type doorRequest struct {
	Path       string `json:"path"`
	Function   string `json:"function"`
	Qualifier  string `json:"qualifier"`
	MultiValue bool   `json:"multi_value"`
}

func (s *Standin) putDoor(w http.ResponseWriter, r *http.Request) {
	var d doorRequest
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&d); err != nil {
		refuse(w, http.StatusBadRequest, "the registration is not JSON: "+err.Error())
		return
	}
	path, err := s.doors.Registry().Register(d.Path, d.Function, d.Qualifier, d.MultiValue)
	if err == nil {
		err = s.permitDoor(d.Path, d.Function, d.Qualifier)
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	reply(w, map[string]string{"url": s.origin(d.Path) + path})
}

// origin is the address of a door without the REST API's stage, which its
// paths bring along.
func (s *Standin) origin(path string) string {
	return strings.TrimSuffix(s.addrs[path], "/"+route.Stage)
}

func (s *Standin) deleteDoor(w http.ResponseWriter, r *http.Request) {
	var d doorRequest
	if err := json.NewDecoder(io.LimitReader(r.Body, 1<<16)).Decode(&d); err != nil {
		refuse(w, http.StatusBadRequest, "the registration is not JSON: "+err.Error())
		return
	}
	s.doors.Registry().Deregister(d.Path, d.Function, d.Qualifier)
	reply(w, map[string]string{"status": "ok"})
}

// page is how many lines one answer holds.
const page = 20_000

func cursor(r *http.Request) (uint64, error) {
	text := r.URL.Query().Get("after")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("after=%q is no cursor: use the X-Squall-Cursor of the answer before", text)
	}
	return n, nil
}

func (s *Standin) doorLog(w http.ResponseWriter, r *http.Request) {
	after, err := cursor(r)
	log := s.doors.Log(r.URL.Query().Get("door"))
	if err == nil && log == nil {
		err = fmt.Errorf("door %q has no log: use alb, apigw-rest or apigw-http", r.URL.Query().Get("door"))
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	lines, next, lost := log.After(after, page)
	w.Header().Set("X-Squall-Cursor", strconv.FormatUint(next, 10))
	w.Header().Set("X-Squall-Lost", strconv.FormatUint(lost, 10))
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, line := range lines {
		_, _ = io.WriteString(w, line+"\n")
	}
}

func (s *Standin) sightings(w http.ResponseWriter, r *http.Request) {
	after, err := cursor(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	lines, next, lost := s.loop.Log(r.URL.Query().Get("function"), after, page)
	w.Header().Set("X-Squall-Cursor", strconv.FormatUint(next, 10))
	w.Header().Set("X-Squall-Lost", strconv.FormatUint(lost, 10))
	w.Header().Set("Content-Type", "application/x-ndjson")
	enc := json.NewEncoder(w)
	for i := range lines {
		_ = enc.Encode(&lines[i])
	}
}

// State is the answer of /_squall/state.
type State struct {
	Account   core.AccountView  `json:"account"`
	Waiting   int               `json:"waiting"`
	Functions []StateOfFunction `json:"functions"`
	Doors     []StateOfDoor     `json:"doors,omitempty"` // on the first page
	// Deliveries are those between services: to queues, functions and the like.
	Deliveries relay.Counts   `json:"deliveries"`
	Sources    []relay.Source `json:"sources,omitempty"` // on the first page: who tells whom
	Next       string         `json:"next,omitempty"`    // ?after= of the next page
}

// StateOfFunction is one function's fleets.
type StateOfFunction struct {
	Name        string           `json:"name"`
	Reserved    *int32           `json:"reserved"` // null: not set
	Provisioned int32            `json:"provisioned"`
	Busy        int32            `json:"busy"`
	Fleets      []core.FleetView `json:"fleets"`
}

func stateOf(name string, v core.FunctionView) StateOfFunction {
	s := StateOfFunction{Name: name, Provisioned: v.Provisioned, Busy: v.Busy, Fleets: v.Fleets}
	if v.Reserved >= 0 {
		s.Reserved = &v.Reserved
	}
	return s
}

// StateOfDoor is one registration.
type StateOfDoor struct {
	Path       string `json:"path"`
	Function   string `json:"function"`
	Qualifier  string `json:"qualifier"`
	MultiValue bool   `json:"multi_value"`
	URL        string `json:"url"`
}

// statePage is how many functions one page of the state holds.
const statePage = 100

func (s *Standin) state(w http.ResponseWriter, r *http.Request) {
	after := r.URL.Query().Get("after")
	out := State{Functions: []StateOfFunction{}}
	if after == "" {
		for _, d := range s.doors.Registry().List() {
			out.Doors = append(out.Doors, StateOfDoor{d.Door, d.Function, d.Qualifier, d.MultiValue, s.origin(d.Door) + d.Path})
		}
	}
	s.loop.Relay(func(_ int64, r *relay.Relay) {
		out.Deliveries = r.Counts()
		if a := s.options.World.Account; after == "" {
			out.Sources = r.Sources(a.ID, a.Region)
		}
	})
	err := s.loop.State(r.Context(), func(c *catalog.Catalog, read live.Reader) {
		a := s.options.World.Account
		out.Account = read.Account(c.RegionID(a.ID, a.Region))
		out.Waiting = read.Waiting()
		for _, f := range c.Functions(a.ID, a.Region, false) {
			if f.FunctionName <= after {
				continue
			}
			if len(out.Functions) == statePage {
				out.Next = out.Functions[statePage-1].Name
				return
			}
			t, err := c.Resolve(a.ID, a.Region, f.FunctionName, "")
			if err != nil {
				continue
			}
			if v, ok := read.Function(t.Fn); ok {
				out.Functions = append(out.Functions, stateOf(f.FunctionName, v))
			}
		}
	})
	if err != nil {
		refuse(w, http.StatusServiceUnavailable, err.Error())
		return
	}
	reply(w, out)
}
