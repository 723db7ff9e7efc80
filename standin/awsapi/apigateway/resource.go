package apigateway

import (
	"regexp"
	"slices"
	"strings"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type resourceShape struct {
	ID              string                 `json:"id"`
	ParentID        string                 `json:"parentId,omitempty"`
	Path            string                 `json:"path"`
	PathPart        string                 `json:"pathPart,omitempty"`
	ResourceMethods map[string]methodShape `json:"resourceMethods,omitempty"`
}

func resourceOf(r *gateway.Resource) resourceShape {
	out := resourceShape{ID: r.ID, ParentID: r.Parent, Path: r.Path, PathPart: r.Part}
	for name, m := range r.Methods {
		if out.ResourceMethods == nil {
			out.ResourceMethods = map[string]methodShape{}
		}
		out.ResourceMethods[name] = methodOf(name, m)
	}
	return out
}

type resourceInput struct{ PathPart string }

var pathPart = regexp.MustCompile(`^([a-zA-Z0-9._:-]+|\{[a-zA-Z0-9._:-]+\+?\})$`)

// createResource: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html
func (h *handler) createResource(c *rest.Call, in *resourceInput) (out any, err *gateway.Error) {
	err = h.with(c, func(a *gateway.API) *gateway.Error {
		parent, err := a.Resource(c.Path("resource"))
		switch {
		case err != nil:
			return err
		case !pathPart.MatchString(in.PathPart):
			return gateway.Bad("Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end.")
		case strings.HasSuffix(parent.Part, "+}"):
			return gateway.Bad("Cannot create a child of a resource with a greedy path variable: %s", parent.Path)
		}
		path := strings.TrimSuffix(parent.Path, "/") + "/" + in.PathPart
		if slices.ContainsFunc(a.Resources, func(r *gateway.Resource) bool { return r.Path == path }) {
			return gateway.Conflict("Another resource with the same parent already has this name: %s", in.PathPart)
		}
		r := &gateway.Resource{ID: h.store.ID(6), Parent: parent.ID, Part: in.PathPart, Path: path, Methods: map[string]*gateway.Method{}}
		a.Resources = append(a.Resources, r)
		out = resourceOf(r)
		return nil
	})
	return out, err
}

// resource runs f on the resource that the path names.
func (h *handler) resource(c *rest.Call, f func(a *gateway.API, r *gateway.Resource) *gateway.Error) *gateway.Error {
	return h.with(c, func(a *gateway.API) *gateway.Error {
		r, err := a.Resource(c.Path("resource"))
		if err != nil {
			return err
		}
		return f(a, r)
	})
}

func (h *handler) getResources(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	var out items[resourceShape]
	err := h.with(c, func(a *gateway.API) *gateway.Error {
		out.Items = rest.Shapes(a.Resources, resourceOf)
		return nil
	})
	return out, err
}

func (h *handler) getResource(c *rest.Call, _ *nothing) (out any, err *gateway.Error) {
	err = h.resource(c, func(_ *gateway.API, r *gateway.Resource) *gateway.Error { out = resourceOf(r); return nil })
	return out, err
}

// deleteResource deletes what is below it as well.
func (h *handler) deleteResource(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	return nil, h.resource(c, func(a *gateway.API, r *gateway.Resource) *gateway.Error {
		if r.Path == "/" {
			return gateway.Bad("Root resource cannot be deleted")
		}
		a.Resources = slices.DeleteFunc(a.Resources, func(o *gateway.Resource) bool {
			return o == r || strings.HasPrefix(o.Path, r.Path+"/")
		})
		return nil
	})
}
