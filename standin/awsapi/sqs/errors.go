package sqs

import (
	"errors"
	"net/http"

	"squall/standin/queue"
)

// wire is how one kind of refusal looks to a client. The shape is the type in
// the body; query is the code of the older protocol, which clients still read
// from a header.
type wire struct {
	status       int
	shape, query string
}

const (
	sqsShape   = "com.amazonaws.sqs#"
	coralShape = "com.amazon.coral.service#" // of errors the service's model does not have
	legacy     = "AWS.SimpleQueueService."
)

// wires is the table of refusals. Shapes and query codes are those of the
// service's model, statuses of
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
// and the pages of the operations.
var wires = [queue.Kinds]wire{
	queue.InvalidParameterValue:        {400, coralShape + "InvalidParameterValueException", "InvalidParameterValue"},
	queue.MissingParameter:             {400, coralShape + "MissingParameterException", "MissingParameter"},
	queue.InvalidAttributeName:         {400, sqsShape + "InvalidAttributeName", "InvalidAttributeName"},
	queue.InvalidAttributeValue:        {400, sqsShape + "InvalidAttributeValue", "InvalidAttributeValue"},
	queue.NonExistentQueue:             {400, sqsShape + "QueueDoesNotExist", legacy + "NonExistentQueue"},
	queue.QueueNameExists:              {400, sqsShape + "QueueNameExists", "QueueAlreadyExists"},
	queue.QueueDeletedRecently:         {400, sqsShape + "QueueDeletedRecently", legacy + "QueueDeletedRecently"},
	queue.PurgeQueueInProgress:         {400, sqsShape + "PurgeQueueInProgress", legacy + "PurgeQueueInProgress"},
	queue.ReceiptHandleIsInvalid:       {400, sqsShape + "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid"},
	queue.MessageNotInflight:           {400, sqsShape + "MessageNotInflight", legacy + "MessageNotInflight"},
	queue.OverLimit:                    {400, sqsShape + "OverLimit", "OverLimit"},
	queue.InvalidMessageContents:       {400, sqsShape + "InvalidMessageContents", "InvalidMessageContents"},
	queue.EmptyBatchRequest:            {400, sqsShape + "EmptyBatchRequest", legacy + "EmptyBatchRequest"},
	queue.TooManyEntriesInBatchRequest: {400, sqsShape + "TooManyEntriesInBatchRequest", legacy + "TooManyEntriesInBatchRequest"},
	queue.BatchEntryIdsNotDistinct:     {400, sqsShape + "BatchEntryIdsNotDistinct", legacy + "BatchEntryIdsNotDistinct"},
	queue.InvalidBatchEntryID:          {400, sqsShape + "InvalidBatchEntryId", legacy + "InvalidBatchEntryId"},
	queue.BatchRequestTooLong:          {400, sqsShape + "BatchRequestTooLong", legacy + "BatchRequestTooLong"},
	queue.AccessDenied:                 {403, coralShape + "AccessDeniedException", "AccessDenied"},
	queue.NotBuilt:                     {501, coralShape + "NotImplementedException", "NotImplementedException"},
}

// badRequest is a body that can't be read.
type badRequest struct{ error }

func notBuilt(what string) error {
	return &queue.Error{Kind: queue.NotBuilt, Message: what + " is not built in squall."}
}

func missing(parameter string) error {
	return &queue.Error{Kind: queue.MissingParameter, Message: "The request must contain the parameter " + parameter + "."}
}

// refuseSet refuses parameters that nothing here would act on, when they are
// used: pairs of a name and a value.
func refuseSet(pairs ...string) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			return notBuilt("The parameter " + pairs[i])
		}
	}
	return nil
}

// describe is the face and the words of any error.
func describe(err error) (wire, string) {
	var bad badRequest
	var refused *queue.Error
	switch {
	case errors.As(err, &bad):
		return wire{status: http.StatusBadRequest, shape: coralShape + "SerializationException"}, bad.Error()
	case errors.As(err, &refused):
		return wires[refused.Kind], refused.Message
	}
	return wire{status: http.StatusInternalServerError, shape: coralShape + "InternalFailure"}, err.Error()
}

// fault says whose a refusal is, in the words of both protocols.
func (w wire) fault() string {
	if w.status >= 500 {
		return "Receiver"
	}
	return "Sender"
}

func writeError(w http.ResponseWriter, err error) {
	out, message := describe(err)
	if out.query != "" {
		w.Header().Set("x-amzn-query-error", out.query+";"+out.fault())
	}
	writeJSON(w, out.status, errorBody{out.shape, message})
}

type errorBody struct {
	Type    string `json:"__type"`
	Message string `json:"message"`
}
