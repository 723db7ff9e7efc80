package outcome

// albRows is the load balancer: whatever goes wrong behind it is a 502 to the
// client, and only error_reason in the access log says what it was.
var albRows = []row{
	{Answered, answered(), docALBTarget, Documented, ""},
	{Queued, badGateway("LambdaInvalidResponse"), docALBLog, Guess, "a load balancer never sends events"},
	{FunctionFailed, badGateway("LambdaUnhandled"), docALBErrors, Documented, "the page is a guess"},
	{FunctionTimedOut, badGateway("LambdaUnhandled"), docALBErrors, Documented, "the log's reason is a guess"},
	{Throttled, badGateway("LambdaThrottling"), docALBErrors, Documented, "the page is a guess"},
	{Missing, badGateway("LambdaResourceNotFound"), docALBLog, Guess, "the log's reason is documented"},
	{NotPermitted, badGateway("LambdaAccessDenied"), docALBLog, Guess, "the log's reason is documented"},
	{CannotStart, badGateway(""), docALBLog, Documented, "the log's reason is Lambda and the exception's name; the page is a guess"},
	{ServiceFailed, badGateway("LambdaServiceException"), docALBLog, Guess, "the log's reason is documented"},
	{AnswerMalformed, badGateway("LambdaInvalidResponse"), docALBLog, Documented, "the page is a guess"},
	{AnswerTooLarge, badGateway("LambdaResponseTooLarge"), docALBErrors, Documented, "the page is a guess"},
	{RequestTooLarge, html(413, "413 Request Entity Too Large", "LambdaRequestTooLarge"), docALBErrors, Documented, "the page is a guess"},
	{RequestUnreadable, html(400, "400 Bad Request", "LambdaBadRequest"), docALBLog, Guess, "the log's reason is documented"},
	{UpgradeAsked, html(400, "400 Bad Request", "LambdaWebsocketNotSupported"), docALBTarget, Documented, "the page is a guess"},
	{MethodRefused, html(405, "405 Not Allowed", ""), docALBErrors, Documented, "of TRACE; the page is a guess"},
	{ClientGone, Face{Status: 460}, docALBErrors, Documented, "no client is left to see it; the log shows it"},
	{NoRoute, html(503, "503 Service Temporarily Unavailable", ""), docALBErrors, Documented, "the page is a guess"},
}

func badGateway(reason string) Face { return html(502, "502 Bad Gateway", reason) }
