package kms

import (
	"maps"
	"slices"
)

func listResourceTags(c *call, in *struct {
	page
	KeyID string `json:"KeyId"`
}) (any, error) {
	k, err := c.managed(in.KeyID)
	if err != nil {
		return nil, err
	}
	all := []tag{}
	for _, name := range slices.Sorted(maps.Keys(k.Tags)) {
		all = append(all, tag{name, k.Tags[name]})
	}
	part, next, err := paged(in.page, all, 50)
	if err != nil {
		return nil, err
	}
	return listing("Tags", part, next), nil
}
