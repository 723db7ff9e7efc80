// Package door is the HTTP side of the local Lambda's front doors: a load
// balancer, a REST API, an HTTP API and function URLs. A door finds the
// function an address is registered for, builds the exact event AWS would
// build, waits until the client may see the outcome, answers as the tables of
// package outcome say, and writes its access log in AWS's own format.
//
// It decides nothing about concurrency or time: that is the Invoker's. It
// opens no socket, checks no signature and terminates no TLS.
package door

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"time"

	"squall/standin/balance"
	"squall/standin/door/accesslog"
	"squall/standin/door/route"
	"squall/standin/gateway"
	"squall/standin/invoke"
	"squall/standin/outcome"
)

// Invoker carries out one invoke. It returns when the outcome is known, which
// may be before Response.At, or soon after ctx ends with any Response; an
// invoke that was begun goes on without its caller.
type Invoker interface {
	Invoke(ctx context.Context, r invoke.Request) invoke.Response
}

// Config says whose doors these are and what they pass requests to.
type Config struct {
	Invoker       Invoker
	Account       string         // "" is 111122223333
	Region        string         // "" is us-east-1
	HTTPThrottled int            // status of a throttled invoke behind the HTTP API; 0 is outcome.HTTPThrottled
	Origins       bool           // invokes say on whose behalf they are made, so that policies can be asked
	Balancers     *balance.Store // load balancers that users made; nil: there are none
	Gateways      *gateway.Store // APIs that users made; nil: there are none
	LogLines      int            // access-log lines each door keeps; 0 is 200,000
}

// Doors are the four doors of one account and region, with one registry.
type Doors struct {
	cfg      Config
	registry *route.Registry
	logs     [len(invoke.Doors)]*accesslog.Log
	ids      func() uint64
}

// New makes the doors; nothing is registered yet.
func New(cfg Config) *Doors {
	if cfg.Account == "" {
		cfg.Account = "111122223333"
	}
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	if cfg.LogLines <= 0 {
		cfg.LogLines = 200_000
	}
	d := &Doors{cfg: cfg, registry: route.NewRegistry(cfg.Account, cfg.Region), ids: rand.Uint64}
	for door, k := range kinds {
		if k != nil && k.line != nil {
			d.logs[door] = accesslog.New(cfg.LogLines)
		}
	}
	return d
}

// Registry is where functions are registered at these doors.
func (d *Doors) Registry() *route.Registry { return d.registry }

// Log is the access log of a door by its name, or nil: function URLs and the
// Invoke API have none.
func (d *Doors) Log(door string) *accesslog.Log {
	if i := slices.Index(invoke.Doors[:], door); i >= 0 {
		return d.logs[i]
	}
	return nil
}

// Handler is the handler of a door by its name in invoke.Doors.
func (d *Doors) Handler(door string) (http.Handler, error) {
	i := slices.Index(invoke.Doors[:], door)
	if i < 0 || kinds[i] == nil {
		return nil, fmt.Errorf("door %q has no HTTP handler: use alb, apigw-rest, apigw-http or url", door)
	}
	return handler{d, kinds[i]}, nil
}

// Patience is how long a door, by its name in invoke.Doors, waits for the
// function; 0 is as long as it takes.
func Patience(name string) time.Duration {
	if i := slices.Index(invoke.Doors[:], name); i >= 0 && kinds[i] != nil {
		return kinds[i].timeout
	}
	return 0
}

// kind is what tells the doors apart.
type kind struct {
	door    int
	limit   int           // bytes of a request's body
	timeout time.Duration // how long the door waits for the function; 0 is as long as it takes
	self    bool          // adds Self to a trace id that came with the request
	check   func(*exchange) bool
	event   func(*exchange, []byte) []byte
	sign    func(*exchange, http.Header) // the headers the door adds to every response
	line    func(*exchange, []byte) []byte
}

// Integration timeouts: a REST API's default maximum, and an HTTP API's.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
const (
	restTimeout = 29 * time.Second
	httpTimeout = 30 * time.Second
)

var kinds = [len(invoke.Doors)]*kind{
	invoke.DoorALB: {
		door: invoke.DoorALB, limit: outcome.ALBLimit, self: true,
		check: checkALB, event: albEvent, sign: signALB, line: albLine,
	},
	invoke.DoorREST: {
		door: invoke.DoorREST, limit: outcome.GatewayLimit, timeout: restTimeout,
		event: restEvent, sign: signREST, line: gatewayLine,
	},
	invoke.DoorHTTP: {
		door: invoke.DoorHTTP, limit: outcome.GatewayLimit, timeout: httpTimeout,
		event: httpEvent, sign: signHTTP, line: gatewayLine,
	},
	invoke.DoorURL: {
		door: invoke.DoorURL, limit: outcome.EventLimit,
		event: urlEvent, sign: signURL,
	},
}

// face is what the client sees of an invoke's end at this door.
func (d *Doors) face(door int, r invoke.Response) outcome.Face {
	switch door {
	case invoke.DoorALB:
		return outcome.ALB(r)
	case invoke.DoorREST:
		return outcome.REST(r)
	case invoke.DoorHTTP:
		return outcome.HTTP(r, d.cfg.HTTPThrottled)
	}
	return outcome.URL(r)
}
