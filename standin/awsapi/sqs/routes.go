package sqs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"

	"squall/standin/awsapi"
)

// operation runs one request.
type operation func(h *handler, ctx context.Context, c caller, body []byte) (any, error)

// op reads the request of an operation.
func op[In any](run func(*handler, context.Context, caller, *In) (any, error)) operation {
	return func(h *handler, ctx context.Context, c caller, body []byte) (any, error) {
		in := new(In)
		if len(body) > 0 {
			err := json.Unmarshal(body, in)
			var kind *json.UnmarshalTypeError
			if errors.As(err, &kind) {
				err = errors.New(kind.Field + ": unexpected " + kind.Value)
			}
			if err != nil {
				return nil, badRequest{err}
			}
		}
		return run(h, ctx, c, in)
	}
}

// routes is every operation that is built.
var routes = map[string]operation{
	"ChangeMessageVisibility":      op(changeMessageVisibility),
	"ChangeMessageVisibilityBatch": op(changeMessageVisibilityBatch),
	"CreateQueue":                  op(createQueue),
	"DeleteMessage":                op(deleteMessage),
	"DeleteMessageBatch":           op(deleteMessageBatch),
	"DeleteQueue":                  op(deleteQueue),
	"GetQueueAttributes":           op(getQueueAttributes),
	"GetQueueUrl":                  op(getQueueURL),
	"ListQueues":                   op(listQueues),
	"PurgeQueue":                   op(purgeQueue),
	"ReceiveMessage":               op(receiveMessage),
	"SendMessage":                  op(sendMessage),
	"SendMessageBatch":             op(sendMessageBatch),
	"SetQueueAttributes":           op(setQueueAttributes),
}

// unbuilt are the other operations of the service model.
var unbuilt = []string{"AddPermission", "CancelMessageMoveTask", "ListDeadLetterSourceQueues",
	"ListMessageMoveTasks", "ListQueueTags", "RemovePermission", "StartMessageMoveTask", "TagQueue", "UntagQueue"}

// Operations lists what the service model has, by name.
func Operations() []awsapi.Operation {
	var out []awsapi.Operation
	for name := range routes {
		out = append(out, awsapi.Operation{Name: name, Built: true})
	}
	for _, name := range unbuilt {
		out = append(out, awsapi.Operation{Name: name})
	}
	slices.SortFunc(out, func(a, b awsapi.Operation) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
