package logs

import (
	"context"
	"maps"

	"squall/standin/awsapi/wire"
	"squall/standin/logs"
)

type tagResourceInput struct {
	ResourceARN string            `json:"resourceArn"`
	Tags        map[string]string `json:"tags"`
	TagKeys     []string          `json:"tagKeys"`
}

// tagGroupInput is what the older operations take.
type tagGroupInput struct {
	LogGroupName string `json:"logGroupName"`
}

// maxTags is how many a group may have.
const maxTags = 50

func (h *handler) tagResource(_ context.Context, c wire.Call, in *tagResourceInput) (any, error) {
	return empty{}, h.onGroup(c, "", in.ResourceARN, func(_ int64, _ *logs.Store, g *logs.Group) error {
		tags := map[string]string{}
		maps.Copy(tags, g.Tags)
		maps.Copy(tags, in.Tags)
		if len(tags) > maxTags {
			return wire.Refuse("TooManyTagsException", "A resource can have no more than 50 tags.")
		}
		g.Tags = tags
		return nil
	})
}

func (h *handler) untagResource(_ context.Context, c wire.Call, in *tagResourceInput) (any, error) {
	return empty{}, h.onGroup(c, "", in.ResourceARN, func(_ int64, _ *logs.Store, g *logs.Group) error {
		for _, key := range in.TagKeys {
			delete(g.Tags, key)
		}
		return nil
	})
}

func (h *handler) listTagsForResource(_ context.Context, c wire.Call, in *tagResourceInput) (any, error) {
	return h.tags(c, "", in.ResourceARN)
}

func (h *handler) listTagsLogGroup(_ context.Context, c wire.Call, in *tagGroupInput) (any, error) {
	return h.tags(c, in.LogGroupName, "")
}

func (h *handler) tags(c wire.Call, name, identifier string) (any, error) {
	var out struct {
		Tags map[string]string `json:"tags"`
	}
	out.Tags = map[string]string{}
	return &out, h.onGroup(c, name, identifier, func(_ int64, _ *logs.Store, g *logs.Group) error {
		maps.Copy(out.Tags, g.Tags)
		return nil
	})
}
