package fis

import (
	"cmp"
	"time"

	"squall/standin/awsapi/rest"
	"squall/standin/experiment"
	"squall/standin/gateway"
)

type startExperiment struct {
	Token    string            `json:"clientToken"`
	Template string            `json:"experimentTemplateId"`
	Options  options           `json:"experimentOptions"`
	Tags     map[string]string `json:"tags"`
}

type oneExperiment struct {
	Experiment running `json:"experiment"`
}

// startExperiment: https://docs.aws.amazon.com/fis/latest/APIReference/API_StartExperiment.html
func (h *handler) startExperiment(c *rest.Call, in *startExperiment) (any, *gateway.Error) {
	mode := cmp.Or(in.Options.Mode, "run-all")
	if mode != "run-all" && mode != "skip-all" {
		return nil, invalid("actionsMode is run-all or skip-all")
	}
	e, err := h.store.Start(time.Now(), placeOf(c), in.Template, mode, in.Token, in.Tags)
	if err != nil {
		return nil, refused(err)
	}
	h.drive(e.Place, e.Number, time.Now())
	return &oneExperiment{shownExperiment(e)}, nil
}

// drive lets an experiment do at a time what is due then, and so on until it is
// over. One that a reset has forgotten is over too.
func (h *handler) drive(p experiment.Place, id string, at time.Time) {
	time.AfterFunc(time.Until(at), func() {
		if next := h.store.Advance(time.Now(), p, id, h.world); !next.IsZero() {
			h.drive(p, id, next)
		}
	})
}

// getExperiment: https://docs.aws.amazon.com/fis/latest/APIReference/API_GetExperiment.html
func (h *handler) getExperiment(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	e, err := h.store.Experiment(placeOf(c), c.Path("id"))
	if err != nil {
		return nil, refused(err)
	}
	return &oneExperiment{shownExperiment(e)}, nil
}

// stopExperiment: https://docs.aws.amazon.com/fis/latest/APIReference/API_StopExperiment.html
func (h *handler) stopExperiment(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	e, err := h.store.Halt(time.Now(), placeOf(c), c.Path("id"), h.world)
	if err != nil {
		return nil, refused(err)
	}
	return &oneExperiment{shownExperiment(e)}, nil
}

type experimentSummary struct {
	ID       string            `json:"id"`
	ARN      string            `json:"arn"`
	Template string            `json:"experimentTemplateId"`
	State    state             `json:"state"`
	Created  *float64          `json:"creationTime"`
	Tags     map[string]string `json:"tags"`
	Options  options           `json:"experimentOptions"`
}

// listExperiments: https://docs.aws.amazon.com/fis/latest/APIReference/API_ListExperiments.html
func (h *handler) listExperiments(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	all, next, err := page(c, h.store.Experiments(placeOf(c), c.Query("experimentTemplateId")))
	if err != nil {
		return nil, err
	}
	return &struct {
		Experiments []experimentSummary `json:"experiments"`
		Next        string              `json:"nextToken,omitempty"`
	}{rest.Shapes(all, func(e experiment.Experiment) experimentSummary {
		s := shownExperiment(e)
		return experimentSummary{s.ID, s.ARN, s.Template, s.State, s.Created, s.Tags, s.Options}
	}), next}, nil
}
