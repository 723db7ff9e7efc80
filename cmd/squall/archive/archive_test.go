package archive

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Every store keeps what it is given, in any order, and never writes a name
// twice, not even when many write at once.
func TestStores(t *testing.T) {
	for name, open := range map[string]func(*testing.T) string{
		"folder": func(t *testing.T) string { return t.TempDir() + "/deep/history" },
		"branch": func(t *testing.T) string { repository(t); return "git:figures" },
		"bucket": func(t *testing.T) string { bucketServer(t); return "s3://runs/of/squall" },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := Open(open(t))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.List(t.Context()); name != "bucket" && err == nil {
				t.Error("a history that is not there has a list")
			}
			var crew sync.WaitGroup
			refused := make([]error, 6)
			for i := range refused {
				crew.Go(func() { refused[i] = s.Put(context.Background(), fmt.Sprintf("r%d.json", i/2), []byte(fmt.Sprint(i))) })
			}
			crew.Wait()
			for i := 0; i < len(refused); i += 2 {
				a, b := refused[i], refused[i+1]
				if name != "bucket" && (a == nil) == (b == nil) || a != nil && !errors.Is(a, errTaken) || b != nil && !errors.Is(b, errTaken) {
					t.Errorf("two of one name: %v, %v", a, b)
				}
			}
			if err := s.Put(t.Context(), "r1.json", []byte("other")); !errors.Is(err, errTaken) {
				t.Errorf("written again: %v", err)
			}
			names, err := s.List(t.Context())
			slices.Sort(names)
			if err != nil || !slices.Equal(names, []string{"r0.json", "r1.json", "r2.json"}) {
				t.Errorf("%v, %v", names, err)
			}
			if data, err := s.Get(t.Context(), "r1.json"); err != nil || string(data) != "2" && string(data) != "3" {
				t.Errorf("%q, %v", data, err)
			}
			if _, err := s.Get(t.Context(), "r9.json"); err == nil {
				t.Error("there is an r9.json")
			}
		})
	}
}

func repository(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	if _, err := Git(t.Context(), "init", "-q"); err != nil {
		if os.Getenv("CI") == "" {
			t.Skip("without git: ", err)
		}
		t.Fatal(err)
	}
}

func bucketServer(t *testing.T) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("runs"); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gofakes3.New(backend).Server())
	t.Cleanup(server.Close)
	for k, v := range map[string]string{"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y", "AWS_REGION": "us-east-1"} {
		t.Setenv(k, v)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, address := range []string{"", "git:", "git:-x", "git:a b", "s3://", "ftp://host"} {
		if _, err := Open(address); err == nil {
			t.Errorf("%q is a history", address)
		}
	}
}
