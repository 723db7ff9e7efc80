package standin

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"squall/profiles/read"
)

// TestTLS: who trusts the certificate that was written reaches the APIs and the
// doors, and who does not is kept from a connection.
func TestTLS(t *testing.T) {
	plan, err := read.Profile("vectors.yaml", []byte(modelled), nil)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "squall.pem")
	s, err := New(Options{World: &plan.Arms[0].World, TLS: file})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	pem, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatalf("no certificate in %s", pem)
	}
	trusting := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}}
	for _, address := range []string{s.Endpoint() + "/_squall/health", s.Doors()["alb"] + "/none"} {
		if !strings.HasPrefix(address, "https://") {
			t.Errorf("the address is %s", address)
		}
		r, err := trusting.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r, err := http.Get(address); err == nil {
			_ = r.Body.Close()
			t.Errorf("%s: a client that trusts nobody was answered", address)
		}
	}
	trusting.CloseIdleConnections()
	if _, err := New(Options{World: &plan.Arms[0].World, TLS: filepath.Join(file, "none")}); err == nil {
		t.Error("a file that cannot be written")
	}
}
