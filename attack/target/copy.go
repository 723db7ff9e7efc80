package target

import (
	"context"

	"squall/profiles"
)

// copying is how everything is made that copies knows.
var copying = applier{
	look: func(t *Target, ctx context.Context, c profiles.Change) (Applied, error) {
		s, err := t.copier.Look(ctx, c)
		return Applied{What: s.What, Before: s.Before, After: s.After, Revision: s.Revision, Undo: s.Undo}, err
	},
	make: func(t *Target, ctx context.Context, c profiles.Change) error { return revised(t.copier.Make(ctx, c)) },
}
