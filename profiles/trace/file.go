package trace

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
)

// Source is an open file of any kind, decompressed if it is gzip.
type Source struct {
	io.Reader
	file *os.File
	raw  io.Reader // what is left of the file itself
	sum  hash.Hash
}

// OpenSource opens a file.
func OpenSource(path string) (*Source, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return nil, fmt.Errorf("%s is a folder, a file is wanted", path)
	}
	s := &Source{file: f, sum: sha256.New()}
	raw := bufio.NewReaderSize(io.TeeReader(f, s.sum), 64<<10)
	s.raw, s.Reader = raw, raw
	if magic, _ := raw.Peek(2); len(magic) == 2 && magic[0] == 0x1f && magic[1] == 0x8b {
		if s.Reader, err = gzip.NewReader(raw); err != nil {
			_ = f.Close()
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	return s, nil
}

// Sum reads what is left of the file and gives the SHA-256 of all of it, in
// hex.
func (s *Source) Sum() (string, error) {
	if _, err := io.Copy(io.Discard, s.raw); err != nil {
		return "", err
	}
	return hex.EncodeToString(s.sum.Sum(nil)), nil
}

// Close closes the file.
func (s *Source) Close() error { return s.file.Close() }

// File is an open trace.
type File struct {
	*Reader
	source *Source
}

// Open opens a trace.
func Open(path string) (*File, error) {
	s, err := OpenSource(path)
	if err != nil {
		return nil, err
	}
	r, err := NewReader(path, s)
	if err != nil {
		_ = s.Close()
		return nil, err
	}
	return &File{Reader: r, source: s}, nil
}

// Sum is the SHA-256 of the whole file.
func (f *File) Sum() (string, error) { return f.source.Sum() }

// Close closes the file.
func (f *File) Close() error { return f.source.Close() }

// Summary is what a plan knows of a trace.
type Summary struct {
	SHA256   string // of the file
	Requests float64
	Length   int64   // ns; every request comes before
	Peak     float64 // requests in its busiest second, about
	Timed    bool    // it says of requests how long they ran
}

// Scan reads a whole trace, and sums up what comes before a time; 0 is its
// end.
func Scan(path string, until int64) (Summary, error) {
	f, err := Open(path)
	if err != nil {
		return Summary{}, err
	}
	defer f.Close()
	sum, second, inSecond := Summary{}, int64(-1), 0.0
	for row, ok := f.Next(); ok; row, ok = f.Next() {
		if until > 0 {
			row, _ = row.Until(until) // past it there is nothing to add
		}
		sum.Requests += row.Count
		sum.Timed = sum.Timed || row.Took > 0 && row.Count > 0
		sum.Length = max(sum.Length, row.End())
		if row.For == 0 && row.Count > 0 {
			sum.Length = max(sum.Length, row.At+1)
		}
		if s := row.At / 1e9; s != second {
			second, inSecond = s, 0
		}
		inSecond += row.Count / max(1, float64(row.For)/1e9)
		sum.Peak = max(sum.Peak, inSecond)
	}
	sum.SHA256, err = f.Sum()
	if until > 0 {
		sum.Length = until
	}
	return sum, errors.Join(f.Err(), err)
}
