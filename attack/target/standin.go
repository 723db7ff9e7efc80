package target

import (
	"context"
	"errors"

	"squall/attack/evidence"
	"squall/attack/local"
	"squall/profiles"
)

// errNoStandin is the answer to what only a stand-in has.
var errNoStandin = errors.New("AWS has no such thing: it needs a stand-in")

func (t *Target) lookStandin(ctx context.Context, _ profiles.Change) (Applied, error) {
	if t.opt.AWS != nil {
		return Applied{}, errNoStandin
	}
	now, err := t.local.Configuration(ctx)
	if err != nil {
		return Applied{}, err
	}
	a := Applied{What: "stand-in's account, platform and models", Before: "its own", After: "this profile's",
		Undo: []profiles.Change{{Kind: profiles.SetStandin, World: now.World, Compress: now.Compress, Seed: now.Seed}}}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.configured {
		a.Before = "an earlier arm's"
	}
	return a, nil
}

func (t *Target) setStandin(ctx context.Context, c profiles.Change) error {
	if t.opt.AWS != nil {
		return errNoStandin
	}
	if c.World == nil {
		return errors.New("the change carries no world")
	}
	config := local.Config{Compress: t.opt.Compress, Seed: t.opt.Seed, World: c.World}
	if c.Compress != 0 {
		config.Compress, config.Seed = c.Compress, c.Seed
	}
	if err := t.local.Configure(ctx, config); err != nil {
		return err
	}
	for i := range c.World.Functions {
		t.versions.Learn(&c.World.Functions[i])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.configured = true
	return nil
}

// doorAt is a registration without what does not tell it from others.
func (t *Target) doorAt(path, function, qualifier string) (local.Door, error) {
	q, err := t.versions.Resolve(function, qualifier)
	return local.Door{Path: path, Function: function, Qualifier: q}, err
}

// DoorURL is where requests through a registered door go; "" when it is not
// registered. The qualifier is as Changes name it.
func (t *Target) DoorURL(path, function, qualifier string) string {
	d, err := t.doorAt(path, function, qualifier)
	if err != nil {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.doors[d]
}

// lookDoor asks the stand-in whether a door is registered: it may be one that
// somebody else uses.
func (t *Target) lookDoor(ctx context.Context, c profiles.Change, after string) (Applied, error) {
	if t.opt.AWS != nil {
		return Applied{}, errNoStandin
	}
	a := Applied{What: "door " + c.Path + " of " + c.Function + ":" + c.Qualifier, Before: "absent", After: after}
	at, err := t.doorAt(c.Path, c.Function, c.Qualifier)
	if err != nil {
		return a, err
	}
	doors, err := t.local.Doors(ctx)
	if err != nil {
		return a, err
	}
	undo := profiles.Change{Kind: profiles.DeregisterDoor, Function: c.Function, Path: c.Path, Qualifier: c.Qualifier}
	for _, d := range doors {
		if d.Door == at {
			a.Before, undo.Kind, undo.MultiValue = d.URL, profiles.RegisterDoor, d.MultiValue
		}
	}
	a.Undo = []profiles.Change{undo}
	return a, nil
}

func (t *Target) lookRegisterDoor(ctx context.Context, c profiles.Change) (Applied, error) {
	return t.lookDoor(ctx, c, "registered")
}

func (t *Target) registerDoor(ctx context.Context, c profiles.Change) error {
	if t.opt.AWS != nil {
		return errNoStandin
	}
	d, err := t.doorAt(c.Path, c.Function, c.Qualifier)
	if err != nil {
		return err
	}
	url, err := t.local.Register(ctx, d, c.MultiValue)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.doors[d] = url
	return nil
}

func (t *Target) lookDeregisterDoor(ctx context.Context, c profiles.Change) (Applied, error) {
	a, err := t.lookDoor(ctx, c, "absent")
	if a.Before == "absent" {
		a.Undo = nil
	}
	return a, err
}

func (t *Target) deregisterDoor(ctx context.Context, c profiles.Change) error {
	if t.opt.AWS != nil {
		return errNoStandin
	}
	d, err := t.doorAt(c.Path, c.Function, c.Qualifier)
	if err != nil {
		return err
	}
	if err := t.local.Deregister(ctx, d); err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.doors, d)
	return nil
}

// DoorLog reads the access-log lines of a door (a profile's path) that came
// after a cursor, "" for all, and gives the cursor to go on from. With a
// local.LostError the lines are valid and not complete.
func (t *Target) DoorLog(ctx context.Context, door, cursor string) (lines []string, next string, err error) {
	if t.opt.AWS != nil {
		return nil, cursor, errNoStandin
	}
	return t.local.DoorLog(ctx, door, cursor)
}

// LogEvents reads the log lines of a function, as DoorLog does those of a
// door.
func (t *Target) LogEvents(ctx context.Context, function, cursor string) (events []evidence.LogEvent, next string, err error) {
	if t.opt.AWS != nil {
		return nil, cursor, errNoStandin
	}
	return t.local.LogEvents(ctx, function, cursor)
}

// Health asks a stand-in how it is.
func (t *Target) Health(ctx context.Context) (local.Health, error) {
	if t.opt.AWS != nil {
		return local.Health{}, errNoStandin
	}
	return t.local.Health(ctx)
}

// Struck tells what a fault did.
func (t *Target) Struck(ctx context.Context, lease string) (local.Struck, error) {
	return t.local.Struck(ctx, lease)
}
func makeFault(t *Target, ctx context.Context, c profiles.Change) error {
	return t.local.Fault(ctx, c, t.versions.Resolve)
}
func lookFault(t *Target, _ context.Context, c profiles.Change) (Applied, error) {
	return Applied{What: "fault " + c.Fault.String(), Before: "none", After: "live for " + c.Lasts.String(), Undo: c.Ended()}, t.local.Here()
}
