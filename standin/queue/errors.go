package queue

// Kind says why something was refused, in SQS's own words.
type Kind uint8

// The kinds of refusals. NotBuilt is no answer of AWS: it marks what squall
// does not do.
const (
	InvalidParameterValue Kind = iota
	MissingParameter
	InvalidAttributeName
	InvalidAttributeValue
	NonExistentQueue
	QueueNameExists
	QueueDeletedRecently
	PurgeQueueInProgress
	ReceiptHandleIsInvalid
	MessageNotInflight
	OverLimit
	InvalidMessageContents
	EmptyBatchRequest
	TooManyEntriesInBatchRequest
	BatchEntryIdsNotDistinct
	InvalidBatchEntryID
	BatchRequestTooLong
	AccessDenied
	NotBuilt
	Kinds // number of kinds
)

// Error is a refusal.
type Error struct {
	Kind    Kind
	Message string
}

func (e *Error) Error() string { return e.Message }

func refuse(k Kind, message string) error { return &Error{Kind: k, Message: message} }

// badValue is SQS's usual sentence about a parameter.
func badValue(value, parameter, reason string) error {
	return refuse(InvalidParameterValue, "Value "+value+" for parameter "+parameter+" is invalid. Reason: "+reason)
}
