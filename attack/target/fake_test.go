package target

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"squall/attack/local"
	"squall/profiles"
)

// fake is as much of AWS and of a stand-in's own pages as a Target calls. Its
// exported fields are its state; tests compare them.
type fake struct {
	mu        sync.Mutex
	Functions map[string]*fakeFunction
	Queues    map[string][]string // bodies
	Doors     map[local.Door]bool
	Faults    map[string]bool // by lease
	World     string

	busy     int            // looks until an update or provisioning is through
	pending  map[string]int // looks left, by what is waited for
	failWith string         // StatusReason: provisioning fails
	deleted  int            // CreateQueue calls that find the name deleted recently
	logs     map[string]string
	lost     string
}

type fakeFunction struct {
	fakeConfig
	Published   int
	Versions    map[string]fakeConfig
	Aliases     map[string]fakeAlias
	Reserved    *int
	Provisioned map[string]int
	Async       map[string]json.RawMessage
	Tags        map[string]string
}

type fakeConfig struct {
	MemorySize, Timeout int
	Environment         struct{ Variables map[string]string }
	DeadLetterConfig    struct{ TargetArn string }
	Runtime             string `json:",omitempty"`
	Role                string `json:",omitempty"`
}

type fakeAlias struct {
	FunctionVersion string
	RoutingConfig   *struct{ AdditionalVersionWeights map[string]float64 }
}

func newFake(t *testing.T) (*fake, *Target) {
	t.Helper()
	f := &fake{Functions: map[string]*fakeFunction{}, Queues: map[string][]string{}, Doors: map[local.Door]bool{}, Faults: map[string]bool{}, pending: map[string]int{}, logs: map[string]string{}}
	own, err := json.Marshal(local.Config{Compress: 2, Seed: 7, World: &profiles.World{Account: profiles.Account{ID: "111122223333", Concurrency: 50}}})
	if err != nil {
		t.Fatal(err)
	}
	f.World = string(own)
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return f, New(Options{Endpoint: server.URL + "/", Region: "eu-west-1", Account: "111122223333", HTTP: server.Client(), Compress: 60, Seed: 7, Poll: 1})
}

// snapshot is the state as JSON.
func (f *fake) snapshot(t *testing.T) string {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	doors := []string{}
	for d := range f.Doors {
		doors = append(doors, d.Path+" "+d.Function+":"+d.Qualifier)
	}
	slices.Sort(doors)
	text, err := json.MarshalIndent(map[string]any{"functions": f.Functions, "queues": f.Queues, "doors": doors, "faults": f.Faults, "world": f.World}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	name := r.Method + " " + r.URL.Path
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		name = target
	}
	switch {
	case strings.HasPrefix(name, "AmazonSQS."):
		f.sqs(w, r, strings.TrimPrefix(name, "AmazonSQS."))
	case strings.HasPrefix(r.URL.Path, "/_squall/"):
		f.squall(w, r)
	case strings.HasPrefix(r.URL.Path, "/2017-03-31/tags/"):
		f.tags(w, r, r.URL.Path[strings.LastIndexByte(r.URL.Path, ':')+1:])
	default:
		part := strings.Split(strings.Trim(r.URL.Path, "/"), "/")[2:] // after date/functions
		f.lambda(w, r, part)
	}
}

func (f *fake) tags(w http.ResponseWriter, r *http.Request, function string) {
	fn := f.Functions[function]
	if fn == nil {
		notFound(w, "ResourceNotFoundException")
		return
	}
	switch r.Method {
	case http.MethodGet:
		answer(w, http.StatusOK, map[string]any{"Tags": fn.Tags})
		return
	case http.MethodPost:
		var in struct{ Tags map[string]string }
		json.NewDecoder(r.Body).Decode(&in)
		maps.Copy(fn.Tags, in.Tags)
	case http.MethodDelete:
		for _, key := range r.URL.Query()["tagKeys"] {
			delete(fn.Tags, key)
		}
	}
	answer(w, http.StatusNoContent, nil)
}

func notFound(w http.ResponseWriter, code string) {
	refuse(w, http.StatusNotFound, code, "none here")
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("X-Amzn-ErrorType", code)
	answer(w, status, map[string]string{"message": message, "__type": code})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if v != nil {
		json.NewEncoder(w).Encode(v)
	}
}

func (f *fake) lambda(w http.ResponseWriter, r *http.Request, part []string) {
	if len(part) == 0 {
		f.create(w, r)
		return
	}
	fn := f.Functions[part[0]]
	if fn == nil {
		notFound(w, "ResourceNotFoundException")
		return
	}
	if len(part) == 1 {
		q := r.URL.Query().Get("Qualifier")
		if q == "" {
			delete(f.Functions, part[0])
		} else if _, ok := fn.Versions[q]; !ok {
			notFound(w, "ResourceNotFoundException")
			return
		}
		delete(fn.Versions, q)
		answer(w, http.StatusNoContent, nil)
		return
	}
	switch part[1] {
	case "configuration":
		f.configuration(w, r, part[0], fn)
	case "versions":
		fn.versions(w, r)
	case "aliases":
		fn.aliases(w, r, part[2:])
	case "concurrency":
		fn.concurrency(w, r)
	case "provisioned-concurrency":
		f.provisioned(w, r, fn)
	case "event-invoke-config":
		fn.eventInvoke(w, r)
	}
}

func (f *fake) create(w http.ResponseWriter, r *http.Request) {
	var in struct {
		fakeConfig
		FunctionName string
		Code         struct{ ZipFile []byte }
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || len(in.Code.ZipFile) < 20 {
		refuse(w, http.StatusBadRequest, "InvalidParameterValueException", "no zip")
		return
	}
	f.Functions[in.FunctionName] = &fakeFunction{fakeConfig: in.fakeConfig, Versions: map[string]fakeConfig{}, Aliases: map[string]fakeAlias{},
		Provisioned: map[string]int{}, Async: map[string]json.RawMessage{}, Tags: map[string]string{}}
	f.pending[in.FunctionName] = f.busy
	answer(w, http.StatusCreated, in.fakeConfig)
}

// wait counts a look at something that takes f.busy looks.
func (f *fake) wait(what string) bool {
	if f.pending[what] > 0 {
		f.pending[what]--
		return true
	}
	return false
}

func (f *fake) configuration(w http.ResponseWriter, r *http.Request, name string, fn *fakeFunction) {
	if r.Method == http.MethodPut {
		if f.pending[name] > 0 {
			refuse(w, http.StatusConflict, "ResourceConflictException", "An update is in progress")
			return
		}
		var in map[string]json.RawMessage
		text, _ := readAll(r)
		if json.Unmarshal(text, &in) == nil && in["Environment"] != nil {
			fn.Environment.Variables = nil // replaced as a whole
		}
		json.Unmarshal(text, &fn.fakeConfig)
		f.pending[name] = f.busy
	}
	status := "Successful"
	if f.wait(name) {
		status = "InProgress"
	}
	answer(w, http.StatusOK, struct {
		fakeConfig
		State, LastUpdateStatus string
	}{fn.fakeConfig, "Active", status})
}

func readAll(r *http.Request) (json.RawMessage, error) {
	var raw json.RawMessage
	err := json.NewDecoder(r.Body).Decode(&raw)
	return raw, err
}

func (fn *fakeFunction) versions(w http.ResponseWriter, r *http.Request) {
	type version struct {
		fakeConfig
		Version string
	}
	if r.Method == http.MethodGet {
		list := []version{{fn.fakeConfig, "$LATEST"}}
		for n, c := range fn.Versions {
			list = append(list, version{c, n})
		}
		answer(w, http.StatusOK, map[string]any{"Versions": list})
		return
	}
	fn.Published++
	n := strconv.Itoa(fn.Published)
	c := fn.fakeConfig
	c.Environment.Variables = maps.Clone(c.Environment.Variables)
	fn.Versions[n] = c
	answer(w, http.StatusCreated, version{c, n})
}

func (fn *fakeFunction) aliases(w http.ResponseWriter, r *http.Request, rest []string) {
	var in struct {
		fakeAlias
		Name string
	}
	json.NewDecoder(r.Body).Decode(&in)
	if len(rest) > 0 {
		in.Name = rest[0]
		if _, ok := fn.Aliases[in.Name]; !ok && r.Method != http.MethodDelete {
			notFound(w, "ResourceNotFoundException")
			return
		}
	}
	switch r.Method {
	case http.MethodDelete:
		delete(fn.Aliases, in.Name)
		answer(w, http.StatusNoContent, nil)
		return
	case http.MethodPost, http.MethodPut:
		if in.RoutingConfig != nil && len(in.RoutingConfig.AdditionalVersionWeights) == 0 {
			in.RoutingConfig = nil
		} else if in.RoutingConfig == nil && r.Method == http.MethodPut {
			in.RoutingConfig = fn.Aliases[in.Name].RoutingConfig
		}
		fn.Aliases[in.Name] = in.fakeAlias
	}
	answer(w, http.StatusOK, fn.Aliases[in.Name])
}

func (fn *fakeFunction) concurrency(w http.ResponseWriter, r *http.Request) {
	var in struct{ ReservedConcurrentExecutions *int }
	switch r.Method {
	case http.MethodDelete:
		fn.Reserved = nil
		answer(w, http.StatusNoContent, nil)
		return
	case http.MethodPut:
		json.NewDecoder(r.Body).Decode(&in)
		fn.Reserved = in.ReservedConcurrentExecutions
	}
	in.ReservedConcurrentExecutions = fn.Reserved
	answer(w, http.StatusOK, in)
}

func (f *fake) provisioned(w http.ResponseWriter, r *http.Request, fn *fakeFunction) {
	q := r.URL.Query().Get("Qualifier")
	var in struct{ ProvisionedConcurrentExecutions int }
	switch r.Method {
	case http.MethodDelete:
		delete(fn.Provisioned, q)
		answer(w, http.StatusNoContent, nil)
		return
	case http.MethodPut:
		json.NewDecoder(r.Body).Decode(&in)
		fn.Provisioned[q] = in.ProvisionedConcurrentExecutions
		f.pending["provisioned"] = f.busy
	}
	n, ok := fn.Provisioned[q]
	if !ok {
		notFound(w, "ProvisionedConcurrencyConfigNotFoundException")
		return
	}
	status, got := "READY", n
	if f.wait("provisioned") {
		status, got = "IN_PROGRESS", 0
	} else if f.failWith != "" {
		status = "FAILED"
	}
	answer(w, http.StatusOK, map[string]any{"RequestedProvisionedConcurrentExecutions": n, "AllocatedProvisionedConcurrentExecutions": got,
		"Status": status, "StatusReason": f.failWith})
}

func (fn *fakeFunction) eventInvoke(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query().Get("Qualifier")
	switch r.Method {
	case http.MethodDelete:
		delete(fn.Async, q)
		answer(w, http.StatusNoContent, nil)
		return
	case http.MethodPut:
		fn.Async[q], _ = readAll(r)
	}
	if fn.Async[q] == nil {
		notFound(w, "ResourceNotFoundException")
		return
	}
	answer(w, http.StatusOK, fn.Async[q])
}

// Apply looks and makes. The Undo it returns is valid even with an error from
// the making.
func (t *Target) Apply(ctx context.Context, c profiles.Change) (Applied, error) {
	seen, err := t.Look(ctx, c)
	if err != nil {
		return Applied{}, err
	}
	return seen, t.Make(ctx, c)
}
