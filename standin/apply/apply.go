// Package apply carries out a plan's changes on a stand-in without a wire: the
// counterpart of attack/target, for installing a profile and for the virtual
// clock. What it cannot reach by itself it is given as functions.
package apply

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"squall/profiles"
	"squall/standin/catalog"
	"squall/standin/catalog/attached"
	"squall/standin/catalog/setting"
	"squall/standin/lease"
	"squall/standin/queue"
	"squall/standin/relay"
)

// Applier applies changes to the rule book's side of a stand-in, without a
// wire: the counterpart of attack/target.
type Applier struct {
	Account, Region string
	// Control runs a function with the catalogue, where its owner is.
	Control func(func(*catalog.Catalog)) error
	// CreateQueue makes a queue, or leaves one as it is; the doors change who is
	// reachable; Configure takes a world's account, platform and models.
	CreateQueue    func(name string) error
	DeleteQueue    func(name string) error
	RegisterDoor   func(path, function, qualifier string, multiValue bool) error
	DeregisterDoor func(path, function, qualifier string)
	Configure      func(*profiles.World) error
	Faults         lease.Shell
	// Relay runs a function with what hands on messages, where its owner is.
	Relay func(func(now int64, r *relay.Relay)) error

	versions map[string][]publication // by function and the profile's name, oldest first
}

// publication is a version that a change made and none has deleted.
type publication struct{ nonce, number string }

// Apply carries out one change.
func (a *Applier) Apply(c profiles.Change) error {
	err := a.apply(c)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", strings.TrimSpace(string(c.Kind)+" "+cmp.Or(c.Function, c.Queue, c.Source)), err)
}

func (a *Applier) apply(c profiles.Change) error {
	switch c.Kind {
	case profiles.SetStandin:
		return a.Configure(c.World)
	case profiles.CreateQueue:
		return a.CreateQueue(queueName(c.Queue))
	case profiles.DeleteQueue:
		return a.DeleteQueue(queueName(c.Queue))
	case profiles.CreateSource, profiles.DeleteSource, profiles.PutTrigger, profiles.DeleteTrigger:
		return a.source(c)
	case profiles.PutFault, profiles.EndFault:
		return lease.Apply(a.Faults, c, a.Number(c.Function, c.Version))
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
	// A profile's changes come one after the other and wait for nothing.
	cat.Settle(ref)
	defer cat.Settle(ref)
	switch c.Kind {
	case profiles.CreateFunction:
		return a.create(cat, ref, c)
	case profiles.DeleteFunction:
		maps.DeleteFunc(a.versions, func(k string, _ []publication) bool { return strings.HasPrefix(k, c.Function+"/") })
		return cat.DeleteFunction(ref)
	case profiles.PutMark:
		return attached.Tag(cat, ref, map[string]string{"squall:run": c.Mark.Run, "squall:expires": c.Mark.Expires})
	case profiles.DeleteMark:
		return attached.Untag(cat, ref, []string{"squall:run", "squall:expires"})
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
		return a.unpublish(cat, ref, c)
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
	case profiles.PutExperiment, profiles.EndExperiment, profiles.PutDenial, profiles.EndDenial, profiles.PutMapping, profiles.PutSpoilt, profiles.PutLatest, profiles.EndLatest,
		profiles.PutCopy, profiles.DeleteCopy, profiles.PutRestore, profiles.DeleteRestore:
		return &catalog.Error{Status: 501, Code: "NotImplementedException", Message: string(c.Kind) + " is not there without a network"}
	}
	panic("apply: internal error: change " + string(c.Kind) + " has no applier")
}

// qualifier is what a change's qualifier is called on the target.
func (a *Applier) qualifier(c profiles.Change) string { return a.Number(c.Function, c.Qualifier) }

// Number is what a version of the profile was published as last; numbers and
// aliases stay what they are.
func (a *Applier) Number(function, name string) string {
	if made := a.versions[function+"/"+name]; len(made) > 0 {
		return made[len(made)-1].number
	}
	return name
}

// queueName is the name of a queue: a profile calls it sqs:NAME, and what takes
// a change back may name it by its ARN.
func queueName(target string) string { return target[strings.LastIndexByte(target, ':')+1:] }

func (a *Applier) queueARN(target string) string {
	if target == "" {
		return ""
	}
	return queue.ID{Account: a.Account, Region: a.Region, Name: queueName(target)}.ARN()
}

func configuration(c profiles.Change) setting.Changes {
	memory := c.Spec.Memory
	timeout := profiles.WholeSeconds(c.Spec.Timeout)
	env := c.Spec.Variables(c.Version, c.Nonce)
	return setting.Changes{Memory: &memory, Timeout: &timeout, Environment: &env}
}

func (a *Applier) create(cat *catalog.Catalog, ref catalog.Ref, c profiles.Change) *catalog.Error {
	ch := configuration(c)
	if _, err := cat.Configuration(ref); err == nil {
		_, err := cat.UpdateConfiguration(ref, ch, "")
		return err
	}
	runtime, arch := c.Spec.Deployed(c.Version)
	handler, role := "bootstrap", "arn:aws:iam::"+a.Account+":role/squall"
	ch.Runtime, ch.Handler, ch.Role = &runtime, &handler, &role
	_, err := cat.CreateFunction(ref, ch, catalog.Creation{Architecture: arch})
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
		a.versions = map[string][]publication{}
	}
	key := c.Function + "/" + c.Version
	a.versions[key] = append(a.versions[key], publication{c.Nonce, v.Version})
	return nil
}

// unpublish deletes the version that a nonce made, or the last one of a name.
func (a *Applier) unpublish(cat *catalog.Catalog, ref catalog.Ref, c profiles.Change) *catalog.Error {
	key := c.Function + "/" + c.Version
	made := a.versions[key]
	for i, v := range slices.Backward(made) {
		if c.Nonce == "" || v.nonce == c.Nonce {
			a.versions[key] = slices.Delete(made, i, i+1)
			ref.Qualifier = v.number
			return cat.DeleteFunction(ref)
		}
	}
	if _, err := strconv.Atoi(c.Version); err != nil {
		return nil // it was never published
	}
	ref.Qualifier = c.Version
	return cat.DeleteFunction(ref)
}

func (a *Applier) alias(cat *catalog.Catalog, ref catalog.Ref, c profiles.Change) *catalog.Error {
	to, weights := a.Number(c.Function, c.To), map[string]float64{}
	if c.Other != "" {
		weights[a.Number(c.Function, c.Other)] = c.Weight
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
