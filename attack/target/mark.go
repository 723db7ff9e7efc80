package target

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"squall/profiles"
)

// The tags by which anybody can tell that a run changes a function, and the one
// by which its owner lets runs do so.
const (
	TagRun     = "squall:run"
	TagExpires = "squall:expires"
	TagAllowed = "squall"
)

func (t *Target) functionARN(function string) *string {
	arn := "arn:aws:lambda:" + t.opt.Region + ":" + t.opt.Account + ":function:" + function
	return &arn
}

// Tags reads the tags of a function.
func (t *Target) Tags(ctx context.Context, function string) (map[string]string, error) {
	out, err := t.lambda.ListTags(ctx, &lambda.ListTagsInput{Resource: t.functionARN(function)})
	if err != nil {
		return nil, err
	}
	return out.Tags, nil
}

func markText(m profiles.Mark) string {
	if m.Run == "" {
		return "none"
	}
	return m.Run + " until " + m.Expires
}

func (t *Target) lookMark(ctx context.Context, c profiles.Change) (Applied, error) {
	tags, err := t.Tags(ctx, c.Function)
	if err != nil {
		return Applied{}, err
	}
	before := profiles.Mark{Run: tags[TagRun], Expires: tags[TagExpires]}
	undo := profiles.Change{Kind: profiles.DeleteMark, Function: c.Function}
	if before.Run != "" {
		undo.Kind, undo.Mark = profiles.PutMark, before
	}
	return Applied{What: "mark of a run on " + c.Function, Before: markText(before), After: markText(c.Mark), Settled: markText(c.Mark),
		Undo: []profiles.Change{undo}}, nil
}

func (t *Target) putMark(ctx context.Context, c profiles.Change) error {
	_, err := t.lambda.TagResource(ctx, &lambda.TagResourceInput{Resource: t.functionARN(c.Function),
		Tags: map[string]string{TagRun: c.Mark.Run, TagExpires: c.Mark.Expires}})
	return err
}

func (t *Target) deleteMark(ctx context.Context, c profiles.Change) error {
	_, err := t.lambda.UntagResource(ctx, &lambda.UntagResourceInput{Resource: t.functionARN(c.Function), TagKeys: []string{TagRun, TagExpires}})
	return tolerate(err)
}
