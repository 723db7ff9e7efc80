package catalog

import (
	"maps"

	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
)

// tagLimit: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html
const tagLimit = 50

// Tags are the tags of a function.
func (c *Catalog) Tags(r Ref) (map[string]string, *Error) {
	f, err := c.findTagged(r)
	if err != nil {
		return nil, err
	}
	return maps.Clone(f.Tags), nil
}

// Tag adds tags to a function, or changes those it has.
func (c *Catalog) Tag(r Ref, tags map[string]string) *Error {
	if tags == nil {
		return refuse.Missing("tags")
	}
	f, err := c.findTagged(r)
	if err != nil {
		return err
	}
	if len(tags) == 0 {
		return refuse.Invalid("An error occurred and the request cannot be processed.")
	}
	all := maps.Clone(f.Tags)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, tags)
	if err := checkTags(all); err != nil {
		return err
	}
	f.Tags, f.Latest.Revision = all, c.nextRevision()
	return nil
}

// Untag takes tags away; those that are not there are gone already.
func (c *Catalog) Untag(r Ref, keys []string) *Error {
	if keys == nil {
		return refuse.Missing("tagKeys")
	}
	f, err := c.findTagged(r)
	if err != nil {
		return err
	}
	for _, k := range keys {
		delete(f.Tags, k)
	}
	f.Latest.Revision = c.nextRevision()
	return nil
}

func (c *Catalog) findTagged(r Ref) (*record.Function, *Error) {
	if r.Qualifier != "" {
		return nil, refuse.Invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.")
	}
	return c.find(r)
}

func checkTags(tags map[string]string) *Error {
	if len(tags) > tagLimit {
		return refuse.Invalid("Number of tags exceeds resource tag limit.")
	}
	return nil
}
