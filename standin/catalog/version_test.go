package catalog_test

import (
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

func TestPublish(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	one, err := w.PublishVersion(fn("f"), catalog.Publication{Description: new("first")})
	want(t, err, "")
	if one.Version != "1" || one.FunctionARN != arn+"f:1" || one.Description != "first" || one.State != "Active" {
		t.Errorf("published %+v", one)
	}
	same, err := w.PublishVersion(fn("f"), catalog.Publication{Description: new("second")})
	want(t, err, "")
	if same.Version != "1" || same.Description != "first" || same.Revision != one.Revision {
		t.Errorf("unchanged code published as %+v", same)
	}
	two := w.publish(t, "f", "changed")
	if two.Version != "2" {
		t.Errorf("a changed description published as %s", two.Version)
	}
	latest, _ := w.Configuration(fn("f"))
	if latest.Revision == two.Revision {
		t.Error("a version has the revision of $LATEST")
	}
	want(t, w.DeleteFunction(at("f", "2")), "")
	if three, _ := w.PublishVersion(fn("f"), catalog.Publication{}); three.Version != "3" {
		t.Errorf("after deleting version 2 the next is %s", three.Version)
	}
	want(t, w.DeleteFunction(fn("f")), "")
	w.create(t, "f")
	if four, _ := w.PublishVersion(fn("f"), catalog.Publication{}); four.Version != "4" {
		t.Errorf("after deleting the function the next version is %s", four.Version)
	}
	if vs, _ := w.Versions(fn("f")); len(vs) != 2 {
		t.Errorf("the new function has the old one's versions: %d", len(vs))
	}
}

func TestPublishOnCreateAndUpdate(t *testing.T) {
	w := newWorld()
	in := zipped()
	in.Publish = true
	c, err := w.CreateFunction(fn("f"), basic(), in)
	want(t, err, "")
	if c.Version != "1" || c.FunctionARN != arn+"f" || c.State != "Pending" {
		t.Errorf("created and published: %+v", c)
	}
	c, err = w.UpdateCode(fn("f"), catalog.CodeUpdate{Code: setting.Code{Sha256: "new", Size: 1}, Publish: true})
	want(t, err, "")
	if c.Version != "2" || c.FunctionARN != arn+"f:2" {
		t.Errorf("updated and published: %+v", c)
	}
	if s, ok := w.VersionSettings(0, 1); !ok || s.Code.Sha256 != "c2hh" {
		t.Errorf("version 1 is not frozen: %+v", s)
	}
}

func TestDeleteVersion(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.publish(t, "f", "a")
	_, err := w.CreateAlias(fn("f"), "live", setting.AliasChanges{Version: new("1")})
	want(t, err, "")
	for name, tt := range map[string]struct {
		ref  catalog.Ref
		line string
	}{
		"latest":      {at("f", "$LATEST"), "400 InvalidParameterValueException $LATEST version cannot be deleted without deleting the function."},
		"alias":       {at("f", "live"), "400 InvalidParameterValueException Deletion of aliases is not currently supported."},
		"not there":   {at("f", "9"), ""},
		"no function": {at("g", "1"), "404 ResourceNotFoundException Function not found: " + arn + "g"},
	} {
		t.Run(name, func(t *testing.T) { want(t, w.DeleteFunction(tt.ref), tt.line) })
	}
	w.refuse[core.DeleteVersion] = core.Effect{Reason: core.VersionInUse}
	want(t, w.DeleteFunction(at("f", "1")), "409 ResourceConflictException Unable to delete version because the following aliases reference it: [live]")
	// An alias that moves to provisioned concurrency elsewhere shows its target
	// already, and the rule book knows that requests still come here.
	_, err = w.CreateAlias(fn("f"), "moving", setting.AliasChanges{Version: new("$LATEST")})
	want(t, err, "")
	w.refuse[core.DeleteVersion] = core.Effect{Reason: core.VersionInUse, N: 1}
	want(t, w.DeleteFunction(at("f", "1")), "409 ResourceConflictException Unable to delete version because the following aliases reference it: [live, moving]")
}

func TestConfigurationByQualifier(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.publish(t, "f", "a")
	w.publish(t, "f", "b")
	if _, err := w.CreateAlias(fn("f"), "live", setting.AliasChanges{Version: new("1")}); err != nil {
		t.Fatal(err)
	}
	for qualifier, want := range map[string][3]string{
		"": {"$LATEST", "b", arn + "f"}, "$LATEST": {"$LATEST", "b", arn + "f:$LATEST"},
		"1": {"1", "a", arn + "f:1"}, "2": {"2", "b", arn + "f:2"}, "live": {"1", "a", arn + "f:live"},
	} {
		c, err := w.Configuration(at("f", qualifier))
		if err != nil || [3]string{c.Version, c.Description, c.FunctionARN} != want {
			t.Errorf("%q is %s %s %s, %v", qualifier, c.Version, c.Description, c.FunctionARN, err)
		}
	}
	for _, qualifier := range []string{"3", "0", "01", "-1", "no", "99999999999"} {
		_, err := w.Configuration(at("f", qualifier))
		want(t, err, "404 ResourceNotFoundException Function not found: "+arn+"f:"+qualifier)
	}
}

func TestAVersionNumberGivenTwiceIsOurFault(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.publish(t, "f", "a")
	w.published[0] = 0
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	w.publish(t, "f", "b")
}
