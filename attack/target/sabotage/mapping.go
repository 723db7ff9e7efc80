package sabotage

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"squall/profiles"
)

// mapping finds the event source mapping that a change is about: by its id, or
// by the name or ARN of its source.
func (s *Saboteur) mapping(ctx context.Context, c profiles.Change) (id, state string, err error) {
	var found []types.EventSourceMappingConfiguration
	pages := lambda.NewListEventSourceMappingsPaginator(s.lambda, &lambda.ListEventSourceMappingsInput{FunctionName: &c.Function})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", "", err
		}
		for _, m := range page.EventSourceMappings {
			from := aws.ToString(m.EventSourceArn)
			if aws.ToString(m.UUID) == c.Source || from == c.Source || strings.HasSuffix(from, ":"+c.Source) || strings.Contains(from+"/", "/"+c.Source+"/") {
				found = append(found, m)
			}
		}
	}
	if len(found) != 1 {
		return "", "", fmt.Errorf("function %s has %d event source mappings from %s, want one: name its source, or its UUID", c.Function, len(found), c.Source)
	}
	return aws.ToString(found[0].UUID), aws.ToString(found[0].State), nil
}

func switched(on bool) string {
	if on {
		return "enabled"
	}
	return "disabled"
}

func (s *Saboteur) lookMapping(ctx context.Context, c profiles.Change) (Seen, error) {
	id, state, err := s.mapping(ctx, c)
	if err != nil {
		return Seen{}, err
	}
	on := !strings.HasPrefix(state, "Disabl") // Disabling, and Disabled
	before := c
	if before.Source, before.Count = id, 0; on {
		before.Count = 1
	}
	return Seen{What: "event source mapping of " + c.Function + " from " + c.Source, Before: switched(on), After: switched(c.Count > 0), Settled: switched(c.Count > 0),
		Undo: []profiles.Change{before}}, nil
}

// putMapping switches a mapping; while it is changing it takes no other change.
func (s *Saboteur) putMapping(ctx context.Context, c profiles.Change) error {
	id, _, err := s.mapping(ctx, c)
	if err != nil {
		return err
	}
	return s.opt.Poll(ctx, func() (bool, error) {
		_, err := s.lambda.UpdateEventSourceMapping(ctx, &lambda.UpdateEventSourceMappingInput{UUID: &id, Enabled: aws.Bool(c.Count > 0)})
		if _, busy := errors.AsType[*types.ResourceInUseException](err); busy {
			return false, nil
		}
		return true, err
	})
}
