// Package gateway is what Amazon API Gateway knows of REST and HTTP APIs in
// front of functions: resources, methods, routes and integrations, what of them
// was deployed, and the stages that serve a deployment.
//
// It finds what a request is for and sends none. Only proxy integrations of
// functions are known; the APIs share the addresses of the stand-in's doors and
// are told apart by their host names.
package gateway

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Place is an account in a region.
type Place struct{ Account, Region string }

// Kind is the kind of an API.
type Kind uint8

// The kinds of APIs.
const (
	REST Kind = iota
	HTTP
)

// Default is the stage of an HTTP API that is in no address.
const Default = "$default"

// API is one API.
type API struct {
	Place
	Kind         Kind
	ID, Name     string
	Description  string
	Endpoint     string // of an HTTP API
	Created      time.Time
	Resources    []*Resource    // of a REST API; the first is the root
	Integrations []*Integration // of an HTTP API
	Routes       []*Route       // of an HTTP API
	Deployments  []*Deployment
	Stages       []*Stage
}

// Resource is a path of a REST API.
type Resource struct {
	ID, Parent, Part, Path string
	Methods                map[string]*Method // by HTTP method, or ANY
}

// Method is one method of a resource.
type Method struct {
	Authorization string
	URI           string // of its integration; "" when it has none
	Target        string // ARN of the function
}

// Integration is what routes of an HTTP API lead to.
type Integration struct {
	ID     string
	URI    string
	Target string // ARN of the function
}

// Route is a route of an HTTP API.
type Route struct{ ID, Key, Target string } // Target is integrations/ID, or ""

// Deployment is what a stage can serve.
type Deployment struct {
	ID, Description string
	Created         time.Time
	routes          []compiled
}

// Stage serves a deployment.
type Stage struct {
	Name, Deployment, Description string
	AutoDeploy                    bool
	Variables                     map[string]string
	Limits                        Limits
	Created                       time.Time
}

// Error is a refusal.
type Error struct {
	Status        int
	Code, Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// NotFound refuses what is not there.
func NotFound(format string, args ...any) *Error {
	return &Error{http.StatusNotFound, "NotFoundException", fmt.Sprintf(format, args...)}
}

// Bad refuses a request.
func Bad(format string, args ...any) *Error {
	return &Error{http.StatusBadRequest, "BadRequestException", fmt.Sprintf(format, args...)}
}

// Conflict refuses what is there already.
func Conflict(format string, args ...any) *Error {
	return &Error{http.StatusConflict, "ConflictException", fmt.Sprintf(format, args...)}
}

// NotBuilt refuses what squall cannot do.
func NotBuilt(what string) *Error {
	return &Error{http.StatusNotImplemented, "NotImplementedException", what + " is not built in squall"}
}

// Store holds every API. It is safe for concurrent use.
type Store struct {
	mu       sync.RWMutex
	endpoint func(api string) string
	apis     map[string]*API // by id
	domains  map[string]*Domain
	buckets  map[bucketKey]*bucket
	made     uint64
}

// New makes an empty store; endpoint is the address of an HTTP API.
func New(endpoint func(api string) string) *Store {
	return &Store{endpoint: endpoint, apis: map[string]*API{}, buckets: map[bucketKey]*bucket{}}
}

// Reset forgets everything.
func (s *Store) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.apis, s.domains, s.buckets = map[string]*API{}, nil, map[bucketKey]*bucket{}
}

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// ID makes an id of n characters that no other thing has. The lock is held.
func (s *Store) ID(n int) string {
	s.made++
	sum := sha256.Sum256([]byte("gateway " + strconv.FormatUint(s.made, 10)))
	return lower32.EncodeToString(sum[:])[:n]
}

// Create makes an API.
func (s *Store) Create(now time.Time, p Place, kind Kind, name, description string) (*API, *Error) {
	if name == "" {
		return nil, Bad("API name cannot be empty")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := &API{Place: p, Kind: kind, ID: s.ID(10), Name: name, Description: description, Created: now}
	if kind == REST {
		a.Resources = []*Resource{{ID: s.ID(10), Path: "/", Methods: map[string]*Method{}}}
	} else {
		a.Endpoint = s.endpoint(a.ID)
	}
	s.apis[a.ID] = a
	return a, nil
}

// List gives the APIs of a kind in a place, by id.
func (s *Store) List(p Place, kind Kind) []*API {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var out []*API
	for _, id := range slices.Sorted(maps.Keys(s.apis)) {
		if a := s.apis[id]; a.Place == p && a.Kind == kind {
			out = append(out, a)
		}
	}
	return out
}

// With runs f on an API under the store's lock; changed HTTP APIs are deployed
// to the stages that deploy by themselves.
func (s *Store) With(now time.Time, p Place, kind Kind, id string, f func(a *API) *Error) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apis[id]
	if a == nil || a.Place != p || a.Kind != kind {
		return NotFound("Invalid API identifier specified %s:%s", p.Account, id)
	}
	if err := f(a); err != nil {
		return err
	}
	if slices.ContainsFunc(a.Stages, func(st *Stage) bool { return st.AutoDeploy }) {
		d, err := s.Deploy(now, a, "Automatic deployment")
		if err != nil {
			return err
		}
		for _, st := range a.Stages {
			if st.AutoDeploy {
				st.Deployment = d.ID
			}
		}
		a.Deployments = a.used(d.ID)
	}
	return nil
}

// used are the deployments that a stage serves or somebody made by hand.
func (a *API) used(latest string) []*Deployment {
	return slices.DeleteFunc(a.Deployments, func(d *Deployment) bool {
		return d.ID != latest && d.Description == "Automatic deployment" &&
			!slices.ContainsFunc(a.Stages, func(st *Stage) bool { return st.Deployment == d.ID })
	})
}

// Delete removes an API.
func (s *Store) Delete(p Place, kind Kind, id string) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apis[id]
	if a == nil || a.Place != p || a.Kind != kind {
		return NotFound("Invalid API identifier specified %s:%s", p.Account, id)
	}
	delete(s.apis, id)
	maps.DeleteFunc(s.buckets, func(k bucketKey, _ *bucket) bool { return k.api == id })
	return nil
}

// Resource finds a resource by its id.
func (a *API) Resource(id string) (*Resource, *Error) {
	i := slices.IndexFunc(a.Resources, func(r *Resource) bool { return r.ID == id })
	if i < 0 {
		return nil, NotFound("Invalid Resource identifier specified")
	}
	return a.Resources[i], nil
}

// Stage finds a stage by its name.
func (a *API) Stage(name string) (*Stage, *Error) {
	i := slices.IndexFunc(a.Stages, func(s *Stage) bool { return s.Name == name })
	if i < 0 {
		return nil, NotFound("Invalid stage identifier specified")
	}
	return a.Stages[i], nil
}

// DeleteStage removes a stage.
func (a *API) DeleteStage(name string) *Error {
	st, err := a.Stage(name)
	a.Stages = slices.DeleteFunc(a.Stages, func(o *Stage) bool { return o == st })
	return err
}

// AddStage adds a stage.
func (a *API) AddStage(st *Stage) *Error {
	if _, err := a.Stage(st.Name); err == nil {
		return Conflict("Stage already exists")
	}
	if bad := strings.Trim(st.Name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"); st.Name == "" || bad != "" && st.Name != Default {
		return Bad("Stage name only allows a-zA-Z0-9_-")
	}
	a.Stages = append(a.Stages, st)
	slices.SortFunc(a.Stages, func(x, y *Stage) int { return cmp.Compare(x.Name, y.Name) })
	return nil
}

// FunctionOf is the function that the URI of an integration names: its ARN, or
// the path of its invocations.
// https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
func FunctionOf(uri string) (string, *Error) {
	arn := uri
	if _, rest, ok := strings.Cut(uri, ":lambda:path/2015-03-31/functions/"); ok {
		arn = strings.TrimSuffix(rest, "/invocations")
	}
	if !strings.HasPrefix(arn, "arn:aws:lambda:") || !strings.Contains(arn, ":function:") {
		return "", Bad("Invalid function ARN or invalid uri: %s", uri)
	}
	if strings.Contains(arn, "${stageVariables") {
		return "", NotBuilt("a stage variable in the URI of an integration")
	}
	return arn, nil
}

// Still runs f while nobody else has the store.
func (s *Store) Still(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
