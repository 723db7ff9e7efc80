//go:build !unix

package keep

import (
	"errors"
	"os"
)

// ErrTaken says that another process has the folder.
var ErrTaken = errors.New("another squall has this folder")

// alone would take a lock; without one two processes could write one file.
func alone(string) (*os.File, error) {
	return nil, errors.New("keep: keeping state is not built for this system, for want of locks")
}
