package specimens

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"squall/attack/local"
	"squall/profiles"
)

// Only what this run has made is deleted; what is gone already is no trouble.
func TestRemove(t *testing.T) {
	const own = "squall-conform-1"
	for name, c := range map[string]struct {
		function, lease, tagged string // tagged "": there is no such function
		want                    string
		calls                   []string
	}{
		"its own":     {own, "1", "1", "", []string{"GET tags", "DELETE function", "logs"}},
		"another's":   {own, "1", "2", `is tagged squall:run="2" and not "1"`, []string{"GET tags"}},
		"gone":        {own, "1", "", "", []string{"GET tags", "logs"}},
		"no specimen": {"checkout", "1", "1", "is no specimen", nil},
		"of no lease": {own, "", "1", "is no specimen", nil},
	} {
		t.Run(name, func(t *testing.T) {
			var calls []string
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case strings.HasPrefix(r.URL.Path, "/2017-03-31/tags/") && c.tagged == "":
					calls = append(calls, r.Method+" tags")
					w.Header().Set("X-Amzn-ErrorType", "ResourceNotFoundException")
					w.WriteHeader(http.StatusNotFound)
				case strings.HasPrefix(r.URL.Path, "/2017-03-31/tags/"):
					calls = append(calls, r.Method+" tags")
					fmt.Fprintf(w, `{"Tags": {"squall:run": %q}}`, c.tagged)
				case strings.HasSuffix(r.URL.Path, "/functions/"+own):
					calls = append(calls, r.Method+" function")
					w.WriteHeader(http.StatusNoContent)
				default:
					calls = append(calls, "logs")
					w.Header().Set("Content-Type", "application/x-amz-json-1.1")
					w.WriteHeader(http.StatusBadRequest)
					fmt.Fprint(w, `{"__type": "ResourceNotFoundException"}`)
				}
			}))
			defer s.Close()
			r := New(aws.Config{BaseEndpoint: &s.URL, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")}, nil, "111122223333", "us-east-1")
			err := r.Make(t.Context(), profiles.Change{Kind: Delete, Function: c.function, Lease: c.lease})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %q", err, c.want)
			}
			if !slices.Equal(calls, c.calls) {
				t.Errorf("calls %q, want %q", calls, c.calls)
			}
		})
	}
}

// A stand-in learns models of one function beside what it knows, and forgets
// those alone; what it never learnt changes nothing.
func TestModels(t *testing.T) {
	world := profiles.World{Functions: []profiles.Function{{Name: "own"}}}
	posts := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			posts++
			var now local.Config
			if err := json.NewDecoder(r.Body).Decode(&now); err != nil || now.Seed != 7 || now.Compress != 60 {
				t.Errorf("%+v, %v", now, err)
			}
			world = *now.World
			return
		}
		json.NewEncoder(w).Encode(local.Config{Compress: 60, Seed: 7, World: &world})
	}))
	defer s.Close()
	r := New(aws.Config{BaseEndpoint: &s.URL, Region: "us-east-1"}, &local.Client{Endpoint: s.URL, HTTP: s.Client()}, "111122223333", "us-east-1")
	change := func(k profiles.ChangeKind) string {
		c := profiles.Change{Kind: k, Function: "squall-conform-1", World: &profiles.World{Functions: []profiles.Function{{Name: "squall-conform-1"}}}}
		if err := r.Make(t.Context(), c); err != nil {
			t.Error(err)
		}
		var names []string
		for _, f := range world.Functions {
			names = append(names, f.Name)
		}
		return strings.Join(names, " ")
	}
	for i, step := range []struct {
		kind profiles.ChangeKind
		want string
	}{{Forget, "own"}, {Teach, "own squall-conform-1"}, {Teach, "own squall-conform-1"}, {Forget, "own"}, {Forget, "own"}} {
		if got := change(step.kind); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	if posts != 3 {
		t.Errorf("it was configured %d times", posts)
	}
}
