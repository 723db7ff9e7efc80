// Package lease turns a fault of a profile into an order for the rule book, and
// serves the page of a stand-in at which runs in other processes begin, renew,
// end and count faults. An order is a lease: it ends by itself, so that nothing
// stays broken when the run that broke it is killed.
//
// It decides nothing about what is struck.
package lease

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"squall/profiles"
	"squall/profiles/dist"
	"squall/standin/core/fault"
	"squall/standin/invoke"
)

// Request is what a run posts.
type Request struct {
	Lease   string         `json:"lease"` // its name; the same one renews
	Fault   profiles.Fault `json:"fault"`
	Version string         `json:"version"` // of fault.match, as a number; "" any
	Lasts   time.Duration  `json:"lasts_ns"`
}

// longest is how long a fault may last; runs of days renew it.
const longest = 10 * 365 * 24 * time.Hour

// Order is a request as the rule book takes it.
func (r *Request) Order() (fault.Order, error) {
	f := &r.Fault
	kind, ok := fault.Named(f.Kind)
	switch {
	case !ok:
		return fault.Order{}, fmt.Errorf("%q is no fault of the stand-in; GET /_squall/faults lists what is live", f.Kind)
	case r.Lease == "":
		return fault.Order{}, errors.New("lease is missing: a name by which the fault can be ended")
	case r.Lasts <= 0 || r.Lasts > longest:
		return fault.Order{}, fmt.Errorf("lasts_ns is %d, want a time above 0 and up to ten years: a fault ends by itself", r.Lasts)
	case !(f.Share >= 0 && f.Share <= 1):
		return fault.Order{}, fmt.Errorf("share is %g, want 0 to 1", f.Share)
	}
	o := fault.Order{Function: f.Function, Header: f.Match.Header, Equals: f.Match.Equals, Payload: f.Match.Payload, Lasts: int64(r.Lasts)}
	o.Fault = fault.Fault{ID: ID(r.Lease), Kind: kind, Fn: fault.Any, Version: fault.Any, Share: f.Share, N: int64(f.Count), Delay: f.Delay,
		Key: dist.Key(f.Kind, f.Function, f.Match.String())}
	if r.Version != "" {
		n, err := strconv.ParseInt(r.Version, 10, 32)
		if err != nil || n < 1 {
			return o, fmt.Errorf("version is %q, want the number of a published one", r.Version)
		}
		o.Fault.Version = int32(n)
	}
	if path := f.Match.Path; path != "" {
		door := slices.Index(invoke.Doors[:], path)
		switch {
		case path == profiles.PathAsync:
			o.Doors = fault.Events
		case door < 0:
			return o, fmt.Errorf("match.path is %q, want async or one of %v", path, invoke.Doors)
		default:
			o.Doors = 1 << door
		}
	}
	return o, nil
}

// ID is the number of a lease's name.
func ID(name string) uint64 { return dist.Key("lease", name) }

// Shell carries orders out; the loop of a live stand-in is one.
type Shell interface {
	Inject(o fault.Order) error
	EndFault(id uint64) error
	Faults() ([]fault.Count, error)
}

// Apply carries out the change that begins or ends a fault; version is the number
// of the one that it may strike alone, or "".
func Apply(s Shell, c profiles.Change, version string) error {
	if c.Kind == profiles.EndFault {
		return s.EndFault(ID(c.Lease))
	}
	o, err := (&Request{Lease: c.Lease, Fault: *c.Fault, Version: version, Lasts: c.Lasts}).Order()
	if err != nil {
		return err
	}
	return s.Inject(o)
}

// Row is a lease as the page lists it.
type Row struct {
	ID      uint64 `json:"id,string"`
	Kind    string `json:"kind"`
	Matched uint64 `json:"matched"` // times that something could have been struck
	Struck  uint64 `json:"struck"`
	Live    bool   `json:"live"`
	Killed  bool   `json:"killed,omitempty"` // the process was, and has started again
}

// Mortal is a shell whose process may be killed: the fault standin.restart is
// then no model.
type Mortal struct {
	Doom func(o fault.Order) error // notes the fault for the next process
	Die  func()
}

// kill carries out a fault by the death of the process, which whoever asked for
// it is told of first.
func (m *Mortal) kill(w http.ResponseWriter, o fault.Order) {
	if err := m.Doom(o); err != nil {
		answer(w, nil, err)
		return
	}
	const body = `{"status":"ok","killed":true}`
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = io.WriteString(w, body)
	_ = http.NewResponseController(w).Flush() // the process dies, told or not
	m.Die()
}

// Handler serves the page; nobody may be killed where mortal is nil.
func Handler(s Shell, mortal *Mortal) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /_squall/faults", func(w http.ResponseWriter, r *http.Request) {
		var in Request
		err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&in)
		if err != nil {
			err = fmt.Errorf("the fault is not JSON: %w", err)
		}
		var o fault.Order
		if err == nil {
			o, err = in.Order()
		}
		if err == nil && o.Kind == fault.StandinRestart && mortal != nil {
			mortal.kill(w, o)
			return
		}
		if err == nil {
			err = s.Inject(o)
		}
		answer(w, map[string]string{"status": "ok"}, err)
	})
	mux.HandleFunc("DELETE /_squall/faults", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]string{"status": "ok"}, s.EndFault(ID(r.URL.Query().Get("lease"))))
	})
	mux.HandleFunc("GET /_squall/faults", func(w http.ResponseWriter, r *http.Request) {
		counts, err := s.Faults()
		name, rows := r.URL.Query().Get("lease"), []Row{}
		for _, c := range counts {
			if name == "" || c.ID == ID(name) {
				rows = append(rows, Row{ID: c.ID, Kind: c.Kind.String(), Matched: c.Matched, Struck: c.Struck, Live: c.Live, Killed: c.Killed})
			}
		}
		answer(w, rows, err)
	})
	return mux
}

func answer(w http.ResponseWriter, v any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		v = map[string]string{"error": err.Error()}
	}
	_ = json.NewEncoder(w).Encode(v) // a client that hung up needs no answer
}
