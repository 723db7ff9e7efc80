package s3

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// Storage holds the objects. It is safe for concurrent use.
type Storage struct {
	now   atomic.Pointer[kept]
	noted *noted // nil: nobody asks
}

// kept is one generation of objects and the API over it.
type kept struct {
	objects *backend
	api     http.Handler
}

// NewStorage makes an empty one.
func NewStorage() *Storage {
	s := &Storage{}
	s.Reset()
	return s
}

// Reset forgets every object.
func (s *Storage) Reset() {
	objects := &backend{noted: s.noted, time: &modified{}}
	objects.Backend = s3mem.New(s3mem.WithTimeSource(objects.time))
	s.now.Store(&kept{objects: objects, api: gofakes3.New(objects, gofakes3.WithoutVersioning(), gofakes3.WithTimeSkewLimit(0)).Server()})
}

// Store puts an object where nobody asked for it by the API.
func (s *Storage) Store(bucket, key string, body []byte) (etag string, err error) {
	k := s.now.Load()
	s.ensure(bucket)
	if _, err := k.objects.PutObject(bucket, key, map[string]string{"Content-Type": "application/json"}, bytes.NewReader(body), int64(len(body)), nil); err != nil {
		return "", err
	}
	_, etag, _ = s.look(bucket, key)
	return etag, nil
}

// ensure makes a bucket's place: the bucket itself was made elsewhere.
func (s *Storage) ensure(bucket string) {
	objects := s.now.Load().objects
	if there, err := objects.BucketExists(bucket); err == nil && !there {
		_ = objects.CreateBucket(bucket) // somebody else was first
	}
}

// Object reads an object of at most so many bytes from a bucket that is there.
// What cannot be read is refused in S3's words; there is no versioning, so an
// object has one version.
func (s *Storage) Object(bucket, key, version string, most int64) (body []byte, code, message string) {
	o, err := s.now.Load().objects.GetObject(bucket, key, nil)
	if err != nil || o == nil {
		return nil, "NoSuchKey", "The specified key does not exist."
	}
	if version != "" && version != "null" {
		_ = o.Contents.Close() // it is in memory
		return nil, "NoSuchVersion", "The specified version does not exist."
	}
	body, err = io.ReadAll(io.LimitReader(o.Contents, most+1))
	if err = errors.Join(err, o.Contents.Close()); err != nil {
		return nil, "InternalError", err.Error()
	}
	return body, "", ""
}

// look gives the size and tag of an object; false when there is none.
func (s *Storage) look(bucket, key string) (size int64, etag string, ok bool) {
	o, err := s.now.Load().objects.HeadObject(bucket, key)
	if err != nil || o == nil {
		return 0, "", false
	}
	_ = o.Contents.Close() // it is in memory
	return o.Size, hex.EncodeToString(o.Hash), true
}
