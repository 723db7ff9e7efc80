package lambda

import (
	"net/http"

	"squall/standin/catalog"
)

// carry has the backend carry out f on a function, unless reading its name was
// refused, and writes what f returns.
func carry[T any](h *handler, w http.ResponseWriter, r *http.Request, status int, ref catalog.Ref, refused *catalog.Error,
	f func(c *catalog.Catalog, ref catalog.Ref) (T, *catalog.Error)) {
	var out T
	var err error
	if refused == nil {
		err = h.backend.Control(r.Context(), func(c *catalog.Catalog) { out, refused = f(c, ref) })
	}
	switch {
	case err != nil:
		writeError(w, broken(err))
	case refused != nil:
		writeError(w, refused)
	default:
		writeJSON(w, status, out)
	}
}

// control has the backend carry out f on the function that the request names,
// and writes what it returns.
func control[T any](h *handler, w http.ResponseWriter, r *http.Request, status int,
	f func(c *catalog.Catalog, ref catalog.Ref) (T, *catalog.Error)) {
	ref, refused := refOf(r)
	carry(h, w, r, status, ref, refused, f)
}

// remove is control for operations that answer with nothing.
func remove(h *handler, w http.ResponseWriter, r *http.Request, f func(c *catalog.Catalog, ref catalog.Ref) *catalog.Error) {
	control(h, w, r, http.StatusNoContent, func(c *catalog.Catalog, ref catalog.Ref) (nothing, *catalog.Error) {
		return nothing{}, f(c, ref)
	})
}

// change is control for operations with a body.
func change[In, Out any](h *handler, w http.ResponseWriter, r *http.Request, status int,
	f func(c *catalog.Catalog, ref catalog.Ref, in *In) (Out, *catalog.Error)) {
	var in In
	refused := h.readJSON(r, &in)
	if code, ok := any(&in).(interface{ keep(Backend) *catalog.Error }); ok && refused == nil {
		refused = code.keep(h.backend)
	}
	if refused != nil {
		writeError(w, refused)
		return
	}
	control(h, w, r, status, func(c *catalog.Catalog, ref catalog.Ref) (Out, *catalog.Error) { return f(c, ref, &in) })
}
