package folder

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"

	"squall/attack/hit"
)

// Part keeps the hits and sightings of a part of a run until those before it
// are written.
type Part struct {
	Hits      *hit.Writer
	Sightings *hit.SightingWriter

	folder  *Folder
	files   []*os.File
	buffers []*bufio.Writer
}

// Part starts one beside the files of the run.
func (f *Folder) Part() (*Part, error) {
	p := &Part{folder: f}
	for range f.files {
		file, err := os.CreateTemp(f.path, ".part-*")
		if err != nil {
			p.Drop()
			return nil, fmt.Errorf("keep a part of the hits: %w", err)
		}
		p.files, p.buffers = append(p.files, file), append(p.buffers, bufio.NewWriterSize(file, 1<<16))
	}
	p.Hits, p.Sightings = hit.NewPart(p.buffers[0]), hit.NewSightingPart(p.buffers[1])
	return p, nil
}

// Join puts the part behind what the run's files hold, and drops it.
func (p *Part) Join() error {
	defer p.Drop()
	if err := errors.Join(p.Hits.Close(), p.Sightings.Close(), p.folder.Hits.Flush(), p.folder.Sightings.Flush()); err != nil {
		return err
	}
	for i, file := range p.files {
		if err := p.buffers[i].Flush(); err != nil {
			return err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if _, err := io.Copy(p.folder.buffers[i], file); err != nil {
			return err
		}
	}
	return nil
}

// Drop throws the part away.
func (p *Part) Drop() {
	for _, file := range p.files {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}
	p.files = nil
}
