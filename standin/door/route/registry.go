// Package route knows which functions are registered at which door, under which
// addresses. It serves nothing and opens no socket.
package route

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"squall/standin/invoke"
)

// Stage is the REST API's stage, the first part of its addresses. The HTTP API
// has the $default stage, which is in no address.
const Stage = "prod"

// Route is one registration.
type Route struct {
	Door       string // as in invoke.Doors
	Function   string
	Qualifier  string // version, alias, $LATEST or ""
	MultiValue bool   // load balancer only: multi-value headers are enabled
	Group      string // load balancer only: ARN of the target group, when a user made it
	Path       string // address below the door's origin; the longest one that fits a request wins
	URLID      string // function URL only: first label of its own host name
	Priority   int    // load balancer only: of its listener rule
	Account    string // function URL only: of the function, when it is not the doors'
	Region     string
	Signed     bool // function URL only: requests must be signed
	Stream     bool // function URL only: answers are streamed
}

// Registry holds which functions are registered at which door. It is safe for
// concurrent use; looking up takes no lock.
type Registry struct {
	account, region string
	mu              sync.Mutex // held by writers
	now             atomic.Pointer[routes]
}

// routes is never changed once it is published. Keys are the door's index and
// the first one or two segments of an address, or the host's first label.
type routes struct {
	byPath map[routeKey]Route
	byHost map[string]Route
}

type routeKey struct {
	door int
	path string // function or function/qualifier
}

// NewRegistry makes an empty one; account and region go into function URLs.
func NewRegistry(account, region string) *Registry {
	r := &Registry{account: account, region: region}
	r.now.Store(&routes{byPath: map[routeKey]Route{}, byHost: map[string]Route{}})
	return r
}

var (
	functionName  = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)
	qualifierName = regexp.MustCompile(`^(\$LATEST|[a-zA-Z0-9_-]{1,128})?$`)
)

// Register makes a function reachable through a door and returns its address
// below the door's origin. Registering it again replaces what was there.
func (g *Registry) Register(door, function, qualifier string, multiValue bool) (path string, err error) {
	i := slices.Index(invoke.Doors[:], door)
	switch {
	case i <= invoke.DoorSDK:
		return "", fmt.Errorf("register %s: no door %q: use alb, apigw-rest, apigw-http or url", function, door)
	case !functionName.MatchString(function):
		return "", fmt.Errorf("register at %s: function name %q: use 1 to 64 letters, digits, - and _", door, function)
	case !qualifierName.MatchString(qualifier):
		return "", fmt.Errorf("register %s at %s: qualifier %q: use a version, an alias or $LATEST", function, door, qualifier)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	next := g.now.Load().clone()
	key := routeKey{i, join(function, qualifier)}
	route := Route{Door: door, Function: function, Qualifier: qualifier, Path: "/" + key.path}
	switch i {
	case invoke.DoorALB:
		route.MultiValue = multiValue
		route.Priority = next.priority(key, qualifier != "")
	case invoke.DoorREST:
		route.Path = "/" + Stage + route.Path
	case invoke.DoorURL:
		route.URLID = StableID(32, "url", g.account, g.region, function, qualifier)
		next.byHost[route.URLID] = route
	}
	next.byPath[key] = route
	g.now.Store(next)
	return route.Path, nil
}

// RegisterURL makes a function reachable by a URL of its own and returns the
// first label of its host name.
func (g *Registry) RegisterURL(r Route) (id string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	next := g.now.Load().clone()
	path := join(r.Function, r.Qualifier)
	r.Door, r.Path = invoke.Doors[invoke.DoorURL], "/"+path
	r.URLID = StableID(32, "url", cmp.Or(r.Account, g.account), cmp.Or(r.Region, g.region), r.Function, r.Qualifier)
	next.byHost[r.URLID] = r
	if r.Account == "" && r.Region == "" {
		next.byPath[routeKey{invoke.DoorURL, path}] = r
	}
	g.now.Store(next)
	return r.URLID
}

// DeregisterURL takes a URL away again.
func (g *Registry) DeregisterURL(r Route) {
	id := StableID(32, "url", cmp.Or(r.Account, g.account), cmp.Or(r.Region, g.region), r.Function, r.Qualifier)
	g.mu.Lock()
	defer g.mu.Unlock()
	next := g.now.Load().clone()
	delete(next.byHost, id)
	if r.Account == "" && r.Region == "" {
		delete(next.byPath, routeKey{invoke.DoorURL, join(r.Function, r.Qualifier)})
	}
	g.now.Store(next)
}

// Deregister takes a function away from a door; it says whether it was there.
func (g *Registry) Deregister(door, function, qualifier string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	key := routeKey{slices.Index(invoke.Doors[:], door), join(function, qualifier)}
	route, ok := g.now.Load().byPath[key]
	if !ok {
		return false
	}
	next := g.now.Load().clone()
	delete(next.byPath, key)
	delete(next.byHost, route.URLID)
	g.now.Store(next)
	return true
}

// Lookup is the registration of a function at a door.
func (g *Registry) Lookup(door, function, qualifier string) (Route, bool) {
	route, ok := g.now.Load().byPath[routeKey{slices.Index(invoke.Doors[:], door), join(function, qualifier)}]
	return route, ok
}

// Stamp is another one after every change.
func (g *Registry) Stamp() any { return g.now.Load() }

// Restore takes back what List gave. Function URLs that are there already stay.
func (g *Registry) Restore(list []Route) error {
	for _, r := range list {
		if _, there := g.Lookup(r.Door, r.Function, r.Qualifier); there {
			continue
		}
		if _, err := g.Register(r.Door, r.Function, r.Qualifier, r.MultiValue); err != nil {
			return err
		}
	}
	return nil
}

// List is every registration, sorted by door and address.
func (g *Registry) List() []Route {
	out := slices.Collect(maps.Values(g.now.Load().byPath))
	slices.SortFunc(out, func(a, b Route) int {
		return cmp.Or(
			cmp.Compare(slices.Index(invoke.Doors[:], a.Door), slices.Index(invoke.Doors[:], b.Door)),
			cmp.Compare(a.Path, b.Path))
	})
	return out
}

// Find is the route of a request and what its path has beyond the address.
// The longer address wins, so a qualifier beats the bare function.
func (g *Registry) Find(door int, host, path string) (route Route, rest string, ok bool) {
	now := g.now.Load()
	if door == invoke.DoorURL {
		if id, tail, _ := strings.Cut(host, "."); strings.HasPrefix(tail, "lambda-url.") {
			route, ok = now.byHost[id]
			return route, path, ok
		}
	}
	if door == invoke.DoorREST {
		if path, ok = strings.CutPrefix(path, "/"+Stage+"/"); !ok {
			return Route{}, "", false
		}
	}
	path = strings.TrimPrefix(path, "/")
	function, tail, _ := strings.Cut(path, "/")
	qualifier, _, _ := strings.Cut(tail, "/")
	if qualifier != "" {
		if route, ok = now.byPath[routeKey{door, Unescape(function) + "/" + Unescape(qualifier)}]; ok {
			return route, path[len(function)+1+len(qualifier):], true
		}
	}
	route, ok = now.byPath[routeKey{door, Unescape(function)}]
	return route, path[len(function):], ok
}

func (t *routes) clone() *routes {
	return &routes{byPath: maps.Clone(t.byPath), byHost: maps.Clone(t.byHost)}
}

// priority is the lowest free number for a listener rule. Rules of bare
// functions come after all others, as they would have to on AWS.
func (t *routes) priority(key routeKey, qualified bool) int {
	if old, ok := t.byPath[key]; ok {
		return old.Priority
	}
	used := map[int]bool{}
	for _, r := range t.byPath {
		used[r.Priority] = true
	}
	n := 1
	if !qualified {
		n = 25_001
	}
	for used[n] {
		n++
	}
	return n
}

func join(function, qualifier string) string {
	if qualifier == "" {
		return function
	}
	return function + "/" + qualifier
}

// Unescape takes the escapes out of a part of an address, where they are whole.
func Unescape(s string) string {
	if out, err := url.PathUnescape(s); err == nil {
		return out
	}
	return s
}

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// StableID is an id of n characters that only depends on its parts, as AWS's
// function URLs do.
func StableID(n int, parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return lower32.EncodeToString(sum[:])[:n]
}
