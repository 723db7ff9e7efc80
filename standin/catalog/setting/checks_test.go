package setting_test

import (
	"math"
	"testing"

	"squall/standin/catalog/setting"
)

func TestWeightsAreShares(t *testing.T) {
	for w, ok := range map[float64]bool{0: true, 1: true, 0.5: true, -0.001: false, 1.001: false, math.Inf(1): false} {
		weights := map[string]float64{"2": w}
		if err := (setting.AliasChanges{Weights: &weights}).Check(); (err == nil) != ok {
			t.Errorf("weight %v: %v", w, err)
		}
	}
	nan := map[string]float64{"2": math.NaN()}
	if err := (setting.AliasChanges{Weights: &nan}).Check(); err == nil {
		t.Error("a weight that is no number passes")
	}
}

func TestEventInvokeBounds(t *testing.T) {
	for _, tt := range []struct {
		ch setting.EventInvokeChanges
		ok bool
	}{
		{setting.EventInvokeChanges{}, false},
		{setting.EventInvokeChanges{Retries: new(0)}, true},
		{setting.EventInvokeChanges{Retries: new(2)}, true},
		{setting.EventInvokeChanges{Retries: new(3)}, false},
		{setting.EventInvokeChanges{Retries: new(-1)}, false},
		{setting.EventInvokeChanges{MaxAge: new(60)}, true},
		{setting.EventInvokeChanges{MaxAge: new(59)}, false},
		{setting.EventInvokeChanges{MaxAge: new(21600)}, true},
		{setting.EventInvokeChanges{MaxAge: new(21601)}, false},
		{setting.EventInvokeChanges{OnSuccess: new("")}, true},
		{setting.EventInvokeChanges{OnFailure: new("queue")}, false},
	} {
		if err := tt.ch.Check(); (err == nil) != tt.ok {
			t.Errorf("%+v: %v", tt.ch, err)
		}
	}
}
