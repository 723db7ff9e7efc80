package target

import (
	"context"
	"errors"
	"fmt"

	"squall/attack/target/copies"
	"squall/profiles"
)

// copying is how everything is made that copies knows.
var copying = applier{
	look: func(t *Target, ctx context.Context, c profiles.Change) (Applied, error) {
		seen, err := t.copier.Look(ctx, c)
		return Applied{What: seen.What, Before: seen.Before, After: seen.After, Revision: seen.Revision, Undo: seen.Undo}, err
	},
	make: func(t *Target, ctx context.Context, c profiles.Change) error {
		err := t.copier.Make(ctx, c)
		if errors.Is(err, copies.ErrMoved) {
			return fmt.Errorf("%w: %w", ErrRevision, err)
		}
		return err
	},
}
