package ssm

import (
	"context"
	"encoding/json"
	"strings"

	"squall/standin/awsapi/wire"
)

type byPathInput struct {
	Path, NextToken           string
	Recursive, WithDecryption bool
	MaxResults                *int
	ParameterFilters          []json.RawMessage
}

// perPage is the most of a page, and its default.
const perPage = 10

// getParametersByPath: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
func (h *handler) getParametersByPath(_ context.Context, c wire.Call, in *byPathInput) (any, error) {
	most := perPage
	if in.MaxResults != nil {
		most = *in.MaxResults
	}
	switch {
	case len(in.ParameterFilters) > 0:
		return nil, wire.NotBuilt("ParameterFilters")
	case !strings.HasPrefix(in.Path, "/"):
		return nil, wire.Refuse("ValidationException", "The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash \"/\".")
	case most < 1 || most > perPage:
		return nil, wire.Refuse("ValidationException", "MaxResults must be between 1 and 10.")
	}
	path := strings.TrimSuffix(in.Path, "/") + "/"
	page, next := []shown{}, ""
	for _, p := range h.all.under(c.Account, c.Region, path) {
		switch rest := strings.TrimPrefix(p.name, path); {
		case !in.Recursive && strings.Contains(rest, "/") || p.name <= in.NextToken:
		case len(page) == most:
			next = page[most-1].Name
		default:
			page = append(page, show(c, p))
		}
		if next != "" {
			break
		}
	}
	out := map[string]any{"Parameters": page}
	if next != "" {
		out["NextToken"] = next
	}
	return out, nil
}
