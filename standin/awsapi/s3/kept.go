package s3

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"squall/standin/keep"
	"squall/standin/keep/image"
)

// place is where an object is.
type place struct{ bucket, key string }

// noted is which objects have changed since they were asked for last.
type noted struct {
	mu      sync.Mutex
	changed map[place]bool
}

func (n *noted) note(bucket, key string) {
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.changed[place{bucket, key}] = true
}

// Note has what changes from now on told by Noted.
func (s *Storage) Note() {
	s.noted = &noted{changed: map[place]bool{}}
	s.Reset()
}

// object is an object as it is kept.
type object struct {
	Meta map[string]string
	Body []byte
}

// objectKey begins the keys of objects; bucket and key follow.
const objectKey = "object/"

// Kinds tells what is kept apart by its types.
func (s *Storage) Kinds() string { return image.Print(&object{}) }

// Noted is what has changed since it was called last.
func (s *Storage) Noted() (c keep.Change, err error) {
	s.noted.mu.Lock()
	changed := s.noted.changed
	s.noted.changed = map[place]bool{}
	s.noted.mu.Unlock()
	for at := range changed { // in no order: a key comes once
		var value []byte
		o, gone := s.now.Load().objects.GetObject(at.bucket, at.key, nil)
		if gone == nil && o != nil {
			body, failed := io.ReadAll(o.Contents)
			if err = errors.Join(err, failed, o.Contents.Close()); err == nil {
				value, err = image.Write(&object{o.Metadata, body})
			}
		}
		c.Records = append(c.Records, keep.Record{Key: objectKey + at.bucket + "/" + at.key, Value: value})
	}
	return c, err
}

// Again has Noted tell once more what it told.
func (s *Storage) Again(c keep.Change) {
	for _, r := range c.Records {
		if name, mine := strings.CutPrefix(r.Key, objectKey); mine {
			bucket, key, _ := strings.Cut(name, "/")
			s.noted.note(bucket, key)
		}
	}
}

// Kept takes back a record of Noted; it is false for records of others.
func (s *Storage) Kept(key string, value []byte) (mine bool, err error) {
	name, mine := strings.CutPrefix(key, objectKey)
	if !mine {
		return false, nil
	}
	var o object
	if err := image.Read(value, &o); err != nil {
		return true, fmt.Errorf("%s: %w", key, err)
	}
	bucket, key, _ := strings.Cut(name, "/")
	s.ensure(bucket)
	objects := s.now.Load().objects
	if at, err := http.ParseTime(o.Meta["Last-Modified"]); err == nil {
		objects.time.at.Store(&at)
		defer objects.time.at.Store(nil)
	}
	_, err = objects.Backend.PutObject(bucket, key, o.Meta, strings.NewReader(string(o.Body)), int64(len(o.Body)), nil)
	return true, err
}
