package queue

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// A policy that refuses messages does so until its time is over, to everybody,
// and goes with an empty one.
func TestPolicyRefusesMessages(t *testing.T) {
	epoch := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	s := New(Config{Epoch: epoch})
	id := ID{Account: "111122223333", Region: "us-east-1", Name: "q"}
	const refusing = `{"Version":"2012-10-17","Statement":[{"Sid":"own","Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage","Resource":"*"},
		{"Sid":"x","Effect":"Deny","Principal":"*","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:us-east-1:111122223333:q","Condition":{"DateLessThan":{"aws:CurrentTime":"2026-01-02T03:05:05Z"}}}]}`
	if err := s.Create(0, id, map[string]string{"Policy": refusing}); err != nil {
		t.Fatal(err)
	}
	send := func(at time.Duration) error {
		_, err := s.Send(int64(at), id, Message{Body: "b"})
		return err
	}
	var refused *Error
	if err := send(59 * time.Second); !errors.As(err, &refused) || refused.Kind != AccessDenied {
		t.Errorf("meanwhile: %v", err)
	}
	if err := send(60 * time.Second); err != nil {
		t.Errorf("when its time is over: %v", err)
	}
	shown, err := s.Attributes(0, id)
	if err != nil || !slices.ContainsFunc(shown, func(a Setting) bool { return a.Name == "Policy" && a.Value == refusing }) {
		t.Errorf("shown %v, %v", shown, err)
	}
	if err := s.SetAttributes(0, id, map[string]string{"Policy": ""}); err != nil {
		t.Fatal(err)
	}
	if err := send(0); err != nil {
		t.Errorf("without it: %v", err)
	}
}
