package catalog_test

import (
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

func weights(kv ...any) *map[string]float64 {
	m := map[string]float64{}
	for i := 0; i < len(kv); i += 2 {
		m[kv[i].(string)] = kv[i+1].(float64)
	}
	return &m
}

func aliased(t *testing.T) *world {
	w := newWorld()
	w.create(t, "f")
	w.publish(t, "f", "a")
	w.publish(t, "f", "b")
	if _, err := w.CreateAlias(fn("f"), "live", setting.AliasChanges{Version: new("1")}); err != nil {
		t.Fatal(err)
	}
	w.told = nil
	return w
}

func TestAliasLifecycle(t *testing.T) {
	w := aliased(t)
	a, err := w.UpdateAlias(fn("f"), "live", setting.AliasChanges{Weights: weights("2", 0.1), Description: new("canary")})
	want(t, err, "")
	if a.Version != "1" || a.Second != "2" || a.Weight != 0.1 || a.Description != "canary" || a.ARN != arn+"f:live" {
		t.Errorf("weighted: %+v", a)
	}
	b, err := w.UpdateAlias(fn("f"), "live", setting.AliasChanges{Version: new("2"), Weights: weights(), Revision: a.Revision})
	want(t, err, "")
	if b.Version != "2" || b.Second != "" || b.Description != "canary" || b.Revision == a.Revision {
		t.Errorf("repointed: %+v", b)
	}
	_, err = w.CreateAlias(fn("f"), "test", setting.AliasChanges{Version: new("$LATEST")})
	want(t, err, "")
	wantTold(t, w, "put-alias kind=2 n=1 m=2 weight=100000", "put-alias kind=2 n=2", "put-alias kind=2 qual=1")

	if list, _ := w.Aliases(fn("f"), "2"); len(list) != 1 || list[0].Name != "live" {
		t.Errorf("aliases of version 2: %+v", list)
	}
	want(t, w.DeleteAlias(fn("f"), "live"), "")
	want(t, w.DeleteAlias(fn("f"), "live"), "") // once more: AWS answers the same
	_, err = w.Alias(fn("f"), "live")
	want(t, err, "404 ResourceNotFoundException Cannot find alias arn: "+arn+"f:live")
	w.told = nil
	_, err = w.CreateAlias(fn("f"), "live", setting.AliasChanges{Version: new("2")})
	want(t, err, "")
	wantTold(t, w, "put-alias kind=2 n=2") // its number again
}

func TestAliasRefuses(t *testing.T) {
	const field = "failed to satisfy constraint: Map"
	create := func(name string, ch setting.AliasChanges) func(*world) *catalog.Error {
		return func(w *world) *catalog.Error { _, err := w.CreateAlias(fn("f"), name, ch); return err }
	}
	update := func(name string, ch setting.AliasChanges) func(*world) *catalog.Error {
		return func(w *world) *catalog.Error { _, err := w.UpdateAlias(fn("f"), name, ch); return err }
	}
	for name, tt := range map[string]struct {
		call func(*world) *catalog.Error
		line string
	}{
		"digits": {create("2024", setting.AliasChanges{Version: new("1")}),
			"400 ValidationException 1 validation error detected: Value '2024' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)"},
		"exists": {create("live", setting.AliasChanges{Version: new("1")}), "409 ResourceConflictException Alias already exists: " + arn + "f:live"},
		"no version": {create("x", setting.AliasChanges{}),
			"400 ValidationException 1 validation error detected: Value null at 'functionVersion' failed to satisfy constraint: Member must not be null"},
		"version not there": {create("x", setting.AliasChanges{Version: new("10")}), "404 ResourceNotFoundException Function not found: " + arn + "f:10"},
		"alias as version": {create("x", setting.AliasChanges{Version: new("live")}),
			`400 ValidationException 1 validation error detected: Value 'live' at 'functionVersion' failed to satisfy constraint: Member must satisfy regular expression pattern: (\$LATEST|[0-9]+)`},
		"two weights": {create("x", setting.AliasChanges{Version: new("1"), Weights: weights("1", 0.1, "2", 0.2)}),
			"400 InvalidParameterValueException Number of items in AdditionalVersionWeights cannot be greater than 1"},
		"weight high": {create("x", setting.AliasChanges{Version: new("1"), Weights: weights("2", 2.0)}),
			"400 ValidationException 1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' " + field + " value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]"},
		"weight of latest": {create("x", setting.AliasChanges{Version: new("1"), Weights: weights("$LATEST", 0.5)}),
			"400 ValidationException 1 validation error detected: Value '{$LATEST=0.5}' at 'routingConfig.additionalVersionWeights' " + field + " keys must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [0-9]+]"},
		"update not there": {update("no", setting.AliasChanges{}), "404 ResourceNotFoundException Alias not found: " + arn + "f:no"},
		"stale": {update("live", setting.AliasChanges{Revision: "x"}),
			"412 PreconditionFailedException The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"},
	} {
		t.Run(name, func(t *testing.T) {
			w := aliased(t)
			want(t, tt.call(w), tt.line)
			wantTold(t, w)
		})
	}
}

func TestAliasTwinsShareARole(t *testing.T) {
	w := aliased(t)
	if _, err := w.UpdateConfiguration(fn("f"), setting.Changes{Role: new(role + "2")}, ""); err != nil {
		t.Fatal(err)
	}
	w.publish(t, "f", "c")
	_, err := w.UpdateAlias(fn("f"), "live", setting.AliasChanges{Weights: weights("3", 0.5)})
	want(t, err, "400 InvalidParameterValueException Versions 1 and 3 must have the same execution role and dead-letter queue to share an alias.")
}

func TestARefusedAliasStaysAsItWas(t *testing.T) {
	w := aliased(t)
	before, _ := w.Alias(fn("f"), "live")
	w.refuse[core.PutAlias] = core.Effect{Reason: core.SameVersionTwice}
	_, err := w.UpdateAlias(fn("f"), "live", setting.AliasChanges{Description: new("new"), Weights: weights("1", 0.5)})
	want(t, err, "400 InvalidParameterValueException Invalid function version 1. Function version 1 is already included in routing configuration.")
	if after, _ := w.Alias(fn("f"), "live"); after != before {
		t.Errorf("%+v became %+v", before, after)
	}
}
