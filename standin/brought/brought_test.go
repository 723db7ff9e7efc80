package brought

import (
	"bytes"
	"net/http/httptest"
	"testing"
)

// A zip can be read where it is said to be; the oldest go when there are too
// many.
func TestZips(t *testing.T) {
	var z Zips
	read := func(at string) (int, []byte) {
		w := httptest.NewRecorder()
		z.ServeHTTP(w, httptest.NewRequest("GET", "http://localhost"+at, nil))
		return w.Code, w.Body.Bytes()
	}
	z.put("a/+=", []byte("one"))
	z.put("a/+=", []byte("one"))
	at := z.location("a/+=")
	if code, got := read(at); code != 200 || !bytes.Equal(got, []byte("one")) || z.size != 3 {
		t.Errorf("%s: %d %q, %d bytes", at, code, got, z.size)
	}
	if at := z.location("b"); at != "" {
		t.Errorf("b is at %s", at)
	}
	z.put("b", make([]byte, most))
	if code, _ := read(at); code != 404 || z.location("a/+=") != "" || z.location("b") == "" || z.size != most {
		t.Errorf("%d after too many, %d bytes", code, z.size)
	}
	z.Reset()
	if z.location("b") != "" || z.size != 0 {
		t.Error("something is left")
	}
}
