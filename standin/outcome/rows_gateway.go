package outcome

import (
	"encoding/json"
	"strings"
)

// errorMark stands in a LogReason for the errorMessage of the function.
const errorMark = "{errorMessage}"

const (
	restError    = `{"message": "Internal server error"}` // the space is AWS's
	restTimeout  = `{"message": "Endpoint request timed out"}`
	restTooLarge = `{"message":"HTTP content length exceeded 10485760 bytes."}`
	restNoRoute  = `{"message":"Missing Authentication Token"}`
	internalType = "InternalServerErrorException"

	restConfig = "Execution failed due to configuration error: "
	restFailed = "Lambda Customer Function Error:" + errorMark
)

// restRows is a REST API with default gateway responses. A 500 says that
// Lambda refused the invoke, a 502 that the function ran and failed.
var restRows = []row{
	{Answered, answered(), docREST, Documented, ""},
	{Queued, message(502, restError, internalType, restConfig+"Malformed Lambda proxy response"), docREST, Guess, "a proxy integration never sends events"},
	{FunctionFailed, message(502, restError, internalType, restFailed), docREST, Documented, "the log's text was recorded in 2024"},
	{FunctionTimedOut, message(502, restError, internalType, restFailed), docREST, Documented, "the log's text is a guess"},
	{Throttled, message(500, restError, internalType, restConfig+"Rate Exceeded."), docREST, Documented, "the log's text was recorded in 2024: " + docRESTLogs},
	{Missing, message(500, restError, internalType, restConfig+"Function not found"), docREST, Documented, "the log's text is a guess"},
	{NotPermitted, message(500, restError, internalType, restConfig+"Invalid permissions on Lambda function"), docREST, Recorded, "the log's text is known from users' reports"},
	{CannotStart, message(500, restError, internalType, restConfig+"Lambda service failure"), docREST, Guess, ""},
	{ServiceFailed, message(500, restError, internalType, restConfig+"Lambda service failure"), docREST, Documented, "the log's text is a guess"},
	{AnswerMalformed, message(502, restError, internalType, restConfig+"Malformed Lambda proxy response"), docREST, Documented, ""},
	{AnswerTooLarge, message(502, restError, internalType, restConfig+"Malformed Lambda proxy response"), docRESTLimit, Guess, ""},
	{RequestTooLarge, message(413, restTooLarge, "RequestTooLargeException", ""), docRESTTypes, Documented, ""},
	{EventTooLarge, message(500, restError, internalType, restConfig+"Request must be smaller than 6291456 bytes for the InvokeFunction operation"), docREST, Documented, "the log's text is a guess"},
	{RequestUnreadable, message(400, `{"message":"Bad Request"}`, "BadRequestException", ""), docRESTTypes, Guess, ""},
	{GatewayTimedOut, message(504, restTimeout, internalType, "Execution failed due to a timeout error"), docRESTLimit, Documented, "the log's text is a guess"},
	{OverLimit, message(429, `{"message":"Too Many Requests"}`, "TooManyRequestsException", ""), docRESTTypes, Documented, "the header is known from users' reports"},
	{NoRoute, message(403, restNoRoute, "MissingAuthenticationTokenException", ""), docRESTTypes, Documented, ""},
}

const (
	httpError       = `{"message":"Internal Server Error"}`
	httpUnavailable = `{"message":"Service Unavailable"}`
	httpFailed      = "The Lambda function returned the following error: " + errorMark + ". Check your Lambda function code and try again."
	httpMalformed   = "The response from the Lambda function doesn't match the format that API Gateway expects."
)

// httpRows is an HTTP API; its throttled status is a parameter of HTTP.
var httpRows = []row{
	{Answered, answered(), docHTTP, Documented, ""},
	{Queued, message(500, httpError, "", httpMalformed), docHTTP, Guess, "a proxy integration never sends events"},
	{FunctionFailed, message(500, httpError, "", httpFailed), docHTTP, Recorded, "the body is documented; the log's text is a guess"},
	{FunctionTimedOut, message(500, httpError, "", httpFailed), docHTTP, Guess, ""},
	{Throttled, message(HTTPThrottled, httpUnavailable, "", "Rate Exceeded."), docHTTP, Guess, "500 by another reading; platform parameter"},
	{Missing, message(500, httpError, "", "Function not found"), docHTTP, Guess, ""},
	{NotPermitted, message(500, httpError, "", "The IAM role configured on the integration or API Gateway doesn't have permissions to call the integration. Check the permissions and try again."), docHTTP, Documented, "the log's text is known from users' reports"},
	{CannotStart, message(500, httpError, "", "Lambda service failure"), docHTTP, Guess, ""},
	{ServiceFailed, message(500, httpError, "", "Lambda service failure"), docHTTP, Guess, ""},
	{AnswerMalformed, message(500, httpError, "", httpMalformed), docHTTPForm, Recorded, "by LocalStack's validated tests; the log's text is a guess"},
	{AnswerTooLarge, message(500, httpError, "", httpMalformed), docHTTPLimit, Guess, ""},
	{RequestTooLarge, message(413, `{"message":"Request Entity Too Large"}`, "", ""), docHTTPLimit, Documented, "the body is a guess"},
	{EventTooLarge, message(500, httpError, "", "Request must be smaller than 6291456 bytes for the InvokeFunction operation"), docHTTP, Guess, ""},
	{RequestUnreadable, message(400, `{"message":"Bad Request"}`, "", ""), docHTTP, Guess, ""},
	{GatewayTimedOut, message(503, httpUnavailable, "", "Integration timed out"), docHTTP503, Recorded, "the log's text is a guess"},
	{OverLimit, message(429, `{"message":"Too Many Requests"}`, "", ""), docHTTPThrottle, Documented, "the body is known from users' reports"},
	{NoRoute, message(404, `{"message":"Not Found"}`, "", ""), docHTTPRoute, Documented, ""},
}

// withMessage puts the function's errorMessage into the log's text.
func withMessage(f Face, payload []byte) Face {
	if !strings.Contains(f.LogReason, errorMark) {
		return f
	}
	var failed struct {
		ErrorMessage string `json:"errorMessage"`
	}
	// A payload that is not an error's JSON leaves the message empty, as a
	// function that exits without one does.
	_ = json.Unmarshal(payload, &failed)
	f.LogReason = strings.Replace(f.LogReason, errorMark, failed.ErrorMessage, 1)
	return f
}
