package read

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"unicode/utf8"

	"squall/profiles/feed"
)

// loaded is a file that requests are made of.
type loaded struct {
	path  string
	sum   string // sha256, hex
	table *feed.Table
	text  string
	err   error
}

// data reads a table once, however many arms and entries use it.
func (l *loader) data(path string) (*feed.Table, error) {
	f := l.file("data "+path, path, func(r io.Reader, f *loaded) (err error) {
		f.table, err = feed.Read(path, r)
		return err
	})
	return f.table, f.err
}

// longestText is the longest text that a request may be made of.
const longestText = 16 << 20

// text reads a payload once.
func (l *loader) text(path string) (string, error) {
	f := l.file("text "+path, path, func(r io.Reader, f *loaded) error {
		b, err := io.ReadAll(io.LimitReader(r, longestText+1))
		switch {
		case err != nil:
			return err
		case len(b) > longestText:
			return fmt.Errorf("it is longer than %d MB, which no door of Lambda takes", longestText>>20)
		case !utf8.Valid(b):
			return fmt.Errorf("it is not UTF-8")
		}
		f.text = string(b)
		return nil
	})
	return f.text, f.err
}

func (l *loader) file(key, path string, read func(io.Reader, *loaded) error) loaded {
	if f, ok := l.files[key]; ok {
		return f
	}
	f := loaded{path: path}
	f.sum, f.err = hashed(path, func(r io.Reader) error { return read(r, &f) })
	if l.files == nil {
		l.files = map[string]loaded{}
	}
	l.files[key] = f
	l.order = append(l.order, key)
	return f
}

// hashed reads a file, and what of it is left, and gives its hash.
func hashed(path string, read func(io.Reader) error) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close() // it was only read
	h := sha256.New()
	if err := read(io.TeeReader(file, h)); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
