package keep

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"slices"
)

// A frame is a head (how long its body is, the sum of that number, the sum of
// the body) and a body: a byte that says whether everything before is
// forgotten, then records.
const headSize = 12

var table = crc32.MakeTable(crc32.Castagnoli)

func head(body []byte) []byte {
	var h [headSize]byte
	binary.LittleEndian.PutUint32(h[0:], uint32(len(body)))
	binary.LittleEndian.PutUint32(h[4:], crc32.Checksum(h[:4], table))
	binary.LittleEndian.PutUint32(h[8:], crc32.Checksum(body, table))
	return h[:]
}

// appendRecord writes the length of the key, the key, the length of the value
// plus one (0: it is taken away), and the value.
func appendRecord(b []byte, r Record) []byte {
	b = binary.AppendUvarint(b, uint64(len(r.Key)))
	b = append(b, r.Key...)
	if r.Value == nil {
		return binary.AppendUvarint(b, 0)
	}
	b = binary.AppendUvarint(b, uint64(len(r.Value))+1)
	return append(b, r.Value...)
}

// write appends one frame; what fails leaves the file as it was.
func (s *Store) write(b []byte, marks []mark, wipe bool) error {
	const biggest = 1 << 30
	if len(b) > biggest {
		return fmt.Errorf("keep: %d bytes at once are more than %d", len(b), biggest)
	}
	body := append([]byte{0}, b...)
	if wipe {
		body[0] = 1
	}
	_, err := s.file.WriteAt(append(head(body), body...), s.size)
	if err == nil {
		err = s.file.Sync()
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep: %w", err), s.file.Truncate(s.size))
	}
	if wipe {
		s.index, s.live = map[string]span{}, 0
	}
	for _, m := range marks {
		s.note(m.key, span{s.size + headSize + 1 + int64(m.at), m.size}, m.dropped)
	}
	s.size += int64(headSize + len(body))
	return s.shrink()
}

// note knows where the value of a key is from now on.
func (s *Store) note(key string, at span, dropped bool) {
	if old, ok := s.index[key]; ok {
		s.live -= int64(len(key) + old.size)
		delete(s.index, key)
	}
	if !dropped {
		s.index[key] = at
		s.live += int64(len(key) + at.size)
	}
}

// scan reads a file of so many bytes up to its last whole frame.
func (s *Store) scan(end int64) error {
	line := make([]byte, min(end, 512))
	if _, err := s.file.ReadAt(line, 0); err != nil {
		return fmt.Errorf("keep: %w", err)
	}
	first, _, whole := bytes.Cut(line, []byte("\n"))
	switch {
	case !whole && bytes.HasPrefix([]byte(s.title), first): // it died before anything was kept
		return s.begin()
	case !whole || string(first) != s.title:
		return fmt.Errorf("%w: %s says %q, this one writes %q; use another folder, or that squall", ErrOther, s.path(), first, s.title)
	}
	s.size = int64(len(first)) + 1
	for s.size < end {
		body, torn, err := s.frame(end)
		if err != nil || torn {
			return err
		}
		if err := s.take(body); err != nil {
			return err
		}
		s.size += int64(headSize + len(body))
	}
	return nil
}

// frame reads the frame at the end of what is good. Torn says that it is the
// last one, and was not written to its end.
func (s *Store) frame(end int64) (body []byte, torn bool, err error) {
	damaged := fmt.Errorf("keep: %s is damaged at byte %d, and there is more behind it: nothing was changed; move the folder away to begin anew", s.path(), s.size)
	if end-s.size < headSize {
		return nil, true, nil
	}
	var h [headSize]byte
	if _, err := s.file.ReadAt(h[:], s.size); err != nil {
		return nil, false, fmt.Errorf("keep: %w", err)
	}
	n := int64(binary.LittleEndian.Uint32(h[0:]))
	if binary.LittleEndian.Uint32(h[4:]) != crc32.Checksum(h[:4], table) || n == 0 {
		grown, err := s.zeros(s.size+headSize, end) // the file grew, and was not written
		if err == nil && !grown {
			err = damaged
		}
		return nil, grown, err
	}
	if s.size+headSize+n > end {
		return nil, true, nil
	}
	body = make([]byte, n)
	if _, err := s.file.ReadAt(body, s.size+headSize); err != nil {
		return nil, false, fmt.Errorf("keep: %w", err)
	}
	if binary.LittleEndian.Uint32(h[8:]) != crc32.Checksum(body, table) {
		if s.size+headSize+n == end {
			return nil, true, nil
		}
		return nil, false, damaged
	}
	return body, false, nil
}

// zeros says whether there is nothing but zeros between two places.
func (s *Store) zeros(from, end int64) (bool, error) {
	b, err := io.ReadAll(io.NewSectionReader(s.file, from, end-from))
	return len(bytes.Trim(b, "\x00")) == 0, err
}

// take notes the records of a frame's body.
func (s *Store) take(body []byte) error {
	if body[0] == 1 {
		s.index, s.live = map[string]span{}, 0
	}
	for at := 1; at < len(body); {
		key, value, dropped, next := record(body, at)
		if next < 0 {
			return fmt.Errorf("keep: %s has a frame at byte %d that makes no sense", s.path(), s.size)
		}
		s.note(string(key), span{s.size + headSize + int64(value), next - value}, dropped)
		at = next
	}
	return nil
}

// record finds the record at a place of a body: its key, where its value
// begins, and where the next record does; -1 where there is none.
func record(body []byte, at int) (key []byte, value int, dropped bool, next int) {
	n, size := binary.Uvarint(body[at:])
	if at += size; size <= 0 || n > uint64(len(body)-at) {
		return nil, 0, false, -1
	}
	key = body[at : at+int(n)]
	at += int(n)
	n, size = binary.Uvarint(body[at:])
	if at += size; size <= 0 || n > uint64(len(body)-at)+1 {
		return nil, 0, false, -1
	}
	if n == 0 {
		return key, at, true, at
	}
	return key, at, false, at + int(n) - 1
}

// slack is how much of a file may be out of date before it is written anew.
const slack = 8 << 20

// shrink writes the file anew when most of it is out of date.
func (s *Store) shrink() error {
	if s.size < 3*s.live+slack {
		return nil
	}
	f, err := os.OpenFile(s.path()+".new", os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil //nolint:nilerr // what is there is good; the next write tries again
	}
	fresh := &Store{dir: s.dir, title: s.title, file: f, index: map[string]span{}}
	if err := fresh.copy(s); err != nil {
		_ = errors.Join(f.Close(), os.Remove(s.path()+".new")) // as above
		return nil
	}
	if err := errors.Join(os.Rename(s.path()+".new", s.path()), syncDir(s.dir)); err != nil {
		return errors.Join(fmt.Errorf("keep: %w", err), f.Close())
	}
	old := s.file
	s.file, s.size, s.live, s.index = f, fresh.size, fresh.live, fresh.index
	return old.Close()
}

// copy writes what holds of another file, a megabyte at a time.
func (s *Store) copy(from *Store) error {
	if err := s.begin(); err != nil {
		return err
	}
	var b []byte
	var marks []mark
	keys := sorted(from.index)
	for i, key := range keys {
		value, err := from.read(from.index[key])
		if err != nil {
			return err
		}
		b = appendRecord(b, Record{key, value})
		marks = append(marks, mark{key, len(b) - len(value), len(value), false})
		if len(b) < 1<<20 && i < len(keys)-1 {
			continue
		}
		body := append([]byte{0}, b...)
		if _, err := s.file.WriteAt(append(head(body), body...), s.size); err != nil {
			return err
		}
		for _, m := range marks {
			s.note(m.key, span{s.size + headSize + 1 + int64(m.at), m.size}, false)
		}
		s.size += int64(headSize + len(body))
		b, marks = nil, nil
	}
	return s.file.Sync()
}

func sorted(index map[string]span) []string { return slices.Sorted(maps.Keys(index)) }

// syncDir brings the names in a folder to the disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
