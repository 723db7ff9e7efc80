package sabotage

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/fis"
	"github.com/aws/aws-sdk-go-v2/service/fis/types"

	"squall/profiles"
)

// tagLease is the tag by which an experiment is found again.
const tagLease = "squall:lease"

// target is what the template calls the function.
const target = "function"

// Action is a fault as AWS FIS carries it out; its duration is in whole minutes,
// and the run ends it before.
// https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html
func Action(c profiles.Change) (id string, parameters map[string]string, err error) {
	f := c.Fault
	parameters = map[string]string{"duration": "PT" + strconv.Itoa(max(1, minutes(c.Lasts))) + "M",
		"invocationPercentage": strconv.Itoa(max(1, int(math.Round(f.Share*100))))}
	switch f.Kind {
	case "invoke.delay":
		parameters["startupDelayMilliseconds"] = strconv.FormatInt(int64(c.Count), 10)
		return "aws:lambda:invocation-add-delay", parameters, nil
	case "invoke.error.unhandled":
		parameters["preventExecution"] = "false"
		return "aws:lambda:invocation-error", parameters, nil
	case "invoke.response.status":
		parameters["preventExecution"], parameters["statusCode"], parameters["contentTypeHeader"] = "false", strconv.Itoa(f.Count), "application/json"
		return "aws:lambda:invocation-http-integration-response", parameters, nil
	}
	return "", nil, fmt.Errorf("AWS FIS has no action for %s", f.Kind)
}

func (s *Saboteur) lookExperiment(ctx context.Context, c profiles.Change) (Seen, error) {
	id, parameters, err := Action(c)
	if err != nil {
		return Seen{}, err
	}
	seen := Seen{What: "FIS experiment " + c.Fault.String(), Before: "none", Undo: undo(c, profiles.EndExperiment),
		After: id + " on " + parameters["invocationPercentage"] + "% for " + parameters["duration"]}
	there, err := s.templates(ctx, c.Lease)
	if len(there) > 0 {
		seen.Before = "template " + there[0]
	}
	return seen, err
}

// templates are the ids of those with a lease.
func (s *Saboteur) templates(ctx context.Context, lease string) (ids []string, err error) {
	pages := fis.NewListExperimentTemplatesPaginator(s.fis, &fis.ListExperimentTemplatesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, t := range page.ExperimentTemplates {
			if t.Tags[tagLease] == name(lease) {
				ids = append(ids, aws.ToString(t.Id))
			}
		}
	}
	return ids, nil
}

// Template is the id of the template with a lease; "" when there is none.
func (s *Saboteur) Template(ctx context.Context, lease string) (string, error) {
	ids, err := s.templates(ctx, lease)
	if len(ids) == 0 {
		return "", err
	}
	return ids[0], err
}

// putExperiment makes a template and starts it, and waits until it is running.
func (s *Saboteur) putExperiment(ctx context.Context, c profiles.Change) error {
	id, parameters, err := Action(c)
	if err != nil {
		return err
	}
	stops := []types.CreateExperimentTemplateStopConditionInput{{Source: aws.String("none")}}
	for i, arn := range c.Alarms {
		stop := types.CreateExperimentTemplateStopConditionInput{Source: aws.String("aws:cloudwatch:alarm"), Value: &arn}
		if i == 0 {
			stops = stops[:0]
		}
		stops = append(stops, stop)
	}
	token, tags := name(c.Lease), map[string]string{tagLease: name(c.Lease), "Name": "squall " + c.Fault.Kind}
	made, err := s.fis.CreateExperimentTemplate(ctx, &fis.CreateExperimentTemplateInput{ClientToken: &token, RoleArn: &c.Role, Tags: tags, StopConditions: stops,
		Description: aws.String("squall: " + c.Fault.String()),
		Targets: map[string]types.CreateExperimentTemplateTargetInput{target: {ResourceType: aws.String("aws:lambda:function"), SelectionMode: aws.String("ALL"),
			ResourceArns: []string{"arn:aws:lambda:" + s.opt.Region + ":" + s.opt.Account + ":function:" + c.Function}}},
		Actions: map[string]types.CreateExperimentTemplateActionInput{"strike": {ActionId: &id, Parameters: parameters, Targets: map[string]string{"Functions": target}}}})
	if err == nil {
		err = s.opt.Made(ctx, c)
	}
	if err != nil {
		return err
	}
	started, err := s.fis.StartExperiment(ctx, &fis.StartExperimentInput{ClientToken: &token, ExperimentTemplateId: made.ExperimentTemplate.Id, Tags: tags})
	if err != nil {
		return err
	}
	return s.running(ctx, aws.ToString(started.Experiment.Id))
}

// running waits until an experiment is under way.
func (s *Saboteur) running(ctx context.Context, id string) error {
	return s.opt.Poll(ctx, func() (bool, error) {
		out, err := s.fis.GetExperiment(ctx, &fis.GetExperimentInput{Id: &id})
		if err != nil {
			return false, err
		}
		switch state := out.Experiment.State; state.Status {
		case types.ExperimentStatusPending, types.ExperimentStatusInitiating:
			return false, nil
		case types.ExperimentStatusRunning:
			return true, nil
		default:
			return false, fmt.Errorf("experiment %s is %s: %s", id, state.Status, aws.ToString(state.Reason))
		}
	})
}

// endExperiment stops what is under way and deletes the template.
func (s *Saboteur) endExperiment(ctx context.Context, c profiles.Change) error {
	templates, err := s.templates(ctx, c.Lease)
	if err != nil {
		return err
	}
	for _, template := range templates {
		pages := fis.NewListExperimentsPaginator(s.fis, &fis.ListExperimentsInput{ExperimentTemplateId: &template})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return err
			}
			for _, e := range page.Experiments {
				if err := s.stop(ctx, aws.ToString(e.Id), *e.State); err != nil {
					return err
				}
			}
		}
		_, err := s.fis.DeleteExperimentTemplate(ctx, &fis.DeleteExperimentTemplateInput{Id: &template})
		if gone := (*types.ResourceNotFoundException)(nil); err != nil && !errors.As(err, &gone) {
			return err
		}
	}
	return nil
}

// stop ends an experiment, and waits until nothing of it is left.
func (s *Saboteur) stop(ctx context.Context, id string, now types.ExperimentState) error {
	if over(now.Status) {
		return nil
	}
	_, err := s.fis.StopExperiment(ctx, &fis.StopExperimentInput{Id: &id})
	ended := (*types.ValidationException)(nil) // by itself, a moment ago
	if err != nil && !errors.As(err, &ended) {
		return err
	}
	return s.opt.Poll(ctx, func() (bool, error) {
		out, err := s.fis.GetExperiment(ctx, &fis.GetExperimentInput{Id: &id})
		return err == nil && over(out.Experiment.State.Status), err
	})
}

func over(s types.ExperimentStatus) bool {
	switch s {
	case types.ExperimentStatusPending, types.ExperimentStatusInitiating, types.ExperimentStatusRunning, types.ExperimentStatusStopping:
		return false
	}
	return true
}
