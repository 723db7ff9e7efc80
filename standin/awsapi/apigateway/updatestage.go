package apigateway

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

// patch is one change of a resource.
type patch struct{ Op, Path, Value, From string }

// updateStage: https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html
// Either every operation is carried out or none.
func (h *handler) updateStage(c *rest.Call, in *struct{ PatchOperations []patch }) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		s, err := a.Stage(c.Path("stage"))
		if err != nil {
			return err
		}
		next := *s
		next.Limits, next.Variables = s.Limits.Clone(), maps.Clone(s.Variables)
		for _, p := range in.PatchOperations {
			if err := change(a, &next, p); err != nil {
				return err
			}
		}
		*s = next
		out = stageOf(s)
		return nil
	})
	return out, err
}

// change carries out one operation on a stage.
// https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html
func change(a *gateway.API, s *gateway.Stage, p patch) *gateway.Error {
	name, isVariable := strings.CutPrefix(p.Path, "/variables/")
	switch {
	case p.Op != "replace" && p.Op != "add" && p.Op != "remove":
		return gateway.NotBuilt("the patch operation " + p.Op)
	case isVariable && p.Op == "remove":
		delete(s.Variables, name)
	case isVariable:
		if s.Variables == nil {
			s.Variables = map[string]string{}
		}
		s.Variables[name] = p.Value
	case p.Path == "/description":
		s.Description = p.Value
	case p.Path == "/deploymentId":
		if !slices.ContainsFunc(a.Deployments, func(d *gateway.Deployment) bool { return d.ID == p.Value }) {
			return gateway.Bad("Invalid Deployment identifier specified")
		}
		s.Deployment = p.Value
	default:
		return changeMethod(s, p)
	}
	return nil
}

// changeMethod changes the settings of methods: PATH/METHOD, where slashes of
// the path are written ~1, or all of them.
func changeMethod(s *gateway.Stage, p patch) *gateway.Error {
	parts := strings.Split(strings.TrimPrefix(p.Path, "/"), "/")
	if len(parts) != 2 && len(parts) != 4 || len(parts) == 4 && parts[2] != "throttling" {
		return gateway.NotBuilt("the path " + p.Path + " of a patch of stages")
	}
	own := parts[0]+"/"+parts[1] == everyMethod
	way := "/" + strings.TrimLeft(strings.ReplaceAll(parts[0], "~1", "/"), "/") + "/" + parts[1]
	if len(parts) == 2 {
		if p.Op != "remove" {
			return gateway.Bad("Invalid patch path  '%s' specified for op '%s'.", p.Path, p.Op)
		}
		if delete(s.Limits.Named, way); own {
			s.Limits.Own = nil
		}
		return nil
	}
	limit, ok := s.Limits.Named[way]
	switch {
	case own && s.Limits.Own != nil:
		limit = *s.Limits.Own
	case !ok:
		limit = gateway.AccountLimit
	}
	value, err := strconv.ParseFloat(p.Value, 64)
	switch {
	case err != nil || !(value >= 0 && value <= 1e9):
		return gateway.Bad("Invalid patch value  '%s' specified for op '%s'.", p.Value, p.Op)
	case parts[3] == "rateLimit":
		limit.Rate = value
	case parts[3] == "burstLimit":
		limit.Burst = int(value)
	default:
		return gateway.Bad("Invalid patch path  '%s' specified for op '%s'.", p.Path, p.Op)
	}
	if own {
		s.Limits.Own = &limit
	} else {
		s.Limits.Named[way] = limit
	}
	return nil
}
