// Package buckets is what S3's buckets know beside their objects: who owns
// them, and which notifications follow from a change of an object, as a pure
// state machine.
//
// It keeps no object, delivers nothing, speaks no HTTP and checks no
// permission.
package buckets

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Buckets is all buckets; their names are one namespace.
type Buckets struct {
	epoch     time.Time `keep:"-"` // the wall clock when now is zero
	buckets   map[string]*bucket
	sequencer int64 // the latest
}

type bucket struct {
	Bucket
	config Notifications
}

// Bucket is a bucket and whose it is.
type Bucket struct {
	Name, Account, Region string
	Created               int64 // ns since 1970
}

// ARN is a bucket's Amazon resource name.
func ARN(name string) string { return "arn:aws:s3:::" + name }

// ParseARN reads an ARN made by ARN.
func ParseARN(arn string) (name string, ok bool) {
	name, ok = strings.CutPrefix(arn, "arn:aws:s3:::")
	return name, ok && name != "" && !strings.Contains(name, "/")
}

// New makes an empty set of buckets.
func New(epoch time.Time) *Buckets { return &Buckets{epoch: epoch, buckets: map[string]*bucket{}} }

// Create makes a bucket, or leaves the one that is there as it is.
func (s *Buckets) Create(now int64, name, account, region string) {
	if s.buckets[name] == nil {
		s.buckets[name] = &bucket{Bucket: Bucket{name, account, region, s.epoch.UnixNano() + now}}
	}
}

// Delete removes a bucket with its notifications.
func (s *Buckets) Delete(name string) { delete(s.buckets, name) }

// Find gives a bucket.
func (s *Buckets) Find(name string) (Bucket, bool) {
	if b := s.buckets[name]; b != nil {
		return b.Bucket, true
	}
	return Bucket{}, false
}

// List gives the buckets of an account, by name.
func (s *Buckets) List(account string) []Bucket {
	var out []Bucket
	for _, b := range s.buckets {
		if b.Account == account {
			out = append(out, b.Bucket)
		}
	}
	slices.SortFunc(out, func(a, b Bucket) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// Error is a refusal in S3's words.
type Error struct {
	Status        int
	Code, Message string
	// Name and Value are the argument that was refused, if it was one.
	Name, Value string
}

func (e *Error) Error() string { return e.Message }

// invalid is S3's refusal of an argument.
func invalid(message, name, value string) *Error {
	return &Error{Status: 400, Code: "InvalidArgument", Message: message, Name: name, Value: value}
}
