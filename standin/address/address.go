// Package address reads the addresses that a stand-in may listen on. It opens
// none.
package address

import (
	"fmt"
	"net"
	"strconv"
)

// IsLoopback says whether a host is this machine alone.
func IsLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Check reads HOST:PORT to listen on. It refuses every address that other
// machines could reach, unless they must sign.
func Check(listen string, signed bool) (host string, port int, err error) {
	host, text, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, fmt.Errorf("listen address %q: want HOST:PORT, for example 127.0.0.1:9400: %w", listen, err)
	}
	port, err = strconv.Atoi(text)
	if err != nil || port < 0 || port > 65531 {
		return "", 0, fmt.Errorf("listen address %q: the port must be a number from 0 to 65531", listen)
	}
	if !signed && !IsLoopback(host) {
		return "", 0, fmt.Errorf("listen address %q: without --auth the stand-in checks no signatures, so it listens on loopback only: use 127.0.0.1:%d", listen, port)
	}
	return host, port, nil
}
