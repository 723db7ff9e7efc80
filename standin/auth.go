package standin

import (
	"net"
	"net/http"
	"strings"
	"time"

	"squall/standin/address"
	"squall/standin/awsapi"
	"squall/standin/identity"
)

// guarded has the signatures of requests to AWS APIs checked, where there are
// keys.
func (s *Standin) guarded(api http.Handler) http.Handler {
	if s.options.Keys == nil {
		return api
	}
	g := awsapi.Guard{Keys: s.options.Keys, Now: time.Now, Session: func(token string) (secret string, ok bool) {
		s.loop.Identity(func(_ int64, ids *identity.Store) { secret, ok = ids.Secret(token), ids.Genuine(token) })
		return secret, ok
	}}
	return g.Over(api)
}

// local keeps the stand-in's own pages, which nobody signs for, from other
// machines.
func (s *Standin) local(next http.Handler) http.Handler {
	if s.options.Keys == nil {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		if strings.HasPrefix(r.URL.Path, "/_squall/") && !address.IsLoopback(host) {
			refuse(w, http.StatusForbidden, "the pages below /_squall/ answer this machine only")
			return
		}
		next.ServeHTTP(w, r)
	})
}
