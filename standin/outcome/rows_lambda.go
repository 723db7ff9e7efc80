package outcome

// sdkRows is the Invoke API: a failed function is a 200 there, told apart by
// X-Amz-Function-Error. Bodies of refusals carry the reason, so SDK fills them.
var sdkRows = []row{
	{Answered, answered(), docInvoke, Documented, ""},
	{Queued, Face{Status: 202}, docAsync, Documented, ""},
	{FunctionFailed, answered(), docInvoke, Documented, ""},
	{FunctionTimedOut, answered(), docInvoke, Documented, ""},
	{Throttled, message(429, "", "TooManyRequestsException", ""), docInvoke, Documented, "message recorded for one reason only"},
	{Missing, message(404, "", "ResourceNotFoundException", ""), docInvoke, Documented, ""},
	{NotPermitted, message(403, "", "AccessDeniedException", ""), docInvoke, Documented, ""},
	{CannotStart, message(502, "", "", ""), docInvoke, Documented, "the exception is named after the trouble"},
	{ServiceFailed, message(500, "", "ServiceException", ""), docInvoke, Documented, ""},
	{EventTooLarge, message(413, eventTooLarge, "RequestEntityTooLargeException", ""), docLimits, Recorded, ""},
}

const eventTooLarge = `{"Message":"Request must be smaller than 6291456 bytes for the InvokeFunction operation"}`

// urlRows is a function URL: Lambda's own front end, so its refusals carry
// Lambda's exceptions where a capture exists, and are guessed to elsewhere.
var urlRows = []row{
	{Answered, answered(), docURLCall, Documented, ""},
	{Queued, plain(502, internalError), docURLCall, Guess, "a function URL never sends events"},
	{FunctionFailed, plain(502, internalError), docRecorded, Recorded, ""},
	{FunctionTimedOut, plain(502, internalError), docURLCall, Guess, "a 5xx is documented, 502 or 504 is not"},
	{Throttled, message(429, "", "TooManyRequestsException", ""), docURL, Documented, "the body is a guess"},
	{Missing, message(403, urlForbidden, "AccessDeniedException", ""), docRecorded, Recorded, ""},
	{NotPermitted, message(403, urlForbidden, "AccessDeniedException", ""), docRecorded, Recorded, ""},
	{CannotStart, plain(502, internalError), docURLCall, Guess, ""},
	{ServiceFailed, plain(502, internalError), docURLCall, Guess, ""},
	{AnswerMalformed, plain(502, internalError), docURLCall, Guess, ""},
	{RequestTooLarge, message(413, eventTooLarge, "RequestEntityTooLargeException", ""), docLimits, Recorded, ""},
	{EventTooLarge, message(413, eventTooLarge, "RequestEntityTooLargeException", ""), docLimits, Recorded, ""},
	{RequestUnreadable, message(400, `{"message":"Bad Request"}`, "", ""), docURLCall, Guess, ""},
	{NoRoute, message(403, `{"Message":null}`, "AccessDeniedException", ""), docRecorded, Recorded, ""},
}

const (
	internalError = "Internal Server Error"
	urlForbidden  = `{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see: ` +
		`https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"}`
)
