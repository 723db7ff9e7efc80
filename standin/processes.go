package standin

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"squall/profiles"
	"squall/standin/invoke"
	"squall/standin/proc"
)

// crew runs the functions that clients bring. Its host is made once there is a
// stand-in to be told what becomes of them.
type crew struct{ *proc.Host }

// Programs are those that functions of worlds are.
func Programs(worlds ...*profiles.World) []*profiles.Process {
	var out []*profiles.Process
	for _, w := range worlds {
		for _, f := range w.Functions {
			for _, v := range f.Versions {
				if v.Process != nil {
					out = append(out, v.Process)
				}
			}
		}
	}
	return out
}

// runs says whether there may be processes.
func (s *Standin) runs() bool { return s.options.Processes || len(s.options.Programs) > 0 }

// permits refuses programs that nobody has let the stand-in run.
func (s *Standin) permits(w *profiles.World) error {
	for _, p := range Programs(w) {
		if !s.options.Processes && !slices.ContainsFunc(s.options.Programs, p.Equal) {
			return fmt.Errorf("a function is the process %q, and this stand-in runs none but those of its own --config: start it with --processes",
				strings.Join(p.Command, " "))
		}
	}
	return nil
}

// hire makes the host of the crew, if there is to be one.
func (s *Standin) hire() error {
	if !s.runs() {
		return nil
	}
	host, err := proc.New(proc.Options{Endpoint: func() string { return s.endpoint },
		Tell: func(x invoke.Told) { s.loop.Told(x) }})
	s.crew.Host = host
	return err
}

// close ends every process and removes what they left.
func (c *crew) close() error {
	if c.Host == nil {
		return nil
	}
	return c.Host.Close()
}

// own refuses what a web page sends: who may create functions may run any
// program, and that is for programs of this machine alone.
func own(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Origin") != "" {
			refuse(w, http.StatusForbidden, "a stand-in that runs processes (--processes) takes no requests of web pages")
			return
		}
		next.ServeHTTP(w, r)
	})
}
