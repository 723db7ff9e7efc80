// Package past reads what runs have left in their folders: the result, and the
// hits where all of them were kept, counted as the run itself counted them.
//
// It judges nothing and writes nothing.
package past

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"squall/analyze/compare"
	"squall/analyze/result"
	"squall/analyze/tally"
	"squall/attack/hit"
)

// mostResult is more than any result.json has.
const mostResult = 256 << 20

// Result reads a result.json, or that of a folder, and checks it.
func Result(name string) (*result.Result, error) {
	info, err := os.Stat(name)
	if err == nil && info.IsDir() {
		name = filepath.Join(name, "result.json")
		info, err = os.Stat(name)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: there is no such result; name a folder that squall run wrote, for example out/latest, or a result.json", name)
	case err != nil:
		return nil, fmt.Errorf("read a result: %w", err)
	case info.Size() > mostResult:
		return nil, fmt.Errorf("%s: %d bytes are more than a result has", name, info.Size())
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read a result: %w", err)
	}
	return result.Read(name, text)
}

// Side reads a run as a side of a comparison. note says why its hits are not
// used where there are some.
func Side(name string) (s compare.Side, note string, err error) {
	s.Label = name
	if s.Result, err = Result(name); err != nil {
		return s, "", err
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return s, "", nil
	}
	s.Cells, note, err = cells(filepath.Join(name, "hits.sqh"), s.Result)
	return s, note, err
}

// cells counts all hits of a run; nil with a note when they are not all there.
func cells(name string, r *result.Result) (out map[[2]string]compare.Hits, note string, err error) {
	f, err := os.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read hits: %w", err)
	}
	defer f.Close()
	in, err := hit.NewReader(f)
	if err != nil {
		return nil, fmt.Sprintf("%s is no file of hits (%v), so result.json alone is used", name, err), nil
	}
	names := in.Names()
	blocks := map[[3]uint16]*tally.Cell{}
	async := asynchronous(r)
	for {
		var h hit.Hit
		if err := in.Next(&h); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Sprintf("%s cannot be read to its end (%v), so result.json alone is used", name, err), nil
		}
		if h.Warmup || int(h.Arm) >= len(names.Arms) || int(h.Entry) >= len(names.Entries) {
			continue
		}
		key := [3]uint16{h.Arm, h.Entry, h.Repeat}
		if blocks[key] == nil {
			blocks[key] = tally.NewCell(0)
		}
		blocks[key].Add(&h, async[names.Entries[h.Entry]])
	}
	return merged(name, names, blocks, r)
}

// merged adds up the repeats, and checks that they are what the result says.
func merged(name string, names hit.Names, blocks map[[3]uint16]*tally.Cell, r *result.Result) (map[[2]string]compare.Hits, string, error) {
	out := map[[2]string]compare.Hits{}
	for a, arm := range names.Arms {
		of := r.Arm(arm)
		if of == nil {
			return nil, fmt.Sprintf("%s has an arm %q that result.json has not, so result.json alone is used", name, arm), nil
		}
		for e, entry := range names.Entries {
			p := of.Path(entry)
			if p == nil {
				continue
			}
			h := compare.Hits{All: tally.NewCell(0)}
			for repeat := range max(r.Run.Repeat, 1) {
				c := blocks[[3]uint16{uint16(a), uint16(e), uint16(repeat)}]
				if h.Repeats = append(h.Repeats, c); c != nil {
					h.All.Merge(c)
				}
			}
			if h.All.Sent != p.Sent {
				return nil, fmt.Sprintf("%s has %d of the %d requests of %s.%s, so result.json alone is used", name, h.All.Sent, p.Sent, arm, entry), nil
			}
			out[[2]string{arm, entry}] = h
		}
	}
	return out, "", nil
}

func asynchronous(r *result.Result) map[string]bool {
	out := map[string]bool{}
	for i := range r.Arms {
		for k := range r.Arms[i].Paths {
			if p := &r.Arms[i].Paths[k]; p.Ledger != nil {
				out[p.Entry] = true
			}
		}
	}
	return out
}
