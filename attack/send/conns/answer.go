package conns

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"os"
	"sync"

	"github.com/valyala/fasthttp"
)

var (
	errNotHTTP  = errors.New("the answer is not HTTP/1.1")
	errTooLarge = errors.New("the answer's headers are larger than 128 KiB")
)

// answer reads one answer; reuse says that the connection can carry another.
func (k *conn) answer(c *Call) (reuse bool, err error) {
	for {
		if err := k.readHead(); err != nil {
			return false, err
		}
		// What comes before the answer, such as early hints, is none.
		if status := k.head.StatusCode(); status >= 200 || status == http.StatusSwitchingProtocols {
			c.Status = status
			break
		}
	}
	length := k.head.ContentLength()
	switch {
	case c.Bare || c.Status == http.StatusNoContent || c.Status == http.StatusNotModified:
	case length >= 0:
		err = k.sized(c, int64(length))
	case length == -1:
		err = k.chunked(c)
	default:
		return false, k.kept(c, k.in) // to the end of the connection
	}
	return err == nil && !k.pool.opt.Single && !k.head.ConnectionClose(), err
}

// readHead reads an answer's head, with a larger buffer where it needs one.
func (k *conn) readHead() error {
	for {
		err := k.head.Read(k.in)
		var small *fasthttp.ErrSmallBuffer
		switch {
		case err == nil:
			return nil
		case errors.As(err, &small) && k.in.Size() < mostHeader:
			buffered, _ := k.in.Peek(k.in.Buffered())
			rest := io.MultiReader(bytes.NewReader(bytes.Clone(buffered)), k.net)
			k.in = bufio.NewReaderSize(rest, mostHeader)
		case errors.As(err, &small):
			return errTooLarge
		default:
			return whyNoHead(err)
		}
	}
}

// whyNoHead is why no head could be read: the connection's word for it, or that
// what came is no head.
func whyNoHead(err error) error {
	var network *net.OpError
	switch {
	case errors.As(err, &network):
		return network
	case errors.Is(err, fasthttp.ErrTimeout):
		return os.ErrDeadlineExceeded
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return io.ErrUnexpectedEOF
	}
	return errNotHTTP
}

// sized reads a body whose size is known. A short one is looked at where it
// lies.
func (k *conn) sized(c *Call, length int64) error {
	if length <= int64(k.in.Size()) && length <= int64(k.pool.opt.Keep) {
		body, err := k.in.Peek(int(length))
		c.Kept, c.Size, k.pending = body, int64(len(body)), len(body)
		return cutShort(err)
	}
	err := k.kept(c, io.LimitReader(k.in, length))
	if err == nil && c.Size < length {
		err = io.ErrUnexpectedEOF
	}
	return err
}

// chunked reads a body in chunks, and the lines behind it.
func (k *conn) chunked(c *Call) error {
	if err := k.kept(c, httputil.NewChunkedReader(k.in)); err != nil {
		return err
	}
	for {
		line, err := k.in.ReadSlice('\n')
		if err != nil {
			return cutShort(err)
		}
		if len(line) <= 2 {
			return nil
		}
	}
}

// kept reads a body to its end and keeps its beginning.
func (k *conn) kept(c *Call, body io.Reader) error {
	if k.pool.opt.Keep > 0 {
		kept, err := io.ReadAll(io.LimitReader(body, int64(k.pool.opt.Keep)))
		c.Kept, c.Size = kept, int64(len(kept))
		if err != nil {
			return cutShort(err)
		}
	}
	buffer := buffers.Get().(*[32 << 10]byte)
	defer buffers.Put(buffer)
	n, err := io.CopyBuffer(onlyWriter{}, body, buffer[:])
	c.Size += n
	return cutShort(err)
}

var buffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// onlyWriter throws away, through the buffer that it is given.
type onlyWriter struct{}

// Write implements io.Writer.
func (onlyWriter) Write(b []byte) (int, error) { return len(b), nil }

func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
