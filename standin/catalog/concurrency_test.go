package catalog_test

import (
	"strings"
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

func TestReserved(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.told = nil
	if _, set, err := w.Reserved(fn("f")); set || err != nil {
		t.Errorf("reserved before: %v %v", set, err)
	}
	want(t, w.DeleteReserved(fn("f")), "")
	want(t, w.PutReserved(fn("f"), 0), "")
	want(t, w.PutReserved(fn("f"), 50), "")
	if n, set, _ := w.Reserved(fn("f")); n != 50 || !set {
		t.Errorf("reserved: %d %v", n, set)
	}
	if s := w.AccountSettings("", ""); s.Limit != 1000 || s.Unreserved != 950 || s.Functions != 1 || s.CodeSize != 22 {
		t.Errorf("account: %+v", s)
	}
	want(t, w.DeleteReserved(fn("f")), "")
	wantTold(t, w, "put-reserved", "put-reserved n=50", "delete-reserved")

	want(t, w.PutReserved(fn("g"), 1), "404 ResourceNotFoundException Function not found: "+arn+"g:$LATEST")
	want(t, w.PutReserved(at("f", "1"), 1), "400 InvalidParameterValueException This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.")
	want(t, w.PutReserved(fn("f"), -1), "400 ValidationException 1 validation error detected: Value '-1' at 'reservedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 0")
	w.refuse[core.PutReserved] = core.Effect{Reason: core.UnreservedBelowMinimum, N: 100}
	want(t, w.PutReserved(fn("f"), 901), "400 InvalidParameterValueException Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].")
	w.refuse[core.PutReserved] = core.Effect{Reason: core.ReservedBelowProvisioned, N: 2}
	want(t, w.PutReserved(fn("f"), 1), "400 InvalidParameterValueException  ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].")
}

func TestAccountLimit(t *testing.T) {
	w := newWorld()
	want(t, w.SetAccountLimit("", "", 3000), "")
	wantTold(t, w, "set-account n=1000", "set-account n=3000")
	if s := w.AccountSettings("", ""); s.Limit != 3000 || s.Unreserved != 3000 {
		t.Errorf("account: %+v", s)
	}
	if s := w.AccountSettings("999999999999", "eu-west-1"); s.Limit != 1000 || s.Functions != 0 {
		t.Errorf("an account nobody used: %+v", s)
	}
	wantTold(t, w)
	w.refuse[core.SetAccount] = core.Effect{Reason: core.UnreservedBelowMinimum, N: 100}
	if err := w.SetAccountLimit("", "", 1); err == nil || err.Status != 400 || !strings.HasPrefix(err.Message, "an account concurrency of 1 does not leave 100 unreserved") {
		t.Errorf("a refused limit: %v", err)
	}
}

func TestProvisioned(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.publish(t, "f", "a")
	w.publish(t, "f", "b")
	if _, err := w.CreateAlias(fn("f"), "live", setting.AliasChanges{Version: new("1")}); err != nil {
		t.Fatal(err)
	}
	w.told = nil
	_, err := w.Provisioned(at("f", "live"))
	want(t, err, "404 ProvisionedConcurrencyConfigNotFoundException No Provisioned Concurrency Config found for this function")
	p, err := w.PutProvisioned(at("f", "live"), 5)
	want(t, err, "")
	if p.Requested != 5 || p.Available != 0 || p.Allocated != 0 || p.Status != "IN_PROGRESS" || p.Modified == 0 {
		t.Errorf("put: %+v", p)
	}
	_, err = w.PutProvisioned(at("f", "2"), 3)
	want(t, err, "")
	w.status, w.reason = catalog.ProvisionedFailed, "FUNCTION_ERROR_INIT_FAILURE"
	list, err := w.ProvisionedConfigs(fn("f"))
	want(t, err, "")
	if len(list) != 2 || list[0].FunctionARN != arn+"f:2" || list[1].FunctionARN != arn+"f:live" || list[1].Status != "FAILED" ||
		!strings.HasPrefix(list[1].Reason, "FUNCTION_ERROR_INIT_FAILURE: f:live has no model") {
		t.Errorf("list: %+v", list)
	}
	want(t, w.DeleteProvisioned(at("f", "live")), "")
	want(t, w.DeleteProvisioned(at("f", "live")), "")
	wantTold(t, w, "put-provisioned kind=2 n=5", "put-provisioned kind=1 qual=2 n=3", "delete-provisioned kind=2")

	want(t, w.DeleteAlias(fn("f"), "live"), "")
	_, err = w.Provisioned(at("f", "live"))
	want(t, err, "404 ResourceNotFoundException Cannot find alias arn: "+arn+"f:live")
}

func TestProvisionedRefuses(t *testing.T) {
	get := func(r catalog.Ref) func(*world) *catalog.Error {
		return func(w *world) *catalog.Error { _, err := w.Provisioned(r); return err }
	}
	put := func(r catalog.Ref, n int) func(*world) *catalog.Error {
		return func(w *world) *catalog.Error { _, err := w.PutProvisioned(r, n); return err }
	}
	for name, tt := range map[string]struct {
		call func(*world) *catalog.Error
		line string
	}{
		"zero": {put(at("f", "1"), 0),
			"400 ValidationException 1 validation error detected: Value '0' at 'provisionedConcurrentExecutions' failed to satisfy constraint: Member must have value greater than or equal to 1"},
		"put latest":     {put(at("f", "$LATEST"), 1), "400 InvalidParameterValueException Provisioned Concurrency Configs cannot be applied to unpublished function versions."},
		"get latest":     {get(at("f", "$LATEST")), "400 InvalidParameterValueException The function resource provided must be an alias or a published version."},
		"no alias":       {get(at("f", "noalias")), "404 ResourceNotFoundException Cannot find alias arn: " + arn + "f:noalias"},
		"no function":    {get(at("g", "noalias")), "404 ResourceNotFoundException Cannot find alias arn: " + arn + "g:noalias"},
		"no version":     {get(at("g", "1")), "404 ResourceNotFoundException Function not found: " + arn + "g:1"},
		"no qualifier":   {put(fn("f"), 1), "400 ValidationException 1 validation error detected: Value null at 'qualifier' failed to satisfy constraint: Member must not be null"},
		"list elsewhere": {func(w *world) *catalog.Error { _, err := w.ProvisionedConfigs(fn("g")); return err }, "404 ResourceNotFoundException Function not found: " + arn + "g"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.create(t, "f")
			w.publish(t, "f", "a")
			want(t, tt.call(w), tt.line)
		})
	}
}
