// Package hook makes squall a Lambda function: it packs a binary of squall and a
// profile into a deployment package, and, started by Lambda from such a package,
// runs the profile for each event and tells CodeDeploy how it ended.
//
// It knows no profile and judges nothing: its caller runs the program.
package hook

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"debug/elf"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The names of what a package holds beside the profile's own files.
const (
	program  = "bootstrap" // what provided.al2023 starts
	settings = "hook.json"
)

// Settings say what the function runs.
type Settings struct {
	Args []string `json:"args"` // a command line of squall, as in run profile.yaml
}

// File is a file that a profile is, or reads.
type File struct {
	Name string // with slashes, from the folder of the package
	Data []byte
}

// largest is what Lambda takes in a request; more must lie in S3, up to
// maxUnzipped.
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const (
	largest     = 50 << 20
	maxUnzipped = 250 << 20
)

// Large says whether a package must be brought by way of S3.
func Large(size int) bool { return size > largest }

// Architecture is Lambda's word for what a binary runs on; the error says why
// provided.al2023 could not run it.
func Architecture(binary []byte) (string, error) {
	f, err := elf.NewFile(bytes.NewReader(binary))
	if err != nil {
		return "", errors.New("it is no program of Linux; make one with GOOS=linux GOARCH=arm64 CGO_ENABLED=0 go build -trimpath ./cmd/squall")
	}
	switch f.Machine {
	case elf.EM_X86_64:
		return "x86_64", nil
	case elf.EM_AARCH64:
		return "arm64", nil
	}
	return "", fmt.Errorf("it runs on %s, and Lambda has x86_64 and arm64", f.Machine)
}

// Pack makes a deployment package. The same files make the same bytes.
func Pack(binary []byte, s Settings, files []File) ([]byte, error) {
	said, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, err
	}
	all := append([]File{{program, binary}, {settings, append(said, '\n')}}, files...)
	slices.SortStableFunc(all, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.DefaultCompression) })
	size := 0
	for i, f := range all {
		switch {
		case i > 0 && f.Name == all[i-1].Name:
			return nil, fmt.Errorf("two files are called %s", f.Name)
		case !local(f.Name):
			return nil, fmt.Errorf("file %q would lie outside of the package", f.Name)
		}
		if size += len(f.Data); size > maxUnzipped {
			return nil, fmt.Errorf("the files have more than the %d MB that Lambda takes", maxUnzipped>>20)
		}
		if err := put(z, f); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return out.Bytes(), err
}

func local(name string) bool {
	return name != "" && name == path.Clean(name) && !path.IsAbs(name) && name != ".." && !strings.HasPrefix(name, "../")
}

// put adds a file, of no time: a package says nothing of when it was made.
func put(z *zip.Writer, f File) error {
	h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
	h.SetMode(0o644)
	if f.Name == program {
		h.SetMode(0o755)
	}
	w, err := z.CreateHeader(h)
	if err != nil {
		return err
	}
	_, err = w.Write(f.Data)
	return err
}

// Save writes a package to a file, whole or not at all.
func Save(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
