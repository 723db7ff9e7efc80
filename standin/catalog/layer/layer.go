// Package layer holds the layers of accounts: numbered versions of code that
// functions can be given. Numbers are never reused. Of the code only hash and
// size are kept, and what is attached to a function stays there when the
// version is deleted.
package layer

import (
	"slices"
	"strconv"
	"strings"

	"squall/standin/catalog/naming"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
)

// Place is an account in a region.
type Place struct{ Account, Region string }

func (p Place) arn(name string) string {
	return "arn:aws:lambda:" + p.Region + ":" + p.Account + ":layer:" + name
}

// Version is one version of a layer.
type Version struct {
	Name          string
	LayerARN, ARN string
	Number        int
	Content
	Created int64 // ns since 1970
}

// Content is what PublishLayerVersion gives.
type Content struct {
	Description, License    string
	Runtimes, Architectures []string
	Code                    setting.Code
}

// Store holds the layers of every account. The zero value has none.
type Store struct{ layers map[Place]map[string]*layer }

// layer keeps its highest number when all its versions are deleted.
type layer struct {
	versions []*Version // ascending
	highest  int
}

// Publish makes the next version of a layer.
func (s *Store) Publish(now int64, p Place, name string, in Content) (Version, *refuse.Error) {
	if err := in.check(name); err != nil {
		return Version{}, err
	}
	if s.layers == nil {
		s.layers = map[Place]map[string]*layer{}
	}
	if s.layers[p] == nil {
		s.layers[p] = map[string]*layer{}
	}
	l := s.layers[p][name]
	if l == nil {
		l = &layer{}
		s.layers[p][name] = l
	}
	l.highest++
	v := &Version{Name: name, LayerARN: p.arn(name), ARN: p.arn(name) + ":" + strconv.Itoa(l.highest), Number: l.highest, Content: in, Created: now}
	l.versions = append(l.versions, v)
	return *v, nil
}

// check refuses what the service model does, runtimes and architectures at once:
// https://docs.aws.amazon.com/lambda/latest/api/API_PublishLayerVersion.html
func (in *Content) check(name string) *refuse.Error {
	var broken []string
	for _, r := range in.Runtimes {
		if !setting.IsRuntime(r) {
			broken = append(broken, refuse.Broken(list(in.Runtimes), "compatibleRuntimes", "Member must satisfy enum value set: ["+setting.Runtimes()+"]"))
			break
		}
	}
	for _, a := range in.Architectures {
		if a != "x86_64" && a != "arm64" {
			broken = append(broken, refuse.Broken(list(in.Architectures), "compatibleArchitectures", "Member must satisfy constraint: "+
				"[Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"))
			break
		}
	}
	switch {
	case len(broken) > 0:
		return refuse.Violations(broken...)
	case !naming.Valid(name) || len(name) > 140:
		return refuse.Mismatch(name, "layerName", `(arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+)|[a-zA-Z0-9-_]+`)
	case len(in.Description) > 256:
		return refuse.TooLong(in.Description, "description", 256)
	case len(in.License) > 512:
		return refuse.TooLong(in.License, "licenseInfo", 512)
	}
	return nil
}

func list(words []string) string { return "[" + strings.Join(words, ", ") + "]" }

// Version is one version of a layer.
func (s *Store) Version(p Place, name string, number int) (Version, *refuse.Error) {
	if number < 1 {
		return Version{}, refuse.Invalid("Layer Version Cannot be less than 1")
	}
	if l := s.layers[p][name]; l != nil {
		for _, v := range l.versions {
			if v.Number == number {
				return *v, nil
			}
		}
	}
	return Version{}, refuse.NotFound("The resource you requested does not exist.")
}

// Versions are those of a layer, newest first.
func (s *Store) Versions(p Place, name string) (out []Version) {
	if l := s.layers[p][name]; l != nil {
		for _, v := range slices.Backward(l.versions) {
			out = append(out, *v)
		}
	}
	return out
}

// Latest are the newest versions of all layers that have any.
func (s *Store) Latest(p Place) (out []Version) {
	for _, l := range s.layers[p] { // who asks sorts them
		if n := len(l.versions); n > 0 {
			out = append(out, *l.versions[n-1])
		}
	}
	return out
}

// Delete deletes a version; one that is not there is gone already.
func (s *Store) Delete(p Place, name string, number int) *refuse.Error {
	if number < 1 {
		return refuse.Invalid("Layer Version Cannot be less than 1")
	}
	if l := s.layers[p][name]; l != nil {
		l.versions = slices.DeleteFunc(l.versions, func(v *Version) bool { return v.Number == number })
	}
	return nil
}
