package standin

import (
	"net/http"

	"squall/standin/invoke"
	"squall/standin/proc"
)

// crew runs the functions that clients bring. Its host is made once there is a
// stand-in to be told what becomes of them.
type crew struct{ *proc.Host }

// hire makes the host of the crew, if there is to be one.
func (s *Standin) hire() error {
	if !s.options.Processes {
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
