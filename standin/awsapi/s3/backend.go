package s3

import (
	"io"
	"sync/atomic"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
)

// modified is the clock of objects: while they are taken back, theirs.
type modified struct{ at atomic.Pointer[time.Time] }

func (m *modified) Now() time.Time {
	if at := m.at.Load(); at != nil {
		return *at
	}
	return time.Now()
}

func (m *modified) Since(t time.Time) time.Duration { return m.Now().Sub(t) }

// backend notes which objects change.
type backend struct {
	*s3mem.Backend
	noted *noted
	time  *modified
}

func (b *backend) PutObject(bucket, key string, meta map[string]string, in io.Reader, size int64, c *gofakes3.PutConditions) (gofakes3.PutObjectResult, error) {
	defer b.noted.note(bucket, key)
	return b.Backend.PutObject(bucket, key, meta, in, size, c)
}

func (b *backend) CopyObject(fromBucket, fromKey, bucket, key string, meta map[string]string) (gofakes3.CopyObjectResult, error) {
	defer b.noted.note(bucket, key)
	return b.Backend.CopyObject(fromBucket, fromKey, bucket, key, meta)
}

func (b *backend) DeleteObject(bucket, key string) (gofakes3.ObjectDeleteResult, error) {
	defer b.noted.note(bucket, key)
	return b.Backend.DeleteObject(bucket, key)
}

func (b *backend) DeleteMulti(bucket string, keys ...string) (gofakes3.MultiDeleteResult, error) {
	defer func() {
		for _, key := range keys {
			b.noted.note(bucket, key)
		}
	}()
	return b.Backend.DeleteMulti(bucket, keys...)
}
