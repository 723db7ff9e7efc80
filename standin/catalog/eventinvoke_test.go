package catalog_test

import (
	"testing"

	"squall/standin/catalog"
	"squall/standin/catalog/setting"
	"squall/standin/core"
)

const queueARN = "arn:aws:sqs:us-east-1:111122223333:done"

func TestEventInvoke(t *testing.T) {
	w := newWorld()
	w.create(t, "f")
	w.publish(t, "f", "a")
	w.told = nil
	e, err := w.PutEventInvoke(fn("f"), setting.EventInvokeChanges{MaxAge: new(60)})
	want(t, err, "")
	if e.Retries != nil || *e.MaxAge != 60 || e.FunctionARN != arn+"f:$LATEST" {
		t.Errorf("put: %+v", e)
	}
	e, err = w.UpdateEventInvoke(at("f", "$LATEST"), setting.EventInvokeChanges{Retries: new(1), OnSuccess: new(queueARN)})
	want(t, err, "")
	if *e.Retries != 1 || *e.MaxAge != 60 || e.OnSuccess != queueARN {
		t.Errorf("merged: %+v", e)
	}
	if s, f := w.Destinations(0, core.Qual{}); s != queueARN || f != "" {
		t.Errorf("destinations %q %q", s, f)
	}
	e, err = w.PutEventInvoke(fn("f"), setting.EventInvokeChanges{OnFailure: new(queueARN)})
	want(t, err, "")
	if e.Retries != nil || e.MaxAge != nil || e.OnSuccess != "" {
		t.Errorf("a put keeps what was: %+v", e)
	}
	_, err = w.EventInvoke(at("f", "1"))
	want(t, err, "404 ResourceNotFoundException The function "+arn+"f:1 doesn't have an EventInvokeConfig")
	_, err = w.PutEventInvoke(at("f", "1"), setting.EventInvokeChanges{Retries: new(0)})
	want(t, err, "")
	if list, _ := w.EventInvokes(fn("f")); len(list) != 2 || list[0].FunctionARN != arn+"f:$LATEST" {
		t.Errorf("list: %+v", list)
	}
	want(t, w.DeleteEventInvoke(fn("f")), "")
	want(t, w.DeleteEventInvoke(fn("f")), "404 ResourceNotFoundException The function "+arn+"f:$LATEST doesn't have an EventInvokeConfig")
	if s, f := w.Destinations(0, core.Qual{}); s != "" || f != "" {
		t.Errorf("destinations after deletion: %q %q", s, f)
	}
	wantTold(t, w, "put-event-invoke n=2 maxage=60", "put-event-invoke n=1 maxage=60 flags=1",
		"put-event-invoke n=2 maxage=21600 flags=2", "put-event-invoke kind=1 qual=1 maxage=21600", "delete-event-invoke")
}

func TestEventInvokeRefuses(t *testing.T) {
	const invalidARN = "arn:aws:_-/!lambda:us-east-1:111122223333:function:f"
	for name, tt := range map[string]struct {
		ref  catalog.Ref
		ch   setting.EventInvokeChanges
		line string
	}{
		"nothing":     {fn("f"), setting.EventInvokeChanges{}, "400 InvalidParameterValueException You must specify at least one of error handling or destination setting."},
		"no function": {fn("g"), setting.EventInvokeChanges{Retries: new(1)}, "404 ResourceNotFoundException The function doesn't exist."},
		"no alias":    {at("f", "x"), setting.EventInvokeChanges{Retries: new(1)}, "404 ResourceNotFoundException The function doesn't exist."},
		"retries":     {fn("f"), setting.EventInvokeChanges{Retries: new(3)}, "400 ValidationException 1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2"},
		"young":       {fn("f"), setting.EventInvokeChanges{MaxAge: new(59)}, "400 ValidationException 1 validation error detected: Value '59' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60"},
		"old":         {fn("f"), setting.EventInvokeChanges{MaxAge: new(21601)}, "400 ValidationException 1 validation error detected: Value '21601' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value less than or equal to 21600"},
		"itself":      {fn("f"), setting.EventInvokeChanges{OnSuccess: new(arn + "f")}, "400 InvalidParameterValueException You can't specify the function as a destination for itself."},
		"missing":     {fn("f"), setting.EventInvokeChanges{OnSuccess: new(arn + "no")}, "400 InvalidParameterValueException The destination ARN " + arn + "no is invalid."},
		"bucket":      {fn("f"), setting.EventInvokeChanges{OnSuccess: new("arn:aws:s3:::b")}, "400 InvalidParameterValueException The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::b), onFailure=null) is invalid."},
		"fifo topic":  {fn("f"), setting.EventInvokeChanges{OnFailure: new("arn:aws:sns:us-east-1:111122223333:t.fifo")}, "400 InvalidParameterValueException The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=arn:aws:sns:us-east-1:111122223333:t.fifo)) is invalid."},
		"rule":        {fn("f"), setting.EventInvokeChanges{OnFailure: new("arn:aws:events:us-east-1:111122223333:rule/r")}, "400 InvalidParameterValueException The provided destination config DestinationConfig(onSuccess=null, onFailure=OnFailure(destination=arn:aws:events:us-east-1:111122223333:rule/r)) is invalid."},
		"service": {fn("f"), setting.EventInvokeChanges{OnSuccess: new("arn:aws:iam:us-east-1:111122223333:function:f")},
			"400 InvalidParameterValueException The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:iam:us-east-1:111122223333:function:f), onFailure=null) is invalid."},
		"pattern": {fn("f"), setting.EventInvokeChanges{OnFailure: new(invalidARN)},
			"400 ValidationException 1 validation error detected: Value '" + invalidARN + `' at 'destinationConfig.onFailure.destination' failed to satisfy constraint: Member must satisfy regular expression pattern: $|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):([a-zA-Z0-9\-])+:((eusc-)?[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1})?:(\d{12})?:(.*)`},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.create(t, "f")
			w.create(t, "other")
			_, err := w.PutEventInvoke(tt.ref, tt.ch)
			want(t, err, tt.line)
		})
	}
}
