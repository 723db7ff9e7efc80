// Package archive keeps the records of runs where they outlive folders: in a
// folder, on a branch of a git repository, or in an S3 bucket. A record that is
// there is never written again.
//
// It does not know what a record says; package history does.
package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"squall/analyze/history"
)

// Store keeps files under names. Put refuses a name that is taken.
type Store interface {
	Put(ctx context.Context, name string, data []byte) error
	List(ctx context.Context) ([]string, error)
	Get(ctx context.Context, name string) ([]byte, error)
}

// errTaken is why a record is not written.
var errTaken = errors.New("a record of this run is there already, and records are never changed")

// Open finds a store by its address: a folder, git:BRANCH, or s3://BUCKET/PREFIX.
func Open(address string) (Store, error) {
	switch {
	case address == "":
		return nil, errors.New("where the history is kept must be named: a folder, git:BRANCH or s3://BUCKET/PREFIX, with --in or as history in .squall.yaml")
	case strings.HasPrefix(address, "git:"):
		return openBranch(strings.TrimPrefix(address, "git:"))
	case strings.HasPrefix(address, "s3://"):
		return openBucket(strings.TrimPrefix(address, "s3://"))
	case strings.Contains(address, "://"):
		return nil, fmt.Errorf("history %s: want a folder, git:BRANCH or s3://BUCKET/PREFIX", address)
	}
	return folder(address), nil
}

// folder is a store on disk.
type folder string

// Put implements Store.
func (f folder) Put(_ context.Context, name string, data []byte) error {
	if err := os.MkdirAll(string(f), 0o755); err != nil {
		return fmt.Errorf("history: %w", err)
	}
	// Whole or not at all: a record that was cut off would be in the way for good.
	temp, err := os.CreateTemp(string(f), ".record-*")
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err = errors.Join(err, temp.Chmod(0o644), temp.Sync(), temp.Close()); err == nil {
		err = os.Link(temp.Name(), filepath.Join(string(f), name))
	}
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s: %w", filepath.Join(string(f), name), errTaken)
	}
	if err != nil {
		return fmt.Errorf("history: %w", err)
	}
	return nil
}

// List implements Store.
func (f folder) List(context.Context) (names []string, err error) {
	all, err := os.ReadDir(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("history %s: there is none yet; squall history add RUN begins one", string(f))
	}
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	for _, e := range all {
		if isRecord(e.Name()) && !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// Get implements Store.
func (f folder) Get(_ context.Context, name string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), name))
	if err != nil {
		return nil, fmt.Errorf("history: %w", err)
	}
	return data, nil
}

func isRecord(name string) bool {
	return strings.HasSuffix(name, ".json") && !strings.HasPrefix(name, ".")
}

// Add keeps the record of a run.
func Add(ctx context.Context, s Store, r *history.Record) error {
	text, err := r.Text()
	if err != nil {
		return err
	}
	return s.Put(ctx, r.Name(), text)
}

// All reads every record in the order in which they were added. Those that
// cannot be read are in no series; what is wrong with them comes beside.
func All(ctx context.Context, s Store) (all []*history.Record, damaged []error, err error) {
	names, err := s.List(ctx)
	if err != nil {
		return nil, nil, err
	}
	slices.Sort(names)
	for _, name := range names {
		text, err := s.Get(ctx, name)
		if err != nil {
			return nil, nil, err
		}
		r, err := history.Read(name, text)
		if err != nil {
			damaged = append(damaged, err)
			continue
		}
		all = append(all, r)
	}
	history.Sort(all)
	return all, damaged, nil
}
