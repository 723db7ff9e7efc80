package target

import (
	"context"

	"squall/profiles"
)

func (t *Target) lookSource(ctx context.Context, c profiles.Change) (Applied, error) {
	seen, err := t.sources.Look(ctx, c)
	return Applied{What: seen.What, Before: seen.Before, After: seen.After, Undo: seen.Undo}, err
}

func (t *Target) makeSource(ctx context.Context, c profiles.Change) error {
	return t.sources.Make(ctx, c)
}
