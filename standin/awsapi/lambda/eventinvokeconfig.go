package lambda

import (
	"net/http"

	"squall/standin/awsapi/lambda/shape"
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
)

type destination struct {
	Destination string `json:",omitempty"`
}

type eventInvokeRequest struct {
	MaximumRetryAttempts     *int
	MaximumEventAgeInSeconds *int
	DestinationConfig        *struct{ OnSuccess, OnFailure *destination }
}

func (in *eventInvokeRequest) changes() setting.EventInvokeChanges {
	ch := setting.EventInvokeChanges{Retries: in.MaximumRetryAttempts, MaxAge: in.MaximumEventAgeInSeconds}
	if d := in.DestinationConfig; d != nil {
		if d.OnSuccess != nil {
			ch.OnSuccess = &d.OnSuccess.Destination
		}
		if d.OnFailure != nil {
			ch.OnFailure = &d.OnFailure.Destination
		}
	}
	return ch
}

// eventInvokeResponse leaves numbers out that were not set, and never the two
// destinations.
type eventInvokeResponse struct {
	LastModified             shape.Epoch
	FunctionArn              string
	MaximumRetryAttempts     *int `json:",omitempty"`
	MaximumEventAgeInSeconds *int `json:",omitempty"`
	DestinationConfig        struct{ OnSuccess, OnFailure destination }
}

func eventInvokeOf(e catalog.EventInvoke, err *catalog.Error) (eventInvokeResponse, *catalog.Error) {
	out := eventInvokeResponse{LastModified: shape.Epoch(e.Modified), FunctionArn: e.FunctionARN,
		MaximumRetryAttempts: e.Retries, MaximumEventAgeInSeconds: e.MaxAge}
	out.DestinationConfig.OnSuccess.Destination = e.OnSuccess
	out.DestinationConfig.OnFailure.Destination = e.OnFailure
	return out, err
}

// putEventInvokeConfig: https://docs.aws.amazon.com/lambda/latest/api/API_PutFunctionEventInvokeConfig.html
func putEventInvokeConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *eventInvokeRequest) (eventInvokeResponse, *catalog.Error) {
		return eventInvokeOf(c.PutEventInvoke(ref, in.changes()))
	})
}

// updateEventInvokeConfig: https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionEventInvokeConfig.html
func updateEventInvokeConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	change(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref, in *eventInvokeRequest) (eventInvokeResponse, *catalog.Error) {
		return eventInvokeOf(c.UpdateEventInvoke(ref, in.changes()))
	})
}

// getEventInvokeConfig: https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionEventInvokeConfig.html
func getEventInvokeConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (eventInvokeResponse, *catalog.Error) {
		return eventInvokeOf(c.EventInvoke(ref))
	})
}

// deleteEventInvokeConfig: https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunctionEventInvokeConfig.html
func deleteEventInvokeConfig(h *handler, w http.ResponseWriter, r *http.Request) {
	remove(h, w, r, func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error { return c.DeleteEventInvoke(ref) })
}

type listEventInvokeResponse struct {
	FunctionEventInvokeConfigs []eventInvokeResponse
	NextMarker                 string `json:",omitempty"`
}

// listEventInvokeConfigs: https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctionEventInvokeConfigs.html
func listEventInvokeConfigs(h *handler, w http.ResponseWriter, r *http.Request) {
	control(h, w, r, http.StatusOK, func(c *catalog.Catalog, ref catalog.Ref) (out listEventInvokeResponse, err *catalog.Error) {
		all, err := c.EventInvokes(ref)
		if err != nil {
			return out, err
		}
		part, next, err := page(r, all, 50, func(e catalog.EventInvoke) string { return qualifierKey(lastPart(e.FunctionARN)) })
		out = listEventInvokeResponse{FunctionEventInvokeConfigs: make([]eventInvokeResponse, len(part)), NextMarker: next}
		for i, e := range part {
			out.FunctionEventInvokeConfigs[i], _ = eventInvokeOf(e, nil)
		}
		return out, err
	})
}
