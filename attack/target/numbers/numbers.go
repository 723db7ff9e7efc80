// Package numbers keeps which number each version of a profile was published
// as, and which name a number has.
//
// It asks nobody: what it knows it was told.
package numbers

import (
	"fmt"
	"slices"
	"sync"

	"squall/profiles"
)

// Latest is the name of the version that is not published.
const Latest = "$LATEST"

// Book knows the versions of functions. Its methods may be called
// concurrently.
type Book struct {
	mu       sync.Mutex
	versions map[string]*published // by function
}

// New is a book of nothing.
func New() *Book { return &Book{versions: map[string]*published{}} }

// published is what is known of one function's versions.
type published struct {
	names   []string             // the profile's names, published or not
	numbers map[string][]string  // profile's name -> numbers that exist, oldest first
	name    map[string]string    // number -> profile's name; kept after deletion
	nonce   map[[2]string]string // profile's name and nonce -> number
}

func (b *Book) of(function string) *published {
	p := b.versions[function]
	if p == nil {
		p = &published{numbers: map[string][]string{}, name: map[string]string{}, nonce: map[[2]string]string{}}
		b.versions[function] = p
	}
	return p
}

// Version is the number under which a version of the profile was published
// last, or "".
func (b *Book) Version(function, profileVersion string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	numbers := b.of(function).numbers[profileVersion]
	if len(numbers) == 0 {
		return ""
	}
	return numbers[len(numbers)-1]
}

// Name is the profile's name of a version number, or "". It is known for
// deleted versions too.
func (b *Book) Name(function, number string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.of(function).name[number]
}

// Learn notes which names a function's versions have.
func (b *Book) Learn(spec *profiles.Function) {
	if spec == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.of(spec.Name)
	for _, v := range spec.Versions {
		if !slices.Contains(p.names, v.Name) {
			p.names = append(p.names, v.Name)
		}
	}
}

// Remember notes under which number a version was published.
func (b *Book) Remember(function, version, nonce, number string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.of(function)
	if !slices.Contains(p.names, version) {
		p.names = append(p.names, version)
	}
	p.name[number] = version
	p.nonce[[2]string{version, nonce}] = number
	if !slices.Contains(p.numbers[version], number) {
		p.numbers[version] = append(p.numbers[version], number)
	}
}

// ByNonce is the number of the version that was published with a nonce, or "".
func (b *Book) ByNonce(function, version, nonce string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.of(function).nonce[[2]string{version, nonce}]
}

// Forget notes that a number is deleted.
func (b *Book) Forget(function, number string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.of(function)
	name := p.name[number]
	p.numbers[name] = slices.DeleteFunc(p.numbers[name], func(n string) bool { return n == number })
}

// ForgetAll notes that a function is deleted.
func (b *Book) ForgetAll(function string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	clear(b.of(function).numbers)
}

// Resolve turns a profile's version name into its number; numbers, aliases,
// $LATEST and "" stay what they are.
func (b *Book) Resolve(function, qualifier string) (string, error) {
	if n := b.Version(function, qualifier); n != "" {
		return n, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if slices.Contains(b.of(function).names, qualifier) {
		return "", fmt.Errorf("version %s of %s is not published yet: PublishFresh must come first", qualifier, function)
	}
	return qualifier, nil
}
