package standin

import (
	"fmt"
	"maps"
	"time"

	"squall/profiles"
	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/queue"
)

// Applier applies changes to the rule book's side of a stand-in, without a
// wire: the counterpart of attack/target.
type Applier struct {
	Account, Region string
	// Control runs a function with the catalogue, where its owner is.
	Control func(func(*catalog.Catalog)) error
	// CreateQueue makes a queue, or leaves one as it is; RegisterDoor and
	// DeregisterDoor change who is reachable; Configure takes a world's
	// account, platform and models.
	CreateQueue    func(name string) error
	DeleteQueue    func(name string) error
	RegisterDoor   func(path, function, qualifier string, multiValue bool) error
	DeregisterDoor func(path, function, qualifier string)
	Configure      func(*profiles.World) error

	versions map[string]string // FUNCTION/NAME -> number it was last published as
}

// Apply carries out one change.
func (a *Applier) Apply(c profiles.Change) error {
	err := a.apply(c)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", c.Kind, c.Function, err)
}

func (a *Applier) apply(c profiles.Change) error {
	switch c.Kind {
	case profiles.SetStandin:
		return a.Configure(c.World)
	case profiles.CreateQueue:
		return a.CreateQueue(c.Queue)
	case profiles.DeleteQueue:
		return a.DeleteQueue(c.Queue)
	case profiles.RegisterDoor:
		return a.RegisterDoor(c.Path, c.Function, a.qualifier(c), c.MultiValue)
	case profiles.DeregisterDoor:
		a.DeregisterDoor(c.Path, c.Function, a.qualifier(c))
		return nil
	}
	var refused *catalog.Error
	if err := a.Control(func(cat *catalog.Catalog) { refused = a.lambda(cat, c) }); err != nil {
		return err
	}
	if refused != nil {
		return refused
	}
	return nil
}

// lambda carries out the changes that AWS has an operation for.
func (a *Applier) lambda(cat *catalog.Catalog, c profiles.Change) *catalog.Error {
	ref := catalog.Ref{Account: a.Account, Region: a.Region, Name: c.Function}
	qualified := ref
	qualified.Qualifier = a.qualifier(c)
	switch c.Kind {
	case profiles.CreateFunction:
		return a.create(cat, ref, c)
	case profiles.DeleteFunction:
		return cat.DeleteFunction(ref)
	case profiles.PutReserved:
		return cat.PutReserved(ref, c.Count)
	case profiles.DeleteReserved:
		return cat.DeleteReserved(ref)
	case profiles.PutDeadLetter:
		arn := a.queueARN(c.Queue)
		_, err := cat.UpdateConfiguration(ref, setting.Changes{DeadLetter: &arn}, "")
		return err
	case profiles.PublishFresh:
		return a.publish(cat, ref, c)
	case profiles.DeleteVersion:
		return cat.DeleteFunction(qualified)
	case profiles.PutAlias:
		return a.alias(cat, ref, c)
	case profiles.DeleteAlias:
		return cat.DeleteAlias(ref, c.Alias)
	case profiles.PutEventInvoke:
		return a.eventInvoke(cat, qualified, c.Async)
	case profiles.DeleteEventInvoke:
		return cat.DeleteEventInvoke(qualified)
	case profiles.PutProvisioned:
		_, err := cat.PutProvisioned(qualified, c.Count)
		return err
	case profiles.DeleteProvisioned:
		return cat.DeleteProvisioned(qualified)
	}
	panic("standin: internal error: change " + string(c.Kind) + " has no applier")
}

// qualifier is what a change's version or qualifier is called on the target.
func (a *Applier) qualifier(c profiles.Change) string {
	q := c.Qualifier
	if c.Kind == profiles.DeleteVersion {
		q = c.Version
	}
	if number, ok := a.versions[c.Function+"/"+q]; ok {
		return number
	}
	return q
}

func (a *Applier) queueARN(name string) string {
	if name == "" {
		return ""
	}
	return queue.ID{Account: a.Account, Region: a.Region, Name: name}.ARN()
}

// variables are the user's environment variables and the one by which the
// catalogue knows the model.
func variables(spec *profiles.Function, version, nonce string) map[string]string {
	env := maps.Clone(spec.Env)
	if env == nil {
		env = map[string]string{}
	}
	if version != "" {
		env["SQUALL_MODEL"] = version
	}
	if nonce != "" {
		env["SQUALL_BLOCK"] = nonce
	}
	return env
}

func configuration(c profiles.Change) setting.Changes {
	memory := c.Spec.Memory
	timeout := int((c.Spec.Timeout + time.Second - 1) / time.Second)
	env := variables(c.Spec, c.Version, c.Nonce)
	return setting.Changes{Memory: &memory, Timeout: &timeout, Environment: &env}
}

func (a *Applier) create(cat *catalog.Catalog, ref catalog.Ref, c profiles.Change) *catalog.Error {
	ch := configuration(c)
	if _, err := cat.Configuration(ref); err == nil {
		_, err := cat.UpdateConfiguration(ref, ch, "")
		return err
	}
	runtime, handler, role := "provided.al2023", "bootstrap", "arn:aws:iam::"+a.Account+":role/squall"
	for _, v := range c.Spec.Versions {
		if v.Name == c.Version && v.Model.Runtime != "" {
			runtime = v.Model.Runtime
		}
	}
	ch.Runtime, ch.Handler, ch.Role = &runtime, &handler, &role
	_, err := cat.CreateFunction(ref, ch, catalog.Creation{})
	return err
}

func (a *Applier) publish(cat *catalog.Catalog, ref catalog.Ref, c profiles.Change) *catalog.Error {
	if _, err := cat.UpdateConfiguration(ref, configuration(c), ""); err != nil {
		return err
	}
	v, err := cat.PublishVersion(ref, catalog.Publication{})
	if err != nil {
		return err
	}
	if a.versions == nil {
		a.versions = map[string]string{}
	}
	a.versions[c.Function+"/"+c.Version] = v.Version
	return nil
}

func (a *Applier) alias(cat *catalog.Catalog, ref catalog.Ref, c profiles.Change) *catalog.Error {
	number := func(name string) string {
		if n, ok := a.versions[c.Function+"/"+name]; ok {
			return n
		}
		return name
	}
	to, weights := number(c.To), map[string]float64{}
	if c.Other != "" {
		weights[number(c.Other)] = c.Weight
	}
	ch := setting.AliasChanges{Version: &to, Weights: &weights}
	if _, err := cat.Alias(ref, c.Alias); err == nil {
		_, err := cat.UpdateAlias(ref, c.Alias, ch)
		return err
	}
	_, err := cat.CreateAlias(ref, c.Alias, ch)
	return err
}

func (a *Applier) eventInvoke(cat *catalog.Catalog, ref catalog.Ref, s profiles.Async) *catalog.Error {
	retries, age := s.Retries, int(s.MaxAge/time.Second)
	success, failure := a.queueARN(s.OnSuccess), a.queueARN(s.OnFailure)
	_, err := cat.PutEventInvoke(ref, setting.EventInvokeChanges{
		Retries: &retries, MaxAge: &age, OnSuccess: &success, OnFailure: &failure})
	return err
}
