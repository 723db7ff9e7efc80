package vectors

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

const good = `An echo.
source: lambda-core 2.5 [R]
-- given sqs --
POST /quiet
-- request --
POST /echo?status=201
Caller: 222233334444 eu-west-1

{"id": "d16cf9a8-b026-4cb3-8f0a-7e2684237c5a", "n": 3, "list": [{"a": 1, "b": 2}]}
-- answer --
201
X-Caller: <any>=222233334444/20261122/eu-west-1/lambda/<any>
!X-None

{"id": "<uuid:id>", "n": "<number>", "list": [{"a": 1, "<more>": ""}]}
-- request --
POST /echo?status=200

<$id> <x*4>
-- answer --
200

d16cf9a8-b026-4cb3-8f0a-7e2684237c5a xxxx
`

func echo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Caller", r.Header.Get("Authorization"))
	if r.URL.Query().Get("status") == "201" {
		w.WriteHeader(http.StatusCreated)
	}
	_, _ = io.Copy(w, r.Body)
}

func run(t *testing.T, text string) error {
	t.Helper()
	list, err := Read(fstest.MapFS{"lambda/Echo/first.txtar": {Data: []byte(text)}})
	if err != nil {
		return err
	}
	s := Session{Handler: http.HandlerFunc(echo), Operation: func(string, *http.Request, string) string { return "Echo" }}
	return s.Run(&list[0])
}

func TestRun(t *testing.T) {
	if err := run(t, good); err != nil {
		t.Error(err)
	}
	for _, tt := range []struct{ old, new, want string }{
		{"201\nX-C", "200\nX-C", "want status 200"},
		{"!X-None", "!X-Caller", "want no header X-Caller"},
		{"eu-west-1/lambda", "eu-west-1/sqs", "want header X-Caller"},
		{`"<more>": ""`, `"c": 3`, "has b, which is not wanted"},
		{`{"a": 1, "<more>": ""}`, `{"a": 2, "<more>": ""}`, "body.list[0].a: want 2, got 1"},
		{`[{"a": 1, "<more>": ""}]`, `[]`, "want a list of 0"},
		{`"n": "<number>"`, `"n": "<uuid>"`, "body.n"},
		{"<$id>", "<$other>", "kept a value"},
		{"xxxx\n", "xxx\n", "want the body"},
		{"source: lambda-core 2.5 [R]", "source: somewhere", "want a sentence"},
		{"-- given sqs --", "-- begin --", "want given"},
		{"POST /quiet", "POST /quiet HTTP/9", "malformed"},
	} {
		text := strings.Replace(good, tt.old, tt.new, 1)
		if text == good {
			t.Fatalf("%q is not in the file", tt.old)
		}
		if err := run(t, text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.new, err, tt.want)
		}
	}
}

func TestOnlyWhatIsKnownCounts(t *testing.T) {
	for tag, want := range map[string]bool{"D": true, "M": true, "R": true, "3": false, "U": false} {
		v := Vector{Tag: tag}
		if v.Counts() != want {
			t.Errorf("[%s] counts: %v", tag, !want)
		}
	}
}
