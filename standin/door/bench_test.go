package door

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

func BenchmarkDoors(b *testing.B) {
	for name, path := range map[string]string{"alb": "/checkout/live/a?b=c", "apigw-rest": "/prod/checkout/live/a?b=c", "url": "/checkout/live/a?b=c"} {
		b.Run(name, func(b *testing.B) {
			d, inv := testDoors(b, says(done(`{"statusCode":200,"headers":{"X-Squall-Cold":"0","X-Squall-Version":"1"},"body":"{}"}`)))
			h, err := d.Handler(name)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				inv.asked = inv.asked[:0]
				r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(`{"id": 1}`))
				r.Header.Set("Content-Type", "application/json")
				h.ServeHTTP(discard{http.Header{}}, r)
			}
		})
	}
}
