package standin

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"squall/profiles/read"
	"squall/standin/awsapi"
)

// What a change of one function costs that is kept, and a look at it, beside many
// others.
func BenchmarkKeptChange(b *testing.B) {
	for _, n := range []int{1, 300, 1000} {
		for _, keep := range []bool{false, true} {
			b.Run(fmt.Sprintf("functions=%d/keep=%t", n, keep), func(b *testing.B) {
				plan, err := read.Profile("vectors.yaml", []byte(modelled), nil)
				if err != nil {
					b.Fatal(err)
				}
				o := Options{Compress: 1, World: &plan.Arms[0].World, Diag: os.Stderr}
				s := assemble(o)
				api := awsapi.New(s.services()...)
				if keep {
					s.options.Keep = b.TempDir()
					if err := s.recall(); err != nil {
						b.Fatal(err)
					}
					if err := s.keep(); err != nil {
						b.Fatal(err)
					}
					api = s.lasting(api)
				}
				ctx, cancel := context.WithCancel(context.Background())
				done := make(chan struct{})
				go func() { defer close(done); s.loop.Run(ctx) }()
				defer func() { cancel(); <-done; _ = s.memory.Close() }()
				ask := func(method, path, body string) {
					w := httptest.NewRecorder()
					r := httptest.NewRequest(method, path, strings.NewReader(body))
					api.ServeHTTP(w, r)
					if w.Code >= 300 {
						b.Fatal(w.Code, w.Body)
					}
				}
				for i := range n {
					ask("POST", "/2015-03-31/functions", fmt.Sprintf(`{"FunctionName":"f%d","Runtime":"provided.al2023","Handler":"h","Role":"arn:aws:iam::111122223333:role/r","Code":{"ZipFile":"UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="},"Environment":{"Variables":{"STAGE":"prod"}}}`, i))
				}
				b.Run("look", func(b *testing.B) {
					for range b.N {
						ask("GET", "/2015-03-31/functions/f0/configuration", "")
					}
				})
				b.Run("change", func(b *testing.B) {
					for i := range b.N {
						ask("PUT", "/2015-03-31/functions/f0/configuration", fmt.Sprintf(`{"MemorySize":%d}`, 128+i%1000))
					}
				})
			})
		}
	}
}
