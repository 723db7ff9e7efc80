// Package wire speaks the protocols of AWS services whose operations have
// names instead of paths: JSON 1.0 and 1.1, RPC v2 CBOR, and the older query
// protocol with its XML. An operation is a function from a request structure to
// an answer, and does not know which of them it is asked in.
//
// It knows no operation, keeps no state and checks no signature. Lists in forms
// and XML are written as the query protocol has them by default, in elements
// called member, and maps in elements called entry; flattened ones are not
// supported.
package wire

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"squall/standin/awsapi"
	"squall/standin/identity"
)

// Call is who asks, and where.
type Call struct {
	Account, Region string
	RequestID       string
	Session         identity.Session // of a role that was assumed
}

// Operation runs one request, which decode reads into a structure.
type Operation func(ctx context.Context, c Call, decode func(in any) error) (out any, err error)

// Op makes an operation of a function over its request. Members are the fields
// of In, by their json tags or names; embedded structures count as theirs.
func Op[In any](run func(ctx context.Context, c Call, in *In) (any, error)) Operation {
	return func(ctx context.Context, c Call, decode func(any) error) (any, error) {
		in := new(In)
		if err := decode(in); err != nil {
			return nil, err
		}
		return run(ctx, c, in)
	}
}

// API is one service.
type API struct {
	Name       string          // in refusals: CloudWatch
	Target     string          // of X-Amz-Target before the dot, and in RPC v2 paths
	JSON       string          // content type of its JSON, or "" when it speaks none
	Bare       bool            // answers in JSON have no body when there is nothing in them
	CBOR       bool            // it speaks RPC v2 CBOR
	Namespace  string          // of its XML, or "" when it does not speak the query protocol
	Results    bool            // answers in XML have a result also when there is nothing in it
	ResultOf   map[string]bool // operations of which that is so, when it is not of all
	Shapes     string          // what precedes the names of its errors in JSON and CBOR
	Account    string          // of callers whose access key is no account
	Region     string          // of callers whose signature names none
	Operations map[string]Operation
	Model      []string // the names of all operations that AWS has
}

// As is the API as one of the services behind a door.
func (a *API) As(of func(http.Handler) awsapi.Service) awsapi.Service {
	return of(a).With(a.Coverage())
}

// Coverage says which operations of the service's model are built.
func (a *API) Coverage() []awsapi.Operation {
	all := make([]awsapi.Operation, 0, len(a.Model))
	for _, name := range a.Model {
		_, built := a.Operations[name]
		all = append(all, awsapi.Operation{Name: name, Built: built})
	}
	return all
}

// Error is a refusal.
type Error struct {
	Status  int
	Code    string // in JSON and CBOR; with a # it has its own prefix
	Query   string // in the query protocol; "" is Code
	Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Refuse makes a refusal with status 400.
func Refuse(code, message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Message: message}
}

// NotBuilt is the refusal of what AWS can do and squall cannot.
func NotBuilt(what string) *Error {
	return &Error{Status: http.StatusNotImplemented, Code: "NotImplementedException",
		Message: "NotImplementedException: " + what + " is not built in squall"}
}

// MaxBody bounds a request, after it was unpacked.
const MaxBody = 4 << 20

// protocol reads a request and writes an answer.
type protocol interface {
	name(r *http.Request, body []byte) (operation string, tree any, err error)
	answer(w http.ResponseWriter, operation string, out node)
	refuse(w http.ResponseWriter, e *Error)
}

// ServeHTTP answers one request in the protocol that it speaks.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p := a.protocol(r)
	body, err := read(w, r)
	if errors.Is(err, errGone) {
		return
	}
	var name string
	var tree, out any
	if err == nil {
		name, tree, err = p.name(r, body)
	}
	if err == nil {
		out, err = a.run(r, name, w.Header().Get("X-Amzn-Requestid"), tree, a.loose(p))
	}
	if err != nil {
		p.refuse(w, refusal(err))
		return
	}
	p.answer(w, name, nodeOf(out))
}

func (a *API) run(r *http.Request, name, id string, tree any, loose bool) (any, error) {
	op, ok := a.Operations[name]
	if !ok {
		return nil, NotBuilt("the operation " + name + " of " + a.Name)
	}
	from := awsapi.CallerOf(r, a.Account, a.Region)
	c := Call{Account: from.Account, Region: from.Region, RequestID: id, Session: from.Session}
	return op(r.Context(), c, func(in any) error { return decode(tree, in, loose) })
}

// refusal is any error as one.
func refusal(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Status: http.StatusInternalServerError, Code: "InternalFailure", Query: "InternalFailure", Message: err.Error()}
}

// protocol recognises what a request speaks.
func (a *API) protocol(r *http.Request) protocol {
	switch {
	case a.CBOR && r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor":
		return cborProtocol{a}
	case a.JSON == "", a.Namespace != "" && r.Header.Get("X-Amz-Target") == "" &&
		!strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-amz-json"):
		return queryProtocol{a}
	default:
		return jsonProtocol{a}
	}
}

// loose says whether everything is text in a protocol.
func (a *API) loose(p protocol) bool {
	_, form := p.(queryProtocol)
	return form
}

// queryCode is the code of a refusal in the query protocol.
func (e *Error) queryCode() string {
	if e.Query != "" {
		return e.Query
	}
	return e.Code
}

// shape is the name of a refusal in JSON and CBOR.
func (a *API) shape(e *Error) string {
	if strings.Contains(e.Code, "#") {
		return e.Code
	}
	return a.Shapes + e.Code
}

// fault says whose a refusal is.
func (e *Error) fault() string {
	if e.Status >= 500 {
		return "Receiver"
	}
	return "Sender"
}

// queryError is the header by which clients of an older protocol go on seeing
// its codes.
func (a *API) queryError(w http.ResponseWriter, e *Error) {
	if a.Namespace != "" {
		w.Header().Set("X-Amzn-Query-Error", e.queryCode()+";"+e.fault())
	}
}

// badRequest is a request that cannot be read.
func badRequest(message string) *Error {
	return &Error{Status: http.StatusBadRequest, Code: "SerializationException", Query: "MalformedInput", Message: message}
}
