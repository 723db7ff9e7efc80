package folder

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// SetAside moves all files that a run has written to a folder into one below
// it, so that the next run can be written there and neither is lost.
func SetAside(dir string, n int) (string, error) {
	aside := filepath.Join(dir, "unconfirmed-"+strconv.Itoa(n))
	if err := os.RemoveAll(aside); err != nil { // of an earlier run there
		return aside, fmt.Errorf("cannot set a run aside: %w", err)
	}
	if err := os.MkdirAll(aside, 0o755); err != nil {
		return aside, fmt.Errorf("cannot set a run aside: %w", err)
	}
	names := []string{"hits.sqh", "sightings.sqh", "journal.jsonl", ProfileFile}
	for _, r := range ofRuns {
		names = append(names, r.name)
	}
	for _, name := range names {
		err := os.Rename(filepath.Join(dir, name), filepath.Join(aside, name))
		if err != nil && !os.IsNotExist(err) {
			return aside, fmt.Errorf("cannot set a run aside: %w", err)
		}
	}
	return aside, nil
}
