// Package scheduler is the API of Amazon EventBridge Scheduler, and calls what
// is due: functions, queues, topics and buses, and by universal targets the
// operations of APIs that take JSON. Each call is made as the role of its
// schedule, which must trust the service and may do what its policies allow.
//
// When what is due is package timetable's. Calls come at their time and not up
// to a minute later; flexible windows are kept and shown, and not used. Other
// targets are answered 501.
package scheduler

import (
	"net/http"
	"sync"
	"time"

	"squall/standin/awsapi"
	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
	"squall/standin/identity"
	"squall/standin/relay"
	"squall/standin/timetable"
)

// Backend is what calls go out from.
type Backend interface {
	Identity(f func(now int64, s *identity.Store))
	Relay(f func(now int64, r *relay.Relay))
}

// Options say whose schedules are served.
type Options struct {
	Account, Region string // of callers whose signature names none
	Store           *timetable.Store
}

// API serves the operations, and calls targets.
type API struct {
	*rest.API
	store   *timetable.Store
	backend Backend

	mu   sync.Mutex
	apis http.Handler // what targets are called through
	// models are the operations of its APIs, by service.
	models map[string][]awsapi.Operation
	timer  *time.Timer
}

// New makes the API; it calls nothing before Through.
func New(o Options, b Backend) *API {
	h := &API{store: o.Store, backend: b}
	h.API = rest.New("EventBridge Scheduler", gateway.Place{Account: o.Account, Region: o.Region}, []rest.Operation{
		{Method: "POST", Pattern: "/schedules/{name}", Name: "CreateSchedule", Status: 200, Run: rest.Op(h.createSchedule)},
		{Method: "GET", Pattern: "/schedules/{name}", Name: "GetSchedule", Status: 200, Run: rest.Op(h.getSchedule)},
		{Method: "PUT", Pattern: "/schedules/{name}", Name: "UpdateSchedule", Status: 200, Run: rest.Op(h.updateSchedule)},
		{Method: "DELETE", Pattern: "/schedules/{name}", Name: "DeleteSchedule", Status: 200, Run: rest.Op(h.deleteSchedule)},
		{Method: "GET", Pattern: "/schedules", Name: "ListSchedules", Status: 200, Run: rest.Op(h.listSchedules)},
		{Method: "POST", Pattern: "/schedule-groups/{name}", Name: "CreateScheduleGroup", Status: 200, Run: rest.Op(h.createGroup)},
		{Method: "GET", Pattern: "/schedule-groups/{name}", Name: "GetScheduleGroup", Status: 200, Run: rest.Op(h.getGroup)},
		{Method: "DELETE", Pattern: "/schedule-groups/{name}", Name: "DeleteScheduleGroup", Status: 200, Run: rest.Op(h.deleteGroup)},
		{Method: "GET", Pattern: "/schedule-groups", Name: "ListScheduleGroups", Status: 200, Run: rest.Op(h.listGroups)},
		{Method: "POST", Pattern: "/tags/{arn...}", Name: "TagResource", Status: 200, Run: rest.Op(h.tag)},
		{Method: "DELETE", Pattern: "/tags/{arn...}", Name: "UntagResource", Status: 200, Run: rest.Op(h.untag)},
		{Method: "GET", Pattern: "/tags/{arn...}", Name: "ListTagsForResource", Status: 200, Run: rest.Op(h.listTags)},
	}).Saying("Message")
	return h
}

// Through says which APIs answer the calls of targets, and begins to make them.
func (h *API) Through(services ...awsapi.Service) {
	h.mu.Lock()
	h.apis, h.models = awsapi.New(services...), map[string][]awsapi.Operation{}
	for _, s := range services {
		h.models[s.Name] = s.Operations
	}
	h.mu.Unlock()
	h.store.OnChange(h.wake)
	h.wake()
}

// wake has the timetable looked at now.
func (h *API) wake() { h.in(0) }

func (h *API) in(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.timer == nil {
		h.timer = time.AfterFunc(d, h.run)
		return
	}
	h.timer.Reset(d)
}

// run makes the calls that are due and waits for the next.
func (h *API) run() {
	for _, f := range h.store.Due(time.Now()) {
		h.fire(f)
	}
	if at, ok := h.store.Next(); ok {
		h.in(time.Until(at))
	}
}

type nothing struct{}

func placeOf(c *rest.Call) timetable.Place { return timetable.Place(c.Place) }
