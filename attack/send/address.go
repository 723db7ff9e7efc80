package send

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
)

// hostOf is the scheme and host:port that a URL's connections go to.
func hostOf(rawURL string) (scheme, addr string, err error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return "", "", err
	}
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return u.Scheme, net.JoinHostPort(u.Hostname(), port), nil
}

// Address is the host:port that requests to a URL connect to; none without a
// URL, and behind a proxy.
func Address(rawURL string, dial DialFunc) (addr string, ok bool) {
	_, addr, err := hostOf(rawURL)
	return addr, err == nil && (dial != nil || !proxied(rawURL))
}

func parseURL(rawURL string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", rawURL, err)
	}
	if u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("address %q: need http:// or https:// and a host", rawURL)
	}
	return u, nil
}

func proxied(rawURL string) bool {
	req, err := http.NewRequest(http.MethodGet, rawURL, nil)
	if err != nil {
		return false
	}
	p, err := http.ProxyFromEnvironment(req)
	return err == nil && p != nil
}
