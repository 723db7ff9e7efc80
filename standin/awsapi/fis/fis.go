// Package fis is the API of AWS Fault Injection Service: templates, experiments
// and actions, of which those on functions are really carried out, by faults of
// the rule book. A version is struck only if it is prepared as AWS wants it: by
// the two environment variables of the FIS extension. The layer itself is not
// looked at, and effects come at once where AWS's take up to a minute.
//
// It keeps the clock of experiments; what they do when is package experiment's.
// Actions on anything but functions, and logs and reports of experiments, are
// answered 501.
package fis

import (
	"context"
	"net/http"
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/catalog"
	"squall/standin/core/fault"
	"squall/standin/experiment"
	"squall/standin/gateway"
	"squall/standin/metrics/alarm"
)

// Functions has the catalogue.
type Functions interface {
	Control(ctx context.Context, f func(*catalog.Catalog)) error
}

// Leases begins and ends faults.
type Leases interface {
	Inject(o fault.Order) error
	EndFault(id uint64) error
}

// Alarms has the alarms that end experiments.
type Alarms interface {
	Alarms(f func(now int64, a *alarm.Alarms))
}

// Backend is all of a stand-in that experiments have to do with.
type Backend interface {
	Functions
	Leases
	Alarms
}

type handler struct {
	store *experiment.Store
	world *world
}

// New makes the API; own is the place of callers whose signature names none.
func New(own gateway.Place, s *experiment.Store, b Backend) *rest.API {
	h := &handler{store: s, world: &world{backend: b}}
	s.OnResume(func(p experiment.Place, id string) { h.drive(p, id, time.Now()) })
	return rest.New("AWS FIS", own, []rest.Operation{
		{Method: "POST", Pattern: "/experimentTemplates", Name: "CreateExperimentTemplate", Status: 200, Run: rest.Op(h.createTemplate)},
		{Method: "GET", Pattern: "/experimentTemplates", Name: "ListExperimentTemplates", Status: 200, Run: rest.Op(h.listTemplates)},
		{Method: "GET", Pattern: "/experimentTemplates/{id}", Name: "GetExperimentTemplate", Status: 200, Run: rest.Op(h.getTemplate)},
		{Method: "DELETE", Pattern: "/experimentTemplates/{id}", Name: "DeleteExperimentTemplate", Status: 200, Run: rest.Op(h.deleteTemplate)},
		{Method: "PATCH", Pattern: "/experimentTemplates/{id}", Name: "UpdateExperimentTemplate"},
		{Method: "POST", Pattern: "/experiments", Name: "StartExperiment", Status: 200, Run: rest.Op(h.startExperiment)},
		{Method: "GET", Pattern: "/experiments", Name: "ListExperiments", Status: 200, Run: rest.Op(h.listExperiments)},
		{Method: "GET", Pattern: "/experiments/{id}", Name: "GetExperiment", Status: 200, Run: rest.Op(h.getExperiment)},
		{Method: "DELETE", Pattern: "/experiments/{id}", Name: "StopExperiment", Status: 200, Run: rest.Op(h.stopExperiment)},
		{Method: "GET", Pattern: "/experiments/{id}/resolvedTargets", Name: "ListExperimentResolvedTargets"},
		{Method: "GET", Pattern: "/actions", Name: "ListActions", Status: 200, Run: rest.Op(h.listActions)},
		{Method: "GET", Pattern: "/actions/{id}", Name: "GetAction", Status: 200, Run: rest.Op(h.getAction)},
		{Method: "GET", Pattern: "/targetResourceTypes", Name: "ListTargetResourceTypes"},
		{Method: "GET", Pattern: "/targetResourceTypes/{type}", Name: "GetTargetResourceType"},
		{Method: "POST", Pattern: "/tags/{arn...}", Name: "TagResource", Status: 200, Run: rest.Op(h.tag)},
		{Method: "DELETE", Pattern: "/tags/{arn...}", Name: "UntagResource", Status: 200, Run: rest.Op(h.untag)},
		{Method: "GET", Pattern: "/tags/{arn...}", Name: "ListTagsForResource", Status: 200, Run: rest.Op(h.listTags)},
		{Method: "GET", Pattern: "/safetyLevers/{id}", Name: "GetSafetyLever"},
		{Method: "PATCH", Pattern: "/safetyLevers/{id}/state", Name: "UpdateSafetyLeverState"},
		{Method: "POST", Pattern: "/experimentTemplates/{id}/targetAccountConfigurations/{account}", Name: "CreateTargetAccountConfiguration"},
		{Method: "GET", Pattern: "/experimentTemplates/{id}/targetAccountConfigurations/{account}", Name: "GetTargetAccountConfiguration"},
		{Method: "PATCH", Pattern: "/experimentTemplates/{id}/targetAccountConfigurations/{account}", Name: "UpdateTargetAccountConfiguration"},
		{Method: "DELETE", Pattern: "/experimentTemplates/{id}/targetAccountConfigurations/{account}", Name: "DeleteTargetAccountConfiguration"},
		{Method: "GET", Pattern: "/experimentTemplates/{id}/targetAccountConfigurations", Name: "ListTargetAccountConfigurations"},
		{Method: "GET", Pattern: "/experiments/{id}/targetAccountConfigurations/{account}", Name: "GetExperimentTargetAccountConfiguration"},
		{Method: "GET", Pattern: "/experiments/{id}/targetAccountConfigurations", Name: "ListExperimentTargetAccountConfigurations"},
	})
}

// nothing is the request of operations without a body.
type nothing struct{}

func placeOf(c *rest.Call) experiment.Place { return experiment.Place(c.Place) }

// refused is a refusal in AWS's words.
// https://docs.aws.amazon.com/fis/latest/APIReference/API_CreateExperimentTemplate.html#API_CreateExperimentTemplate_Errors
func refused(e *experiment.Error) *gateway.Error {
	switch e.Code {
	case experiment.Missing:
		return &gateway.Error{Status: http.StatusNotFound, Code: "ResourceNotFoundException", Message: e.Message}
	case experiment.Conflict:
		return &gateway.Error{Status: http.StatusConflict, Code: "ConflictException", Message: e.Message}
	case experiment.Quota:
		return &gateway.Error{Status: http.StatusPaymentRequired, Code: "ServiceQuotaExceededException", Message: e.Message}
	case experiment.NotBuilt:
		return gateway.NotBuilt(e.Message)
	}
	return invalid(e.Message)
}

func invalid(message string) *gateway.Error {
	return &gateway.Error{Status: http.StatusBadRequest, Code: "ValidationException", Message: message}
}

// seconds is an instant as the answers have it.
func seconds(t time.Time) *float64 {
	if t.IsZero() {
		return nil
	}
	s := float64(t.UnixMilli()) / 1000
	return &s
}
