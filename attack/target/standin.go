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

func (t *Target) lookStandin(_ context.Context, c profiles.Change) (Applied, error) {
	if t.opt.Endpoint == "" {
		return Applied{}, errNoStandin
	}
	a := Applied{What: "stand-in's account, platform and models", Before: "its own", After: "this profile's"}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.world != nil {
		a.Before = "an earlier arm's"
		a.Undo = []profiles.Change{{Kind: profiles.SetStandin, World: t.world}}
	}
	return a, nil
}

func (t *Target) setStandin(ctx context.Context, c profiles.Change) error {
	if t.opt.Endpoint == "" {
		return errNoStandin
	}
	if c.World == nil {
		return errors.New("the change carries no world")
	}
	if err := t.local.Configure(ctx, local.Config{Compress: t.opt.Compress, Seed: t.opt.Seed, World: c.World}); err != nil {
		return err
	}
	for i := range c.World.Functions {
		t.learn(&c.World.Functions[i])
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.world = c.World
	return nil
}

// doorAt is a registration without what does not tell it from others.
func (t *Target) doorAt(path, function, qualifier string) (local.Door, error) {
	q, err := t.resolve(function, qualifier)
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

func (t *Target) lookDoor(c profiles.Change, after string) (Applied, error) {
	if t.opt.Endpoint == "" {
		return Applied{}, errNoStandin
	}
	at := "absent"
	if u := t.DoorURL(c.Path, c.Function, c.Qualifier); u != "" {
		at = u
	}
	return Applied{What: "door " + c.Path + " of " + c.Function + ":" + c.Qualifier, Before: at, After: after}, nil
}

func (t *Target) lookRegisterDoor(_ context.Context, c profiles.Change) (Applied, error) {
	a, err := t.lookDoor(c, "registered")
	if a.Before == "absent" {
		a.Undo = []profiles.Change{{Kind: profiles.DeregisterDoor, Function: c.Function, Path: c.Path, Qualifier: c.Qualifier}}
	}
	return a, err
}

func (t *Target) registerDoor(ctx context.Context, c profiles.Change) error {
	if t.opt.Endpoint == "" {
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

func (t *Target) lookDeregisterDoor(_ context.Context, c profiles.Change) (Applied, error) {
	a, err := t.lookDoor(c, "absent")
	if a.Before != "absent" {
		a.Undo = []profiles.Change{{Kind: profiles.RegisterDoor, Function: c.Function, Path: c.Path, Qualifier: c.Qualifier, MultiValue: c.MultiValue}}
	}
	return a, err
}

func (t *Target) deregisterDoor(ctx context.Context, c profiles.Change) error {
	if t.opt.Endpoint == "" {
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
	if t.opt.Endpoint == "" {
		return nil, cursor, errNoStandin
	}
	return t.local.DoorLog(ctx, door, cursor)
}

// LogEvents reads the log lines of a function, as DoorLog does those of a
// door.
func (t *Target) LogEvents(ctx context.Context, function, cursor string) (events []evidence.LogEvent, next string, err error) {
	if t.opt.Endpoint == "" {
		return nil, cursor, errNoStandin
	}
	return t.local.LogEvents(ctx, function, cursor)
}

// Health asks a stand-in how it is.
func (t *Target) Health(ctx context.Context) (local.Health, error) {
	if t.opt.Endpoint == "" {
		return local.Health{}, errNoStandin
	}
	return t.local.Health(ctx)
}
