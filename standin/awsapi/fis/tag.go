package fis

import (
	"squall/standin/awsapi/rest"
	"squall/standin/gateway"
)

type tags struct {
	Tags map[string]string `json:"tags"`
}

// tag: https://docs.aws.amazon.com/fis/latest/APIReference/API_TagResource.html
func (h *handler) tag(c *rest.Call, in *tags) (any, *gateway.Error) {
	if _, err := h.store.Tag(placeOf(c), c.Path("arn"), in.Tags, nil); err != nil {
		return nil, refused(err)
	}
	return &nothing{}, nil
}

// untag: https://docs.aws.amazon.com/fis/latest/APIReference/API_UntagResource.html
func (h *handler) untag(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	if _, err := h.store.Tag(placeOf(c), c.Path("arn"), nil, c.Queries("tagKeys")); err != nil {
		return nil, refused(err)
	}
	return &nothing{}, nil
}

// listTags: https://docs.aws.amazon.com/fis/latest/APIReference/API_ListTagsForResource.html
func (h *handler) listTags(c *rest.Call, _ *nothing) (any, *gateway.Error) {
	all, err := h.store.Tag(placeOf(c), c.Path("arn"), nil, nil)
	if err != nil {
		return nil, refused(err)
	}
	return &tags{all}, nil
}
