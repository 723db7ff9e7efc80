// Package identity is the state of IAM as far as Lambda's own checks go: roles
// with their trust, their inline and attached policies, customer policies, and
// the sessions of AWS STS. Time is an argument.
//
// What was created is judged: a role that exists must trust who assumes it and
// must allow what is done with it. Roles that were never created are taken for
// roles that may do everything, so that nobody has to make one first; with
// Options.Enforce they are refused, as on AWS. There are no users, groups or
// permission boundaries. It is not safe for concurrent use.
package identity

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strconv"
	"strings"

	"squall/standin/identity/policy"
)

// Options are what a store is made of.
type Options struct {
	Enforce bool   // roles that were never created may do nothing
	Key     []byte // by which sessions are made unforgeable
}

// Store holds the roles and policies of every account.
type Store struct {
	options  Options `keep:"-"`
	accounts map[string]*account
	made     uint64 // ids given
}

// account is one account's.
type account struct {
	roles    map[string]*Role
	policies map[string]*Managed // by ARN
}

// Role is a role.
type Role struct {
	Name, Path, ARN, ID string
	Description         string
	Trust               string // document, as it was given
	MaxSession          int    // seconds
	Created             int64  // ns since 1970
	Inline              map[string]string
	Attached            []string // ARNs, in the order of attaching

	trust  policy.Document
	inline map[string]policy.Document
}

// Managed is a managed policy: a customer's, or AWS's own.
type Managed struct {
	Name, Path, ARN, ID string
	Description         string
	Document            string
	Created             int64 // ns since 1970

	read policy.Document
}

// Error is a refusal in the words of IAM.
type Error struct {
	Status  int
	Code    string
	Message string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// New makes an empty store.
func New(o Options) *Store { return &Store{options: o, accounts: map[string]*account{}} }

// Enforces says whether roles that were never created are refused.
func (s *Store) Enforces() bool { return s.options.Enforce }

func (s *Store) account(id string) *account {
	a := s.accounts[id]
	if a == nil {
		a = &account{roles: map[string]*Role{}, policies: map[string]*Managed{}}
		s.accounts[id] = a
	}
	return a
}

// nextID makes an id that looks like AWS's and is the same on every run.
func (s *Store) nextID(prefix string) string {
	s.made++
	sum := sha256.Sum256([]byte(prefix + strconv.FormatUint(s.made, 10)))
	return prefix + base32.StdEncoding.EncodeToString(sum[:])[:17]
}

// byARN is the role of an ARN, or nil.
func (s *Store) byARN(arn string) *Role {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[2] != "iam" {
		return nil
	}
	a := s.accounts[parts[4]]
	if a == nil {
		return nil
	}
	r := a.roles[arn[strings.LastIndexByte(arn, '/')+1:]]
	if r == nil || r.ARN != arn {
		return nil
	}
	return r
}

// Trusts says whether a caller may assume a role.
func (s *Store) Trusts(role string, c policy.Caller) bool {
	r := s.byARN(role)
	if r == nil {
		return !s.options.Enforce
	}
	return r.trust.Resource(policy.Request{Caller: c, Action: "sts:AssumeRole"}) == policy.Allowed
}

// Allows says whether the policies of a role allow an action on a resource.
func (s *Store) Allows(role, action, resource string) bool {
	r := s.byARN(role)
	if r == nil {
		return !s.options.Enforce
	}
	ask := policy.Request{Action: action, Resource: resource}
	out := policy.Silent
	for _, name := range sortedKeys(r.inline) {
		d := r.inline[name]
		out = policy.Strictest(out, d.Identity(ask))
	}
	for _, arn := range r.Attached {
		if m := s.managed(arn); m != nil {
			out = policy.Strictest(out, m.read.Identity(ask))
		}
	}
	return out == policy.Allowed
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, cmp.Compare[string])
	return keys
}

func noSuch(message string) *Error { return &Error{404, "NoSuchEntity", message} }

func invalid(message string) *Error { return &Error{400, "ValidationError", message} }
