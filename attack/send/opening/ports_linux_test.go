package opening

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// listener takes connections and keeps them.
func listener(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			t.Cleanup(func() { c.Close() })
		}
	}()
	return l.Addr().String()
}

func connect(t *testing.T, dial Dial, addr string) int {
	c, err := dial(context.Background(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.LocalAddr().(*net.TCPAddr).Port
}

func TestConnectionsBeginWhereTheyAreTold(t *testing.T) {
	if !canBeTold(t) {
		t.Skip("this kernel does not take a range of ports from a socket")
	}
	addr := listener(t)
	one := &stretches{low: 45000, count: 1}
	dial := one.spread(new(net.Dialer))
	inside := 0
	for range stretch + 4 {
		if port := connect(t, dial, addr); port >= 45000 && port < 45000+stretch {
			inside++
		}
	}
	// A port or two may be somebody else's; the last four find none free there.
	if inside < stretch/2 || inside > stretch {
		t.Errorf("%d of %d connections began in the stretch of %d ports", inside, stretch+4, stretch)
	}
}

func canBeTold(t *testing.T) bool {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	return unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_LOCAL_PORT_RANGE, 0) == nil
}

func TestStretchesGoThroughTheRange(t *testing.T) {
	s := &stretches{low: 1000, count: 3}
	var got []uint32
	for range 4 {
		low, high := s.deal()
		if high-low != stretch-1 {
			t.Errorf("a stretch from %d to %d", low, high)
		}
		got = append(got, low)
	}
	if got[0] != 1032 || got[1] != 1064 || got[2] != 1000 || got[3] != 1032 {
		t.Errorf("stretches begin at %d", got)
	}
}

func TestEphemeral(t *testing.T) {
	for text, want := range map[string]uint32{
		"32768\t60999\n": 771, "1024 1063\n": 1, "1024 1058\n": 0, "60999 32768\n": 0, "": 0, "1 2 3": 0, "a b": 0, "1 70000": 0,
	} {
		path := filepath.Join(t.TempDir(), "range")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		s := ephemeral(path)
		if got := uint32(0); s != nil {
			if got = s.count; got != want {
				t.Errorf("%q: %d stretches, not %d", text, got, want)
			}
		} else if want != 0 {
			t.Errorf("%q: none", text)
		}
	}
	if ephemeral(filepath.Join(t.TempDir(), "none")) != nil {
		t.Error("a range out of no file")
	}
}
