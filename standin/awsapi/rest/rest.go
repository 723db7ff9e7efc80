// Package rest speaks REST-JSON for the APIs of API Gateway, FIS and
// EventBridge Scheduler: operations have a
// method and a path, requests and answers a JSON body.
//
// It knows no operation, keeps no state and checks no signature; operations
// that are not built are answered 501.
package rest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"squall/standin/awsapi"
	"squall/standin/gateway"
)

// Call is one request.
type Call struct {
	Place gateway.Place
	http  *http.Request
}

// Path is a part of the path.
func (c *Call) Path(name string) string { return c.http.PathValue(name) }

// Query is a parameter of the query.
func (c *Call) Query(name string) string { return c.http.URL.Query().Get(name) }

// Queries are all values of a parameter of the query.
func (c *Call) Queries(name string) []string { return c.http.URL.Query()[name] }

// Operation is one operation of a service's model; Run is nil for those not
// built.
type Operation struct {
	Method, Pattern, Name string
	Status                int // of success
	Run                   func(c *Call, body []byte) (any, *gateway.Error)
}

// Op reads the request of an operation.
func Op[In any](run func(c *Call, in *In) (any, *gateway.Error)) func(*Call, []byte) (any, *gateway.Error) {
	return func(c *Call, body []byte) (any, *gateway.Error) {
		in := new(In)
		if len(body) > 0 {
			if err := json.Unmarshal(body, in); err != nil {
				return nil, gateway.Bad("Invalid request input: %v", err)
			}
		}
		return run(c, in)
	}
}

// API serves operations.
type API struct {
	service    string
	own        gateway.Place // of callers whose signature names none
	mux        *http.ServeMux
	operations []Operation
	message    string // what answers call the words of a refusal
}

// New makes the handler of a service.
func New(service string, own gateway.Place, operations []Operation) *API {
	a := &API{service: service, own: own, mux: http.NewServeMux(), operations: operations, message: "message"}
	for _, op := range operations {
		a.mux.HandleFunc(op.Method+" "+op.Pattern, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, &op) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a.refuse(w, &gateway.Error{Status: http.StatusNotFound, Code: "NotFoundException", Message: "no operation of " + service + " is " + r.Method + " " + r.URL.Path})
	})
	return a
}

// ServeHTTP has the operation of a request's method and path run.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// maxRequest is far above any request of these services.
const maxRequest = 1 << 20

func (a *API) serve(w http.ResponseWriter, r *http.Request, op *Operation) {
	if op.Run == nil {
		a.refuse(w, gateway.NotBuilt("The operation "+op.Name+" of "+a.service))
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		a.refuse(w, &gateway.Error{Status: http.StatusRequestEntityTooLarge, Code: "RequestTooLarge", Message: "the request is over 1 MB"})
		return
	case err != nil:
		return // the client has gone
	}
	from := awsapi.CallerOf(r, a.own.Account, a.own.Region)
	c := &Call{Place: gateway.Place{Account: from.Account, Region: from.Region}, http: r}
	out, refused := op.Run(c, body)
	if refused != nil {
		a.refuse(w, refused)
		return
	}
	write(w, op.Status, out)
}
