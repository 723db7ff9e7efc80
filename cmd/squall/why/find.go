// Package why tells what became of one request of a run, and by which rules: a
// run in virtual time is walked again and the rule book watched; of a live one
// there is the evidence that was recorded.
//
// It decides nothing, and knows no rule beside those that it names.
package why

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"squall/analyze"
	"squall/attack/hit"
)

// Found is one request of a run.
type Found struct {
	Run   *analyze.Run
	Names hit.Names
	Hit   hit.Hit
	// Sightings are what was seen of it elsewhere, when it is an asynchronous
	// event.
	Sightings []hit.Sighting
}

// Address is how the request is named for good: arm/repeat/entry/number, and
// #attempt behind one that was tried again.
func (f *Found) Address() string { return address(f.Names, &f.Hit) }

// Entry is the name of the request's entry.
func (f *Found) Entry() string { return at(f.Names.Entries, f.Hit.Entry) }

// Arm is the name of the request's arm.
func (f *Found) Arm() string { return at(f.Names.Arms, f.Hit.Arm) }

func address(names hit.Names, h *hit.Hit) string {
	name := fmt.Sprintf("%s/%d/%s/%d", at(names.Arms, h.Arm), h.Repeat+1, at(names.Entries, h.Entry), h.N)
	if h.Again {
		name += "#" + strconv.Itoa(int(h.Attempt))
	}
	return name
}

func at(names []string, i uint16) string {
	if int(i) < len(names) {
		return names[i]
	}
	return strconv.Itoa(int(i))
}

// words choose a request by what became of it: the first one, or the slowest.
var words = map[string]func(h *hit.Hit) bool{
	"throttled": func(h *hit.Hit) bool { return h.Outcome == hit.Throttled },
	"failed":    func(h *hit.Hit) bool { return h.Outcome != hit.OK && h.Outcome != hit.Throttled },
	"cold":      func(h *hit.Hit) bool { return h.Start == hit.Cold },
	"slowest":   func(h *hit.Hit) bool { return h.Outcome == hit.OK },
}

// shortest is how much of an id must be given.
const shortest = 4

// Find looks a request up in the folder of a run: by the beginning of its
// request id or trace id, by its address or the end of it (entry/number), or
// by one of the words throttled, failed, cold and slowest.
func Find(dir string, run *analyze.Run, what string) (*Found, error) {
	names, hits, err := matches(dir, what)
	if err != nil {
		return nil, err
	}
	if len(hits) > 1 {
		var addresses []string
		for i := range hits[:min(len(hits), 5)] {
			addresses = append(addresses, address(names, &hits[i]))
		}
		return nil, fmt.Errorf("%q is the name of %s requests, say which: %s", what, several(len(hits)), strings.Join(addresses, ", "))
	}
	if len(hits) == 0 {
		return nil, fmt.Errorf("no request of %s is %q; give the beginning of a request id or trace id, entry/number, or one of the words "+
			"throttled, failed, cold, slowest; squall report %s --hits csv lists those that were kept", dir, what, dir)
	}
	f := &Found{Run: run, Names: names, Hit: hits[0]}
	return f, f.sightings(dir)
}

// most is how many matches are kept of what is ambiguous.
const most = 1000

func several(n int) string {
	if n >= most {
		return "many"
	}
	return strconv.Itoa(n)
}

func matches(dir, what string) (hit.Names, []hit.Hit, error) {
	file, err := os.Open(filepath.Join(dir, "hits.sqh"))
	if err != nil {
		return hit.Names{}, nil, fmt.Errorf("read hits: %w; name the folder of a run, for example out/latest", err)
	}
	defer file.Close()
	r, err := hit.NewReader(file)
	if err != nil {
		return hit.Names{}, nil, fmt.Errorf("read hits of %s: %w", dir, err)
	}
	word := words[what]
	var found []hit.Hit
	any := false
	for h := (hit.Hit{}); ; {
		switch err := r.Next(&h); {
		case errors.Is(err, io.EOF) && !any:
			return r.Names(), nil, fmt.Errorf("no hit of %s was kept: run it again with --hits all", dir)
		case errors.Is(err, io.EOF):
			return r.Names(), found, nil
		case err != nil:
			return r.Names(), nil, fmt.Errorf("read hits of %s: %w", dir, err)
		}
		any = true
		switch {
		case word != nil && !h.Warmup && word(&h):
			if len(found) == 0 || what == "slowest" && h.Latency() > found[0].Latency() {
				found = []hit.Hit{h}
			}
		case word == nil && named(r.Names(), &h, what) && len(found) < most:
			found = append(found, h)
		}
	}
}

// named says whether a request goes by a name.
func named(names hit.Names, h *hit.Hit, what string) bool {
	if strings.Contains(what, "/") {
		full := address(names, h)
		return full == what || strings.HasSuffix(full, "/"+what)
	}
	what = strings.ToLower(what)
	return len(what) >= shortest && (strings.HasPrefix(h.RequestID, what) || strings.HasPrefix(h.TraceID, what))
}

func (f *Found) sightings(dir string) error {
	file, err := os.Open(filepath.Join(dir, "sightings.sqh"))
	if errors.Is(err, os.ErrNotExist) || f.Hit.RequestID == "" {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read sightings: %w", err)
	}
	defer file.Close()
	r, err := hit.NewSightingReader(file)
	if err != nil {
		return fmt.Errorf("read sightings of %s: %w", dir, err)
	}
	for s := (hit.Sighting{}); ; {
		switch err := r.Next(&s); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read sightings of %s: %w", dir, err)
		}
		if s.RequestID == f.Hit.RequestID && s.Arm == f.Hit.Arm && s.Repeat == f.Hit.Repeat {
			f.Sightings = append(f.Sightings, s)
		}
	}
}
