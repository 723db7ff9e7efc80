// Package keys is the state of KMS: symmetric keys with their states, aliases,
// policies and grants, and what is encrypted under them, as a pure state
// machine. Time is an argument in nanoseconds that never goes back; random
// bytes come from a reader, and ids from a counter.
//
// It speaks no HTTP, keeps key policies without evaluating them beyond the
// account, and has no asymmetric, imported, multi-Region or rotating keys.
package keys

import (
	"io"
	"slices"
	"strings"
	"time"

	"squall/standin/catalog"
)

// Config holds what keys need to know about their surroundings.
type Config struct {
	// Epoch is the wall-clock time at which `now` is zero.
	Epoch time.Time
	// Random gives the bytes of keys and nonces.
	Random io.Reader
}

// Place is an account in a region: whose keys a caller sees.
type Place struct{ Account, Region string }

// State is the state of a key.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
type State string

// The states that a symmetric key made here can be in.
const (
	Enabled         State = "Enabled"
	Disabled        State = "Disabled"
	PendingDeletion State = "PendingDeletion"
)

// Key is what DescribeKey shows of a key.
type Key struct {
	Place
	ID          string
	Description string
	State       State
	Created     time.Time
	DeletionAt  time.Time // zero unless PendingDeletion
	Policy      string    // JSON
	Tags        map[string]string

	deletion int64  // ns on the keys' clock
	material []byte // 32 bytes, never leaves
	grants   []Grant
}

// ARN is the key's Amazon resource name.
func (k *Key) ARN() string { return k.Place.prefix() + "key/" + k.ID }

func (p Place) prefix() string { return "arn:aws:kms:" + p.Region + ":" + p.Account + ":" }

// Keys is all keys of all accounts and regions.
type Keys struct {
	config  Config          `keep:"-"`
	keys    map[string]*Key // by ARN
	order   []*Key          // by creation
	aliases map[string]*Alias
	made    uint64
	changes uint64
}

// New makes an empty set of keys.
func New(c Config) *Keys {
	return &Keys{config: c, keys: map[string]*Key{}, aliases: map[string]*Alias{}}
}

// Changes counts what can change whether a key may be used.
func (s *Keys) Changes() uint64 { return s.changes }

func (s *Keys) time(now int64) time.Time { return s.config.Epoch.Add(time.Duration(now)) }

func (s *Keys) id(kind string) string {
	s.made++
	return catalog.UUID(kind, s.made)
}

// Creation is what a caller may say of a new key.
type Creation struct {
	Description string
	Policy      string // "" is DefaultPolicy
	Tags        map[string]string
}

// The longest texts that KMS takes.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
const (
	maxDescription = 8192
	maxPolicy      = 32768
	maxKeyID       = 2048
)

// Create makes a key that can be used at once.
func (s *Keys) Create(now int64, p Place, c Creation) (*Key, error) {
	if len(c.Description) > maxDescription {
		return nil, tooLong("description", maxDescription)
	}
	policy, err := checkPolicy(c.Policy, p.Account)
	if err != nil {
		return nil, err
	}
	material := make([]byte, 32)
	if _, err := io.ReadFull(s.config.Random, material); err != nil {
		return nil, refuse(Internal, "no random bytes for a key: %v", err)
	}
	k := &Key{Place: p, ID: s.id("key"), Description: c.Description, State: Enabled, Created: s.time(now),
		Policy: policy, Tags: c.Tags, material: material}
	s.keys[k.ARN()] = k
	s.order = append(s.order, k)
	s.changes++
	return k, nil
}

// Find finds a key by its id, ARN, alias or alias's ARN, as the operations
// that use or describe keys do.
func (s *Keys) Find(now int64, p Place, name string) (*Key, error) {
	if strings.HasPrefix(name, "alias/") {
		name = p.prefix() + name
	}
	if strings.HasPrefix(name, "arn:") && strings.Contains(name, ":alias/") {
		s.Expire(now)
		a, ok := s.aliases[name]
		if !ok {
			return nil, refuse(NotFound, "Alias %s is not found.", name)
		}
		return s.keys[a.Target], nil
	}
	return s.Managed(now, p, name)
}

// Managed finds a key by its id or ARN alone, as the operations that change
// keys do.
func (s *Keys) Managed(now int64, p Place, name string) (*Key, error) {
	s.Expire(now)
	switch {
	case name == "":
		return nil, refuse(Validation, "1 validation error detected: Value at 'keyId' failed to satisfy constraint: Member must not be null")
	case len(name) > maxKeyID:
		return nil, tooLong("keyId", maxKeyID)
	case strings.HasPrefix(name, "alias/"), !strings.HasPrefix(name, "arn:") && !isID(name):
		return nil, refuse(NotFound, "Invalid keyId '%s'", name)
	case !strings.HasPrefix(name, "arn:"):
		name = p.prefix() + "key/" + name
	case !strings.Contains(name, ":key/"):
		return nil, refuse(InvalidARN, "Invalid arn %s", name)
	}
	k, ok := s.keys[name]
	if !ok || k.Region != p.Region {
		return nil, refuse(NotFound, "Key '%s' does not exist", name)
	}
	if k.Account != p.Account {
		return k, s.mayCross(k, p)
	}
	return k, nil
}

// isID says whether a name has the form of a key id.
func isID(name string) bool {
	if len(name) != 36 {
		return false
	}
	for i, c := range name {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		hex := c >= '0' && c <= '9' || c >= 'a' && c <= 'f'
		if hyphen != (c == '-') || !hyphen && !hex {
			return false
		}
	}
	return true
}

// List gives the keys of an account in a region, the oldest first.
func (s *Keys) List(now int64, p Place) []*Key {
	s.Expire(now)
	var out []*Key
	for _, k := range s.order {
		if k.Place == p {
			out = append(out, k)
		}
	}
	return out
}

// Expire deletes the keys whose waiting period is over, with their aliases.
func (s *Keys) Expire(now int64) {
	for at, ok := s.Next(); ok && at <= now; at, ok = s.Next() {
		s.order = slices.DeleteFunc(s.order, func(k *Key) bool {
			if k.State != PendingDeletion || k.deletion > at {
				return false
			}
			s.drop(k)
			return true
		})
	}
}

func (s *Keys) drop(k *Key) {
	delete(s.keys, k.ARN())
	for name, a := range s.aliases {
		if a.Target == k.ARN() {
			delete(s.aliases, name)
		}
	}
	s.changes++
}

// Next is when the next key is deleted by the passing of time.
func (s *Keys) Next() (at int64, ok bool) {
	for _, k := range s.order {
		if k.State == PendingDeletion && (!ok || k.deletion < at) {
			at, ok = k.deletion, true
		}
	}
	return at, ok
}
