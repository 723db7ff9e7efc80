package hit

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// A file is a magic word and blocks. Each block stands on its own:
//
//	marker    4 bytes   f5 'S' 'Q' 'B'
//	length    4 bytes   of the payload, little endian
//	checksum  4 bytes   CRC-32C of length and payload
//	payload
//
// The first block holds the names, the others records. A reader that meets a
// damaged block goes on at the next marker, so a torn tail costs one block.
const (
	frameHead  = 12
	blockSize  = 64 << 10  // a block is closed when it holds this much
	maxPayload = 128 << 10 // and never holds this much: see maxString
	maxString  = 4 << 10   // longer ones are cut
)

var (
	marker     = []byte{0xf5, 'S', 'Q', 'B'}
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

func checksum(length, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(length, castagnoli), castagnoli, payload)
}

// frameWriter writes blocks; its first error stays.
type frameWriter struct {
	w     io.Writer
	frame []byte
	err   error
}

func newFrameWriter(w io.Writer, magic string, names Names) (*frameWriter, error) {
	payload := appendNames(nil, names)
	if len(payload) > maxPayload {
		return nil, fmt.Errorf("the names of entries and arms take %d bytes; at most %d fit a file", len(payload), maxPayload)
	}
	f := &frameWriter{w: w}
	if _, f.err = io.WriteString(w, magic); f.err == nil {
		f.write(payload)
	}
	return f, f.err
}

// write writes one block with a single call, so that a file that is cut short
// between calls loses nothing.
func (f *frameWriter) write(payload []byte) {
	if f.err != nil {
		return
	}
	f.frame = append(f.frame[:0], marker...)
	f.frame = binary.LittleEndian.AppendUint32(f.frame, uint32(len(payload)))
	f.frame = binary.LittleEndian.AppendUint32(f.frame, checksum(f.frame[4:8], payload))
	f.frame = append(f.frame, payload...)
	_, f.err = f.w.Write(f.frame)
}

// frameReader reads blocks and counts those that are damaged.
type frameReader struct {
	r    *bufio.Reader
	used int // bytes of the last block, which its caller may still read
	lost int
}

func newFrameReader(r io.Reader, magic string) (*frameReader, Names, error) {
	f := &frameReader{r: bufio.NewReaderSize(r, frameHead+maxPayload)}
	head := make([]byte, len(magic))
	if _, err := io.ReadFull(f.r, head); err != nil {
		return nil, Names{}, fmt.Errorf("read the first %d bytes: %w", len(magic), err)
	}
	if string(head) != magic {
		return nil, Names{}, fmt.Errorf("the file begins with %q; a file of this kind and version begins with %q", head, magic)
	}
	payload, err := f.block()
	if err != nil {
		return nil, Names{}, fmt.Errorf("the block of names is damaged: %w", err)
	}
	names, err := readNames(payload)
	return f, names, err
}

var errDamaged = errors.New("marker, length or checksum is wrong")

// next returns the payload of the next sound block, valid until the next call,
// and io.EOF after the last one.
func (f *frameReader) next() ([]byte, error) {
	for {
		payload, err := f.block()
		if !errors.Is(err, errDamaged) {
			return payload, err
		}
		f.lost++
		if err := f.skip(); err != nil {
			return nil, err
		}
	}
}

// block returns the payload of the block that starts here.
func (f *frameReader) block() ([]byte, error) {
	f.r.Discard(f.used) // it is in the buffer, so it cannot fail
	f.used = 0
	head, err := f.r.Peek(frameHead)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(head) == 0 {
		return nil, io.EOF
	}
	if len(head) < frameHead || !bytes.HasPrefix(head, marker) {
		return nil, errDamaged
	}
	length := binary.LittleEndian.Uint32(head[4:])
	if length > maxPayload {
		return nil, errDamaged
	}
	all, err := f.r.Peek(frameHead + int(length))
	if err == io.EOF {
		return nil, errDamaged
	}
	if err != nil {
		return nil, err
	}
	if checksum(all[4:8], all[frameHead:]) != binary.LittleEndian.Uint32(all[8:]) {
		return nil, errDamaged
	}
	f.used = len(all)
	return all[frameHead:], nil
}

// skip goes to the next marker after this byte, or to the end.
func (f *frameReader) skip() error {
	f.r.Discard(1)
	for {
		rest, err := f.r.Peek(frameHead + maxPayload)
		if err != nil && err != io.EOF {
			return err
		}
		if i := bytes.Index(rest, marker); i >= 0 {
			f.r.Discard(i)
			return nil
		}
		// The last bytes may be the start of a marker that goes on.
		f.r.Discard(max(0, len(rest)-len(marker)+1))
		if err == io.EOF {
			f.r.Discard(f.r.Buffered())
			return nil
		}
	}
}
