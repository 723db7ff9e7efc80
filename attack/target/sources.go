package target

import (
	"context"

	"squall/profiles"
)

// numbered is a change of a trigger with the qualifier that the target knows.
func (t *Target) numbered(c profiles.Change) (profiles.Change, error) {
	if c.Function == "" {
		return c, nil
	}
	q, err := t.versions.Resolve(c.Function, c.Qualifier)
	c.Qualifier = q
	return c, err
}

func (t *Target) lookSource(ctx context.Context, c profiles.Change) (Applied, error) {
	c, err := t.numbered(c)
	if err != nil {
		return Applied{}, err
	}
	seen, err := t.sources.Look(ctx, c)
	return Applied{What: seen.What, Before: seen.Before, After: seen.After, Undo: seen.Undo}, err
}

func (t *Target) makeSource(ctx context.Context, c profiles.Change) error {
	c, err := t.numbered(c)
	if err != nil {
		return err
	}
	return t.sources.Make(ctx, c)
}
