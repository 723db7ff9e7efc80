//go:build unix

package keep

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// ErrTaken says that another process has the folder.
var ErrTaken = errors.New("another squall has this folder")

// alone takes a lock that ends with the process, however that ends.
func alone(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("keep: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %s; stop it, or use another folder", ErrTaken, filepath.Dir(path)), f.Close())
	}
	return f, nil
}
