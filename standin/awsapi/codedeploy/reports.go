package codedeploy

import (
	"encoding/json"
	"net/http"
	"slices"
	"sync"
)

// Report is what a hook has said of one lifecycle event of a deployment.
type Report struct {
	Account    string `json:"account"`
	Region     string `json:"region"`
	Deployment string `json:"deployment"`
	Execution  string `json:"execution"`
	Status     string `json:"status"`
}

// Reports are all of them, in the order in which they came. Safe for concurrent
// use.
type Reports struct {
	mu   sync.Mutex
	made []Report
}

// add keeps a report, unless there is one of the same event.
func (r *Reports) add(said Report) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	same := func(o Report) bool { o.Status = said.Status; return o == said }
	if slices.ContainsFunc(r.made, same) {
		return false
	}
	r.made = append(r.made, said)
	return true
}

// All are the reports so far.
func (r *Reports) All() []Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Report{}, r.made...)
}

// Reset forgets them.
func (r *Reports) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.made = nil
}

// ServeHTTP lists the reports.
func (r *Reports) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(r.All()) // a client that hung up needs no answer
}

// Still runs f while nobody else has the reports.
func (r *Reports) Still(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}
