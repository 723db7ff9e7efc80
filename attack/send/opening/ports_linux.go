package opening

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// stretch is how many ports one socket looks for its own in.
const stretch = 32

// stretches deals out the ports that connections begin at. Left to itself the
// kernel tries every second port first, so once half of its range leads to one
// address, each further connection to it costs a search through all of that
// half, which is a multiple of what sending costs; the sockets of a load are
// therefore told where to look.
type stretches struct {
	low, count uint32 // first port, and how many stretches follow from it
	next       atomic.Uint32
}

// ephemeral reads the range that the kernel takes ports from; nil where that
// cannot be known. An eighth of it is left to who listens at any port: what has
// connected keeps its port for a minute after its end.
func ephemeral(path string) *stretches {
	text, err := os.ReadFile(path)
	fields := strings.Fields(string(text))
	if err != nil || len(fields) != 2 {
		return nil
	}
	low, err1 := strconv.ParseUint(fields[0], 10, 16)
	high, err2 := strconv.ParseUint(fields[1], 10, 16)
	if err1 != nil || err2 != nil || high < low {
		return nil
	}
	s := &stretches{low: uint32(low), count: uint32(high-low+1) / 8 * 7 / stretch}
	if s.count == 0 {
		return nil
	}
	s.next.Store(rand.Uint32N(s.count)) // beside another run
	return s
}

// deal gives the next stretch: its first port and its last.
func (s *stretches) deal() (low, high uint32) {
	low = s.low + s.next.Add(1)%s.count*stretch
	return low, low + stretch - 1
}

// narrow tells a socket that is to connect where to look for its port. Kernels
// before 6.3 cannot be told.
func (s *stretches) narrow(_, _ string, raw syscall.RawConn) error {
	low, high := s.deal()
	return raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.SOL_IP, unix.IP_LOCAL_PORT_RANGE, int(high<<16|low))
	})
}

// spread makes a dialer's connections begin at ports of one stretch after the
// other.
func spread(d *net.Dialer) Dial {
	ports := ephemeral("/proc/sys/net/ipv4/ip_local_port_range")
	if ports == nil {
		return d.DialContext
	}
	return ports.spread(d)
}

// spread dials from a stretch; where that has no port free the kernel looks
// everywhere.
func (s *stretches) spread(d *net.Dialer) Dial {
	narrow := *d
	narrow.Control = s.narrow
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := narrow.DialContext(ctx, network, addr)
		if errors.Is(err, unix.EADDRNOTAVAIL) {
			return d.DialContext(ctx, network, addr)
		}
		return c, err
	}
}
