package kept

import (
	"net/http"
	"strings"
)

// Over holds back the answers of a handler until what they say is on the disk.
// Refuse answers in place of one that would be a lie.
func (s *State) Over(next http.Handler, refuse func(w http.ResponseWriter, r *http.Request, message string)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !lasts(r) {
			next.ServeHTTP(w, r)
			return
		}
		if s.store.Failing() != nil {
			if err := s.Commit(); err != nil {
				refuse(w, r, unkept+err.Error())
				return
			}
		}
		a := &answer{ResponseWriter: w, state: s, refuse: func(err error) {
			for name := range w.Header() {
				w.Header().Del(name)
			}
			refuse(w, r, unkept+err.Error())
		}}
		next.ServeHTTP(a, r)
		a.begin()
	})
}

const unkept = "the stand-in cannot keep its state: "

// lasts says whether a request may change something that lasts. Synchronous
// invokes do not: what they did is in their answer.
func lasts(r *http.Request) bool {
	path := r.URL.Path
	switch {
	case strings.HasSuffix(path, "/invocations") && strings.Contains(path, "/functions/"):
		return r.Header.Get("X-Amz-Invocation-Type") == "Event"
	case strings.HasSuffix(path, "/response-streaming-invocations"), strings.HasPrefix(path, "/2018-06-01/runtime/"):
		return false
	case strings.HasPrefix(path, "/_squall/"):
		return r.Method != http.MethodGet
	}
	return true
}

// answer is an answer that waits for the disk with its first byte.
type answer struct {
	http.ResponseWriter
	state   *State
	refuse  func(err error)
	begun   bool
	refused bool
}

func (a *answer) begin() {
	if a.begun {
		return
	}
	a.begun = true
	if err := a.state.Commit(); err != nil {
		a.refused = true
		a.refuse(err)
	}
}

func (a *answer) WriteHeader(status int) {
	if status >= 100 && status < 200 {
		a.ResponseWriter.WriteHeader(status)
		return
	}
	first := !a.begun
	if a.begin(); !a.refused && first {
		a.ResponseWriter.WriteHeader(status)
	}
}

func (a *answer) Write(b []byte) (int, error) {
	if a.begin(); a.refused {
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
