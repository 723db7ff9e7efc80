package target

import (
	"context"

	"squall/attack/evidence"
	"squall/attack/target/queues"
	"squall/profiles"
)

func (t *Target) lookQueue(ctx context.Context, c profiles.Change) (Applied, error) {
	a := Applied{What: "queue " + queues.Name(c.Queue), Before: "absent", After: "present"}
	if c.Kind == profiles.DeleteQueue {
		a.After = "absent"
	}
	there, err := t.queues.Exists(ctx, c.Queue)
	if there {
		a.Before = "present"
	}
	switch {
	case err != nil:
	case !there && c.Kind == profiles.CreateQueue:
		a.Undo = []profiles.Change{{Kind: profiles.DeleteQueue, Queue: queues.Name(c.Queue)}}
	case there && c.Kind == profiles.DeleteQueue:
		a.Undo = []profiles.Change{{Kind: profiles.CreateQueue, Queue: queues.Name(c.Queue)}}
	}
	return a, err
}

func (t *Target) createQueue(ctx context.Context, c profiles.Change) error {
	return t.queues.Create(ctx, c.Queue)
}

func (t *Target) deleteQueue(ctx context.Context, c profiles.Change) error {
	return t.queues.Delete(ctx, c.Queue)
}

// Drain reads the messages of a queue (sqs:NAME, an ARN or a bare name) until
// it finds no more, deletes those that are ours, and tells how many they were.
func (t *Target) Drain(ctx context.Context, queue string, ours func(evidence.Message) bool) (n int, err error) {
	return t.queues.Drain(ctx, queue, ours)
}
