package standby

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"squall/profiles"
	"squall/profiles/guard"
)

// account is a function and a schedule.
type account struct {
	mu        sync.Mutex
	latest    string // the configuration of $LATEST
	scheduled string // target and input
	asked     int    // requests to the scheduler
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !strings.HasPrefix(r.URL.Path, "/schedules/") {
		_, _ = io.WriteString(w, a.latest)
		return
	}
	var in struct{ Target struct{ Arn, Input string } }
	body, _ := io.ReadAll(r.Body)
	_ = json.Unmarshal(body, &in)
	a.scheduled, a.asked = strings.TrimPrefix(in.Target.Arn, universal)+" "+in.Target.Input, a.asked+1
	_, _ = io.WriteString(w, "{}")
}

func (a *account) set(revision, memory, env string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.latest = `{"RevisionId":"` + revision + `","MemorySize":` + memory + `,"Timeout":3,"CodeSha256":"x","Environment":{"Variables":{` + env + `}}}`
}

func newAccount(t *testing.T) (*account, *Standby) {
	t.Helper()
	a := &account{}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return a, New(Options{Account: "111122223333",
		Config:  aws.Config{BaseEndpoint: &server.URL, Region: "eu-west-1", Credentials: credentials.NewStaticCredentialsProvider("a", "b", "")},
		Poll:    func(_ context.Context, look func() (bool, error)) error { _, err := look(); return err },
		Resolve: func(_, version string) (string, error) { return version, nil },
		Number:  func(_, _, nonce string) string { return map[string]string{"mine": "7"}[nonce] }})
}

// restores schedules a call that puts something back.
func restores(t *testing.T, s *Standby, undo profiles.Change) {
	t.Helper()
	calls, _ := Calls(Place{Account: "111122223333", Region: "eu-west-1"}, undo)
	err := s.Make(t.Context(), profiles.Change{Kind: profiles.PutRestore, Function: "f", Lease: "l", Restore: &guard.Restore{Part: guard.Part{What: "it"}, At: "2026-11-23T04:00:00",
		Target: calls[0].Target, Input: calls[0].Input, Live: calls[0].Live, Learnt: calls[0].Learnt, Of: calls[0].Of}})
	if err != nil {
		t.Fatal(err)
	}
}

// A restore of $LATEST brings what was there before the change, and comes only if
// nobody else has deployed since; other changes of the run do not keep it away.
func TestRestoreOfLatest(t *testing.T) {
	a, s := newAccount(t)
	fault := &profiles.Fault{Kind: profiles.FaultMemory}
	is := func(step, memory, env, revision string) {
		t.Helper()
		want := `lambda:updateFunctionConfiguration {"Environment":{"Variables":{` + env + `}},"FunctionName":"f","MemorySize":` + memory + revision + `}`
		if a.scheduled != want {
			t.Errorf("%s: %s, want %s", step, a.scheduled, want)
		}
	}
	do := func(kind profiles.ChangeKind, revision, memory, env string) {
		t.Helper()
		if err := s.Around(t.Context(), profiles.Change{Kind: kind, Function: "f", Fault: fault}, func() error { a.set(revision, memory, env); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	a.set("r1", "512", `"A":"1"`)
	restores(t, s, profiles.Change{Kind: profiles.EndLatest, Function: "f", Fault: fault})
	is("scheduled", "512", `"A":"1"`, "")
	a.set("r2", "256", `"A":"2"`) // somebody deploys
	if err := s.Around(t.Context(), profiles.Change{Kind: profiles.PutLatest, Function: "f", Fault: fault}, func() error {
		is("under way", "256", `"A":"2"`, "")
		a.set("r3", "1024", `"A":"2","F":"x"`)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	is("made", "256", `"A":"2"`, `,"RevisionId":"r3"`)
	do(profiles.PutReserved, "r4", "1024", `"A":"2","F":"x"`)
	is("something else", "256", `"A":"2"`, `,"RevisionId":"r4"`)
	a.set("r5", "1024", `"A":"theirs","F":"x"`) // somebody deploys again
	do(profiles.PutReserved, "r5", "1024", `"A":"theirs","F":"x"`)
	is("theirs", "256", `"A":"2"`, `,"RevisionId":"r4"`)
	asked := a.asked
	do(profiles.DeleteReserved, "r5", "1024", `"A":"theirs","F":"x"`)
	if a.asked != asked {
		t.Error("the schedule was told what it knew")
	}
}

// A change that failed may come about yet: its restore comes whatever is there.
func TestRestoreOfWhatFailed(t *testing.T) {
	a, s := newAccount(t)
	a.set("r1", "512", "")
	restores(t, s, profiles.Change{Kind: profiles.EndLatest, Function: "f", Fault: &profiles.Fault{Kind: profiles.FaultEnv}})
	lost := errors.New("timeout")
	err := s.Around(t.Context(), profiles.Change{Kind: profiles.PutLatest, Function: "f", Fault: &profiles.Fault{Kind: profiles.FaultEnv}}, func() error { return lost })
	if !errors.Is(err, lost) || strings.Contains(a.scheduled, "RevisionId") {
		t.Errorf("%v, %s", err, a.scheduled)
	}
}

// A version is deleted by its number alone: until that is known, and once the
// version is gone, the call does nothing.
func TestRestoreOfVersion(t *testing.T) {
	a, s := newAccount(t)
	restores(t, s, profiles.Change{Kind: profiles.DeleteVersion, Function: "f", Version: "v1#0"})
	put := profiles.Change{Kind: profiles.PutSpoilt, Function: "f", Version: "v1#0", Nonce: "mine", Fault: &profiles.Fault{}}
	idle := `lambda:untagResource {"Resource":"arn:aws:lambda:eu-west-1:111122223333:function:f","TagKeys":["squall:nothing"]}`
	for _, step := range []struct {
		what string
		c    profiles.Change
		want string
	}{
		{"another version", profiles.Change{Kind: profiles.PutSpoilt, Function: "f", Version: "v1#1", Nonce: "mine", Fault: &profiles.Fault{}}, idle},
		{"not published", profiles.Change{Kind: profiles.PutSpoilt, Function: "f", Version: "v1#0", Nonce: "none", Fault: &profiles.Fault{}}, idle},
		{"published", put, `lambda:deleteFunction {"FunctionName":"f","Qualifier":"7"}`},
		{"deleted", profiles.Change{Kind: profiles.DeleteVersion, Function: "f", Version: "v1#0"}, idle},
	} {
		if err := s.Around(t.Context(), step.c, func() error { return nil }); err != nil || a.scheduled != step.want {
			t.Errorf("%s: %v, %s", step.what, err, a.scheduled)
		}
	}
	if err := s.Learn(t.Context(), put); err != nil || !strings.Contains(a.scheduled, `"Qualifier":"7"`) {
		t.Errorf("%v, %s", err, a.scheduled)
	}
}
