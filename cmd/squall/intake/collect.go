package intake

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"squall/profiles/trace/draft"
	"squall/profiles/trace/from"
)

// collect reads everything again, and writes the traces of the functions that
// are chosen.
func (i *importer) collect(o draft.Options) ([]byte, error) {
	keys, err := i.survey.Choose(i.opt.Functions, i.opt.Top)
	if err != nil {
		return nil, err
	}
	if err := os.Mkdir(i.folder(), 0o755); err != nil {
		return nil, fmt.Errorf("traces: %w", err)
	}
	out := &packed{folder: i.folder()}
	c, err := i.survey.Collect(keys, "made by squall import of "+i.source(), out.create)
	if err == nil {
		_, err = i.pass(from.Sink{Event: c.Event, Quantiles: c.Quantiles, Memory: c.Memory})
	}
	if err == nil {
		err = c.Finish()
	}
	if err = errors.Join(err, out.close()); err != nil {
		return nil, err
	}
	i.sum.Functions = c.Functions
	return c.Profile(o), nil
}

// packed are the compressed files of a folder.
type packed struct {
	folder string
	files  []*os.File
	zips   []*gzip.Writer
}

func (p *packed) create(name string) (io.Writer, error) {
	f, err := os.OpenFile(filepath.Join(p.folder, name+".csv.gz"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fmt.Errorf("trace: %w", err)
	}
	p.files = append(p.files, f)
	p.zips = append(p.zips, gzip.NewWriter(f))
	return p.zips[len(p.zips)-1], nil
}

func (p *packed) close() (err error) {
	for i, z := range p.zips {
		err = errors.Join(err, z.Close(), p.files[i].Close())
	}
	return err
}

// writeNew writes a file that must not exist yet.
func writeNew(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("profile: %w", err)
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
