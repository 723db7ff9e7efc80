package rest

import (
	"net/http"

	"squall/standin/awsapi"
)

// Saying names what refusals call their words, which services write in two ways.
func (a *API) Saying(message string) *API {
	a.message = message
	return a
}

// As is the service with what of it is built.
func (a *API) As(of func(http.Handler) awsapi.Service) awsapi.Service {
	return of(a).With(a.Coverage())
}

// Coverage says which operations of the service's model are built.
func (a *API) Coverage() []awsapi.Operation {
	var all []awsapi.Operation
	for _, op := range a.operations {
		all = append(all, awsapi.Operation{Name: op.Name, Built: op.Run != nil, Method: op.Method, Pattern: op.Pattern})
	}
	return all
}
