package attached

import (
	"maps"

	"squall/standin/catalog"
	"squall/standin/catalog/record"
	"squall/standin/catalog/refuse"
	"squall/standin/catalog/setting"
)

// Tags are the tags of a function.
func Tags(c *catalog.Catalog, r catalog.Ref) (map[string]string, *catalog.Error) {
	f, err := findTagged(c, r)
	if err != nil {
		return nil, err
	}
	return maps.Clone(f.Tags), nil
}

// Tag adds tags to a function, or changes those it has.
func Tag(c *catalog.Catalog, r catalog.Ref, tags map[string]string) *catalog.Error {
	if tags == nil {
		return refuse.Missing("tags")
	}
	f, err := findTagged(c, r)
	if err != nil {
		return err
	}
	if len(tags) == 0 {
		return refuse.Invalid("An error occurred and the request cannot be processed.")
	}
	if err := c.Busy(f); err != nil {
		return err
	}
	all := maps.Clone(f.Tags)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, tags)
	if err := setting.CheckTags(all); err != nil {
		return err
	}
	f.Tags, f.Latest.Revision = all, c.NextRevision()
	return nil
}

// Untag takes tags away; those that are not there are gone already.
func Untag(c *catalog.Catalog, r catalog.Ref, keys []string) *catalog.Error {
	if keys == nil {
		return refuse.Missing("tagKeys")
	}
	f, err := findTagged(c, r)
	if err != nil {
		return err
	}
	for _, k := range keys {
		delete(f.Tags, k)
	}
	f.Latest.Revision = c.NextRevision()
	return nil
}

func findTagged(c *catalog.Catalog, r catalog.Ref) (*record.Function, *catalog.Error) {
	if r.Qualifier != "" {
		return nil, refuse.Invalid("Tags on function aliases and versions are not supported. Please specify a function ARN.")
	}
	return c.Function(r)
}
