// Package brought is what the Lambda API of the stand-in works on: the loop, the
// objects of S3, and the zips that clients have brought as code, which they may
// read back.
//
// It runs no code, and forgets the oldest zips when there are too many.
package brought

import (
	"encoding/hex"
	"net/http"
	"path"
	"sync"

	"squall/standin/awsapi/s3"
	"squall/standin/live"
	"squall/standin/relay"
)

// Backend carries requests of the Lambda API out.
type Backend struct {
	*live.Loop
	*s3.Storage
	Zips *Zips
}

// Object reads an object of a bucket.
func (b Backend) Object(bucket, key, version string, most int64) (body []byte, code, message string) {
	there := false
	b.Relay(func(_ int64, r *relay.Relay) { _, there = r.Buckets.Find(bucket) })
	if !there {
		return nil, "NoSuchBucket", "The specified bucket does not exist"
	}
	return b.Storage.Object(bucket, key, version, most)
}

// Keep keeps a zip under its hash.
func (b Backend) Keep(hash string, zip []byte) error {
	if err := b.Loop.Keep(hash, zip); err != nil {
		return err
	}
	b.Zips.put(hash, zip)
	return nil
}

// Location is where a zip can be read, as a path; "" when it is not there.
func (b Backend) Location(hash string) string { return b.Zips.location(hash) }

// Page is where zips are read: below it is the hash of one.
const Page = "/_squall/code/"

// most is how many bytes are kept.
const most = 256 << 20

// Zips are packages by their hash. Safe for concurrent use.
type Zips struct {
	mu    sync.Mutex
	kept  map[string][]byte // by the hash in letters that an address can have
	order []string
	size  int
}

func (z *Zips) put(hash string, zip []byte) {
	name := hex.EncodeToString([]byte(hash))
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.kept[name] != nil {
		return
	}
	if z.kept == nil {
		z.kept = map[string][]byte{}
	}
	z.kept[name], z.order, z.size = zip, append(z.order, name), z.size+len(zip)
	for z.size > most {
		z.size -= len(z.kept[z.order[0]])
		delete(z.kept, z.order[0])
		z.order = z.order[1:]
	}
}

func (z *Zips) location(hash string) string {
	name := hex.EncodeToString([]byte(hash))
	z.mu.Lock()
	defer z.mu.Unlock()
	if z.kept[name] == nil {
		return ""
	}
	return Page + name
}

// Reset forgets them.
func (z *Zips) Reset() {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.kept, z.order, z.size = nil, nil, 0
}

// ServeHTTP is the page of a zip.
func (z *Zips) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	z.mu.Lock()
	zip := z.kept[path.Base(r.URL.Path)]
	z.mu.Unlock()
	if zip == nil {
		http.Error(w, "no such package", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "application/zip")
	_, _ = w.Write(zip) // a client that hung up needs no code
}
