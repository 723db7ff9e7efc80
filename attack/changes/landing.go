package changes

import (
	"context"
	"time"

	"squall/attack/pause"
	"squall/profiles"
)

// landWithin is how long a change that is on its way when a run is stopped may
// take. One that is torn off may come about later all the same, after somebody
// has looked whether there is anything to take back.
const landWithin = 5 * time.Second

// landing lets a change that has begun come to its end.
type landing struct{ Changer }

func (l landing) Make(ctx context.Context, c profiles.Change) error {
	ctx, end := pause.Outlive(ctx, landWithin)
	defer end()
	return l.Changer.Make(ctx, c)
}
