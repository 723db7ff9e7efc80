package scheduler

import (
	"maps"
	"slices"

	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type tagList struct{ Tags []tagEntry }

// tag: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_TagResource.html
func (h *API) tag(c *rest.Call, in *tagList) (any, *gateway.Error) {
	if _, err := h.store.Tag(placeOf(c), c.Path("arn"), tagsOf(in.Tags), nil); err != nil {
		return nil, refused(err)
	}
	return &nothing{}, nil
}

// untag: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UntagResource.html
func (h *API) untag(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	if _, err := h.store.Tag(placeOf(c), c.Path("arn"), nil, c.Queries("TagKeys")); err != nil {
		return nil, refused(err)
	}
	return &nothing{}, nil
}

// listTags: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_ListTagsForResource.html
func (h *API) listTags(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	all, err := h.store.Tag(placeOf(c), c.Path("arn"), nil, nil)
	if err != nil {
		return nil, refused(err)
	}
	out := tagList{Tags: []tagEntry{}}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		out.Tags = append(out.Tags, tagEntry{key, all[key]})
	}
	return &out, nil
}
