package proc

import (
	"archive/zip"
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"squall/standin/invoke"
)

// maxUnzipped is what a package may be unzipped.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const maxUnzipped = 262144000

// maxEntries bounds the files of a package, each of which costs an inode.
const maxEntries = 50000

// store keeps unzipped packages by their hash.
type store struct {
	dir  string
	most int64 // bytes of a package, unzipped
	mu   sync.Mutex
}

func (s *store) path(code string) string {
	return filepath.Join(s.dir, "code", hex.EncodeToString([]byte(code)))
}

// has says whether a package is there.
func (s *store) has(code string) bool {
	_, err := os.Stat(s.path(code))
	return err == nil
}

// put unzips a package. What is refused leaves nothing behind.
func (s *store) put(code string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.has(code) {
		return nil
	}
	if err := os.MkdirAll(filepath.Join(s.dir, "code"), 0o700); err != nil {
		return fmt.Errorf("keep a package: %w", err)
	}
	temporary, err := os.MkdirTemp(s.dir, "unzip-")
	if err != nil {
		return fmt.Errorf("keep a package: %w", err)
	}
	err = s.unzip(temporary, data)
	if err == nil {
		err = os.Rename(temporary, s.path(code))
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(temporary))
	}
	return nil
}

func (s *store) unzip(dir string, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fmt.Errorf("the package is no zip: %w", err)
	}
	if len(z.File) > maxEntries {
		return fmt.Errorf("the package has %d files; at most %d are taken", len(z.File), maxEntries)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	left := s.most
	for _, f := range z.File {
		n, err := extract(root, f, left)
		if err != nil {
			return errors.Join(fmt.Errorf("file %q of the package: %w", f.Name, err), root.Close())
		}
		left -= n
	}
	return root.Close()
}

// extract writes one file of a package, in the folder or nowhere; left is how
// much may still come, whatever the zip says of itself.
func extract(root *os.Root, f *zip.File, left int64) (n int64, err error) {
	name := filepath.FromSlash(f.Name)
	if !filepath.IsLocal(name) {
		return 0, errors.New("its path leads out of the package")
	}
	mode := f.Mode()
	switch {
	case mode.IsDir():
		return 0, root.MkdirAll(name, 0o755)
	case !mode.IsRegular():
		return 0, fmt.Errorf("a %s cannot be in a package here", mode.Type())
	}
	if dir := filepath.Dir(name); dir != "." {
		if err := root.MkdirAll(dir, 0o755); err != nil {
			return 0, err
		}
	}
	in, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode.Perm()&0o755|0o400)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(out, io.LimitReader(in, left+1))
	if err == nil && n > left {
		err = invoke.ErrUnzipped
	}
	return n, errors.Join(err, out.Close())
}
