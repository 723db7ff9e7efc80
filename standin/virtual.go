package standin

import (
	"squall/profiles"
	"squall/standin/apply"
	"squall/standin/catalog"
	"squall/standin/door/route"
	"squall/standin/relay"
	"squall/standin/virtual"
)

// Applier applies changes to a stand-in.
type Applier = apply.Applier

// Virtual is a local Lambda in virtual time: no sockets, and changes apply at
// the instant that its world has reached.
type Virtual struct {
	World   *virtual.World
	Applier *Applier
}

// NewVirtual makes one without functions, in the account of a profile's world.
// Registrations go to doors; o has what the profile does not say.
func NewVirtual(w *profiles.World, seed uint64, compress float64, doors *route.Registry, o virtual.Options) *Virtual {
	o.Account, o.Region, o.Limit, o.Rules = w.Account.ID, w.Account.Region, w.Account.Concurrency, Rules(w, seed, compress)
	world := virtual.New(o)
	a := &Applier{Account: w.Account.ID, Region: w.Account.Region, CreateQueue: world.CreateQueue, DeleteQueue: world.DeleteQueue, Faults: world}
	a.Relay = func(f func(now int64, r *relay.Relay)) error { return world.Relay(f) }
	a.Control = func(f func(*catalog.Catalog)) error { return world.Control(f) }
	a.RegisterDoor = func(path, function, qualifier string, multiValue bool) error {
		_, err := doors.Register(path, function, qualifier, multiValue)
		return err
	}
	a.DeregisterDoor = func(path, function, qualifier string) { doors.Deregister(path, function, qualifier) }
	a.Configure = func(w *profiles.World) error {
		var models []virtual.Model
		for _, m := range Models(w) {
			models = append(models, virtual.Model{Function: m.Function, Version: m.Version, Model: m.Model, Body: m.Body})
		}
		return world.Configure(Rules(w, seed, compress), w.Account.Concurrency, models)
	}
	return &Virtual{World: world, Applier: a}
}

// Provisioned shows the configuration that a change asked for.
func (v *Virtual) Provisioned(c profiles.Change) (p catalog.Provisioned, err error) {
	a := v.Applier
	ref := catalog.Ref{Account: a.Account, Region: a.Region, Name: c.Function, Qualifier: a.Number(c.Function, c.Qualifier)}
	var refused *catalog.Error
	if err = v.World.Control(func(cat *catalog.Catalog) { p, refused = cat.Provisioned(ref) }); err == nil && refused != nil {
		err = refused
	}
	return p, err
}
