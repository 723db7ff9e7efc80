package catalog_test

import (
	"maps"
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

func TestFunctionLifecycle(t *testing.T) {
	w := newWorld()
	c := w.create(t, "report")
	if c.State != "Pending" || c.LastUpdateStatus != "" || c.Version != "$LATEST" || c.FunctionARN != arn+"report" {
		t.Errorf("created: %+v", c)
	}
	wantTold(t, w, "set-account n=1000", "create-function", "configure-latest model=-1 memory=128 timeout=3")

	settled, err := w.Configuration(fn("report"))
	want(t, err, "")
	if settled.State != "Active" || settled.LastUpdateStatus != "Successful" {
		t.Errorf("settled: %+v", settled)
	}
	if settled.Revision == c.Revision {
		t.Error("settling did not change the revision")
	}

	w.SetModel("report", "v2", 7)
	env := map[string]string{"SQUALL_MODEL": "v2", "STAGE": "prod"}
	up, err := w.UpdateConfiguration(fn("report"), setting.Changes{Memory: new(512), Timeout: new(30), Environment: &env,
		DeadLetter: new("arn:aws:sqs:us-east-1:111122223333:dlq")}, settled.Revision)
	want(t, err, "")
	if up.LastUpdateStatus != "InProgress" || up.State != "Active" || up.Memory != 512 {
		t.Errorf("updated: %+v", up)
	}
	wantTold(t, w, "configure-latest model=7 memory=512 timeout=30", "put-dead-letter n=1")
	if got := w.DeadLetter(0); got != "arn:aws:sqs:us-east-1:111122223333:dlq" {
		t.Errorf("DeadLetter = %q", got)
	}
	env["STAGE"] = "changed by the caller"
	again, _ := w.Configuration(fn("report"))
	if !maps.Equal(again.Environment, map[string]string{"SQUALL_MODEL": "v2", "STAGE": "prod"}) {
		t.Errorf("the catalog shares its caller's map: %v", again.Environment)
	}

	want(t, w.DeleteFunction(fn("report")), "")
	wantTold(t, w, "delete-function")
	_, err = w.Configuration(fn("report"))
	want(t, err, "404 ResourceNotFoundException Function not found: "+arn+"report")
	if n := w.Names(0); n.Function != "report" || n.ARN != arn+"report" {
		t.Errorf("the name of a deleted function is gone: %+v", n)
	}
}

func TestCreateRefuses(t *testing.T) {
	with := func(f func(*setting.Changes, *catalog.Creation)) func() *catalog.Error {
		return func() *catalog.Error {
			ch, in := basic(), zipped()
			f(&ch, &in)
			_, err := newWorld().CreateFunction(fn("f"), ch, in)
			return err
		}
	}
	for name, tt := range map[string]struct {
		call func() *catalog.Error
		line string
	}{
		"memory low": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Memory = new(127) }),
			"400 ValidationException 1 validation error detected: Value '127' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128"},
		"memory high": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Memory = new(10241) }),
			"400 ValidationException 1 validation error detected: Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240"},
		"timeout low": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Timeout = new(0) }),
			"400 ValidationException 1 validation error detected: Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"timeout high": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Timeout = new(901) }),
			"400 ValidationException 1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900"},
		"role": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Role = new("r1") }),
			`400 ValidationException 1 validation error detected: Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`},
		"runtime": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Runtime = new("PYTHON3.9") }),
			"400 InvalidParameterValueException Value PYTHON3.9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [nodejs20.x, python3.14, provided.al2023, python3.12, python3.13, nodejs24.x, nodejs22.x, java25, python3.10, python3.11, java21, ruby3.3, ruby3.4, ruby3.2, python3.8, python3.9, java17, nodejs16.x, dotnet10, dotnet8, java11, dotnet6, nodejs18.x, provided.al2, java8.al2] or be a valid ARN"},
		"no handler": {with(func(ch *setting.Changes, _ *catalog.Creation) { ch.Handler = nil }),
			"400 InvalidParameterValueException Runtime and Handler are mandatory parameters for functions created with deployment packages."},
		"architecture": {with(func(_ *setting.Changes, in *catalog.Creation) { in.Architecture = "X86_64" }),
			"400 ValidationException 1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"},
		"fifo": {with(func(ch *setting.Changes, _ *catalog.Creation) {
			ch.DeadLetter = new("arn:aws:sqs:us-east-1:111122223333:d.fifo")
		}),
			"400 InvalidParameterValueException The provided dead-letter target arn:aws:sqs:us-east-1:111122223333:d.fifo is invalid: FIFO queues and topics are not supported."},
		"topic": {with(func(ch *setting.Changes, _ *catalog.Creation) {
			ch.DeadLetter = new("arn:aws:sns:us-east-1:111122223333:t")
		}), ""},
		"image needs no runtime": {with(func(ch *setting.Changes, in *catalog.Creation) {
			ch.Runtime, ch.Handler, in.Code = nil, nil, setting.ImageCode("repo/app:1")
		}), ""},
	} {
		t.Run(name, func(t *testing.T) { want(t, tt.call(), tt.line) })
	}
}

func TestNamesAreTakenOnce(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	_, err := w.CreateFunction(fn("f"), basic(), zipped())
	want(t, err, "409 ResourceConflictException Function already exist: f")
	_, err = w.CreateFunction(catalog.Ref{Region: "eu-west-1", Name: "f"}, basic(), zipped())
	want(t, err, "")
	if a, b := w.RegionID("", ""), w.RegionID("", "eu-west-1"); a != 0 || b != 1 {
		t.Errorf("regions are %d and %d", a, b)
	}
	if got := len(w.Functions("", "", false)); got != 1 {
		t.Errorf("us-east-1 lists %d functions", got)
	}
	_, err = w.UpdateConfiguration(at("f", "1"), setting.Changes{}, "")
	want(t, err, "400 InvalidParameterValueException This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.")
}

func TestUpdatePreconditions(t *testing.T) {
	const stale = "412 PreconditionFailedException The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"
	w := newWorld()
	c := w.create(t, "f")
	_, err := w.UpdateConfiguration(fn("f"), setting.Changes{}, c.Revision)
	want(t, err, stale) // it settled since
	_, err = w.UpdateCode(fn("f"), catalog.CodeUpdate{Code: zipped().Code, Revision: "x"})
	want(t, err, stale)
	_, err = w.PublishVersion(fn("f"), catalog.Publication{Revision: "x"})
	want(t, err, stale)
	_, err = w.PublishVersion(fn("f"), catalog.Publication{Sha256: "other"})
	want(t, err, "400 InvalidParameterValueException CodeSHA256 (other) is different from current CodeSHA256 in $LATEST (c2hh). Please try again with the CodeSHA256 in $LATEST.")
	_, err = w.UpdateCode(fn("f"), catalog.CodeUpdate{Code: setting.ImageCode("a")})
	want(t, err, "400 InvalidParameterValueException Please don't provide ImageUri when updating a function with packageType Zip.")
}

func TestDryRunChangesNothing(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	before, _ := w.Configuration(fn("f"))
	w.told = nil
	c, err := w.UpdateCode(fn("f"), catalog.CodeUpdate{Code: setting.Code{Sha256: "new", Size: 1}, DryRun: true, Publish: true})
	want(t, err, "")
	if c.Code.Sha256 != "new" {
		t.Errorf("the draft has code %q", c.Code.Sha256)
	}
	after, _ := w.Configuration(fn("f"))
	if after.Revision != before.Revision || after.Code != before.Code {
		t.Errorf("a dry run changed %+v to %+v", before, after)
	}
	wantTold(t, w)
}

func TestUnknownModelIsNoModel(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.told = nil
	env := map[string]string{"SQUALL_MODEL": "v9"}
	_, err := w.UpdateConfiguration(fn("f"), setting.Changes{Environment: &env}, "")
	want(t, err, "")
	wantTold(t, w, "configure-latest model=-1 memory=128 timeout=3")
	w.refuse[core.PutProvisioned] = core.Effect{Reason: core.NoCode}
	w.publish(t, "f", "")
	_, err = w.PutProvisioned(at("f", "1"), 1)
	want(t, err, "501 NotImplementedException NotImplementedException: running "+arn+"f:1, which has no model (environment variable SQUALL_MODEL), is not built in squall")
}

func TestListsAreInOrder(t *testing.T) {
	w := newWorld()
	for _, name := range []string{"b", "c", "a"} {
		w.create(t, name)
		w.publish(t, name, "x")
	}
	var got []string
	for _, c := range w.Functions("", "", true) {
		got = append(got, c.FunctionARN[len(arn):])
		if c.State != "" || c.LastUpdateStatus != "" {
			t.Errorf("a list shows the state of %s", c.FunctionARN)
		}
	}
	if s := len(got); s != 6 || got[0] != "a:$LATEST" || got[1] != "a:1" || got[4] != "c:$LATEST" {
		t.Errorf("listed %v", got)
	}
}
